;; A module that takes a pin while it starts.
(module
  (import "gpio" "write" (func $write (param i32 i32) (result i32)))
  (func $start
    (drop (call $write (i32.const 9) (i32.const 1))))
  (func (export "run"))
  (start $start))
