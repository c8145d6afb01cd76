;; What runs when an instance is made, in the order it must.
(module
  (global $g (export "order") (mut i32) (i32.const 1))
  (func $start (global.set $g (i32.mul (global.get $g) (i32.const 10))))
  (func (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 7))))
  (start $start))
