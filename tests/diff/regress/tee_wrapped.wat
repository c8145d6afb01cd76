;; The i32 of a wrapped i64 local is teed: what stays on the stack has one cell, not the local's two.
(module
  (func (export "set") (param i64) (result i32 i32 i32) (local $a i32) (local $b i32) (local $c i32)
    (local.set $c (i32.const 7))
    (local.set $b (local.tee $a (i32.wrap_i64 (local.get 0))))
    (local.get $a) (local.get $b) (local.get $c))
  (func (export "above") (param i64) (result i32 i32 i32) (local $a i32)
    (local.tee $a (i32.wrap_i64 (local.get 0)))
    (i32.add (i32.wrap_i64 (local.get 0)) (i32.const 7))
    (local.get $a)))
