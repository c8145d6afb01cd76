;; Imports the host's function as another type.
(module
  (import "hosted" "pong" (func $pong (param i32)))
  (func (export "run") (call $pong (i32.const 1))))
