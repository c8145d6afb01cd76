;; What the scheduler's tests run. Bytes 0-3 of the memory count the rounds of `spin`, 4-7 the
;; events, 8-11 hold the last event's second argument, 12-15 the calls of start.
(module
  (import "test" "wait" (func $wait (param i32) (result i32)))
  (import "test" "doze" (func $doze (param i32) (result i32)))
  (memory (export "memory") 1)
  (func $add (param i32 i32)
    (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (local.get 1))))
  (func $start (call $add (i32.const 12) (i32.const 1)))
  (start $start)
  (func (export "spin")
    (loop (call $add (i32.const 0) (i32.const 1)) (br 0)))
  ;; Counts to n and gives n * 2.
  (func (export "work") (param $n i32) (result i32)
    (local $i i32)
    (loop
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $i) (local.get $n))))
    (i32.mul (local.get $n) (i32.const 2)))
  ;; Asks the host, which answers later; gives its answer plus n.
  (func (export "ask") (param $n i32) (result i32)
    (i32.add (call $wait (local.get $n)) (local.get $n)))
  ;; The same of a function that handlers may interrupt.
  (func $sleep (export "sleep") (param $n i32) (result i32)
    (i32.add (call $doze (local.get $n)) (local.get $n)))
  (func (export "sleep_on") (loop (drop (call $doze (i32.const 0))) (br 0)))
  (func $deep (export "deep") (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (call $deep (i32.sub (local.get $n) (i32.const 1))))
      (else (call $sleep (i32.const 1)))))
  (func (export "trap") unreachable)
  ;; Traps when it has been called three times.
  (func (export "third")
    (call $add (i32.const 16) (i32.const 1))
    (if (i32.eq (i32.load (i32.const 16)) (i32.const 3)) (then unreachable)))
  (func (export "on_event") (param i32 i32)
    (call $add (i32.const 4) (i32.const 1))
    (i32.store (i32.const 8) (local.get 1)))
  (func (export "on_trap") (param i32 i32) unreachable)
  (func (export "on_spin") (param i32 i32) (loop (br 0)))
  (func (export "on_ask") (param i32 i32)
    (i32.store (i32.const 20) (call $wait (local.get 1))))
  (func (export "wrong") (param i32)))
