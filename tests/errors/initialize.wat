;; Never ends being instantiated.
(module (func (export "_initialize") (loop (br 0))))
