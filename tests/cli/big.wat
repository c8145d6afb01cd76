;; More memory than an instance is given by default.
(module (memory 257) (func (export "f")))
