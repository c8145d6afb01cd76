;; A memory for which there is no room.
(module (memory 1) (func (export "run")))
