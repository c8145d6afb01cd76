;; Imports what the host has, with another type.
(module
  (import "hosted" "pong" (func $pong (param i32)))
  (func (export "call") (call $pong (i32.const 1))))
