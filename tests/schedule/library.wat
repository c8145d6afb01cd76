;; A module that others import from: `slow` counts to n and adds to what everyone has counted.
(module
  (global $sum (mut i32) (i32.const 0))
  (func (export "slow") (param $n i32) (result i32)
    (local $i i32)
    (loop
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $i) (local.get $n))))
    (global.set $sum (i32.add (global.get $sum) (local.get $n)))
    (global.get $sum))
  (func (export "trap") unreachable)
  (func (export "sum") (result i32) (global.get $sum)))
