;; Each legacy instruction in each of its places. Every function takes what is thrown, and gives a
;; number that says which way it went.
(module
  (tag $a (export "a") (param i32))
  (tag $b (export "b") (param i32 i64 f64))
  (tag $none)
  (type $number (func (param i32) (result i32)))
  ;; 0 nothing, 1 $a, 2 $b, 3 $none, 4 a trap; with the number
  (func $act (param $what i32) (param $number i32) (result i32)
    (block $trap (block $c (block $b (block $a (block $no
      (br_table $no $a $b $c $trap $no (local.get $what)))
      (return (local.get $number)))
      (throw $a (local.get $number)))
      (throw $b (local.get $number) (i64.const 7) (f64.const 0.5)))
      (throw $none))
    unreachable)
  (func (export "catches") (param $what i32) (result i32)
    try (result i32)
      (call $act (local.get $what) (i32.const 100))
    catch $a
      (i32.add (i32.const 1000))
    catch $b
      drop drop (i32.add (i32.const 2000))
    end)
  (func (export "catch_all") (param $what i32) (result i32)
    (i32.const 5)
    try (result i32)
      (call $act (local.get $what) (i32.const 100))
    catch $a
      (i32.add (i32.const 1000))
    catch_all
      (i32.const 3000)
    end
    i32.add)
  (func (export "rethrow") (param $what i32) (result i32)
    try (result i32)
      (i32.const 1)
      try (result i32)
        (call $act (local.get $what) (i32.const 100))
      catch $a
        drop
        (if (i32.eqz (i32.const 0)) (then (rethrow 1)))
        (i32.const 1)
      catch_all
        rethrow 0
      end
      i32.add
    catch $a
      (i32.add (i32.const 4000))
    catch $b
      drop drop (i32.add (i32.const 5000))
    end)
  (func (export "rethrow outer") (param $what i32) (result i32)
    try (result i32)
      try (result i32)
        (call $act (local.get $what) (i32.const 100))
      catch_all
        try (result i32)
          (throw $a (i32.const 7))
        catch $a
          drop
          rethrow 1
        end
      end
    catch $a
      (i32.add (i32.const 6000))
    catch_all
      (i32.const 6999)
    end)
  (func (export "delegate") (param $what i32) (result i32)
    try $outer (result i32)
      try (result i32)
        try (result i32)
          (call $act (local.get $what) (i32.const 100))
        delegate $outer
      catch_all
        (i32.const 1)
      end
    catch $a
      (i32.add (i32.const 7000))
    end)
  (func (export "delegate block") (param $what i32) (result i32)
    try (result i32)
      block $block (result i32)
        try (result i32)
          try (result i32)
            (call $act (local.get $what) (i32.const 100))
          delegate $block
        catch_all
          (i32.const 1)
        end
      end
    catch_all
      (i32.const 8000)
    end)
  (func $delegates (param $what i32) (result i32)
    try (result i32)
      try (result i32)
        (call $act (local.get $what) (i32.const 100))
      delegate 1
    catch_all
      (i32.const 1)
    end)
  (func (export "delegate caller") (param $what i32) (result i32)
    try (result i32)
      (call $delegates (local.get $what))
    catch $a
      (i32.add (i32.const 9000))
    end)
  (func (export "delegate to catch") (param $what i32) (result i32)
    try (result i32)
      try $inner (result i32)
        (throw $none)
      catch_all
        try (result i32)
          (call $act (local.get $what) (i32.const 100))
        delegate $inner
      end
    catch $a
      (i32.add (i32.const 10000))
    end)
  (func (export "delegate chain") (param $what i32) (result i32)
    try $out (result i32)
      try $skipped (result i32)
        try $middle (result i32)
          try (result i32)
            (call $act (local.get $what) (i32.const 100))
          delegate $middle
        delegate $out
      catch_all
        (i32.const 1)
      end
    catch_all
      (i32.const 11000)
    end)
  (func (export "nothing to catch") (param $what i32) (result i32)
    try (result i32)
      (call $act (local.get $what) (i32.const 100))
    end)
  (func (export "params") (param $what i32) (result i32)
    (local.get $what)
    (i32.const 300)
    try (param i32 i32) (result i32)
      call $act
    catch $a
      (i32.sub (i32.const 1))
    end)
  (func (export "branches") (param $what i32) (result i32)
    (local $sum i32)
    (block $done
      (loop $again
        try
          (local.set $sum (i32.add (local.get $sum)
            (call $act (local.get $what) (i32.const 100))))
          (br_if $done (i32.eqz (local.get $what)))
        catch $a
          (local.set $sum (i32.add (local.get $sum)))
          (local.set $what (i32.sub (local.get $what) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $sum) (i32.const 500)))
          (br $done)
        catch_all
          (local.set $sum (i32.add (local.get $sum) (i32.const 10)))
          (local.set $what (i32.sub (local.get $what) (i32.const 1)))
          (br $again)
        end))
    (local.get $sum))
  (func (export "values below") (param $what i32) (result i32)
    (local $one i64)
    (local.get $what)
    (i64.const 1)
    try (result i32 i32)
      (i32.const 3)
      (call $act (local.get $what) (i32.const 100))
    catch $a
      (i32.const 4)
    catch $b
      drop drop
      (i32.const 5)
    end
    i32.sub
    local.set $what
    local.set $one
    (i32.add (i32.wrap_i64 (local.get $one)))
    (i32.add (local.get $what)))
  (func (export "uncaught") (param $what i32) (result i32)
    try (result i32)
      (call $act (local.get $what) (i32.const 100))
    catch $a
      rethrow 0
    end))
