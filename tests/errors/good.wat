;; What loads and runs when something else has failed.
(module (func (export "run")))
