;; More elements than an instance is given.
(module (table 70000 funcref))
