;; Functions of the host, called as if they were the module's own, and as its start.
(module
  (import "host" "nothing" (func $nothing))
  (import "host" "number" (func $number (param i32) (result i32)))
  (func (export "tail") (return_call $nothing))
  (export "nothing" (func $nothing))
  (export "number" (func $number))
  (start $nothing))
