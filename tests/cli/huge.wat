;; More memory than there is.
(module (memory 65535) (func (export "f")))
