;; Nothing but WebAssembly 1.0: every kind of immediate that it has.
(module
  (type $v (func))
  (memory 1)
  (table 2 funcref)
  (global $g (mut i64) (i64.const -1))
  (elem (i32.const 0) $a $a)
  (data (i32.const 8) "data")
  (func $a (param i32) (result i32)
    (local i64 i32)
    (block
      (loop
        (br_table 0 1 0 (local.get 0))))
    (if (result i32) (local.get 0)
      (then (i32.load offset=4 align=1 (i32.const 0)))
      (else (i32.const -1)))
    (drop)
    (global.set $g (i64.const 0x7fffffffffffffff))
    (call_indirect (type $v) (i32.const 1))
    (drop (memory.grow (i32.const 0)))
    (call $a (i32.const 1))))
