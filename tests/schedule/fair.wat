;; Eight of these share a board: `run` calls the host again and again and never ends, `spin` never
;; calls.
(module
  (import "test" "tick" (func $tick))
  (memory 1)
  (func (export "spin")
    (loop
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (br 0)))
  (func (export "run")
    (local $i i32)
    (loop
      (local.set $i (i32.const 0))
      (loop
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (i32.store (i32.const 0) (local.get $i))
        (br_if 0 (i32.lt_u (local.get $i) (i32.const 100))))
      (call $tick)
      (br 0))))
