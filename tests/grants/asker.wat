;; Calls what asks for a capability at call time, and gives what it answers.
(module
  (import "hosted" "ask" (func $ask (result i32)))
  (func (export "ask") (result i32) (call $ask)))
