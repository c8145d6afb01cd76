;; Imports from the instance "kit".
(module
  (import "kit" "sub" (func $sub (param i32 i32) (result i32)))
  (func (export "nine") (result i32) (call $sub (i32.const 11) (i32.const 2))))
