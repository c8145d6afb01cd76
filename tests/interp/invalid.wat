;; A body that gives an i64 for an i32.
(module
  (func (export "f") (result i32) (i64.const 1)))
