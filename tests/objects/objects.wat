;; What the tests of objects ask of a guest.
(module
  (type $box (struct (field $n (mut i32)) (field $next (mut anyref))))
  (type $row (array (mut anyref)))
  (import "h" "throw" (func $throw (param i32) (result i32)))
  (tag $pair (export "pair") (param i32 i64))
  (tag $empty (export "empty"))
  (table $t (export "table") 0 100000 anyref)
  (table $far i64 4 100000 anyref)
  (global $kept (mut anyref) (ref.null any))
  (global $other (mut anyref) (ref.null any))
  (type $numbers (array (mut i32)))
  (type $letters (array (mut i8)))
  (global $numbers (mut (ref null $numbers)) (ref.null $numbers))
  (global $letters (mut (ref null $letters)) (ref.null $letters))

  (func (export "box") (param i32) (result anyref)
    (struct.new $box (local.get 0) (ref.null any)))
  (func (export "row") (param i32) (result anyref) (array.new_default $row (local.get 0)))
  (func (export "i31") (param i32) (result anyref) (ref.i31 (local.get 0)))
  (func (export "func") (result funcref) (ref.func $number))
  (elem declare func $number)
  (func (export "inside") (param externref) (result anyref) (any.convert_extern (local.get 0)))
  (func $number (export "number") (param anyref) (result i32)
    (struct.get $box $n (ref.cast (ref $box) (local.get 0))))
  (func (export "of_box") (param (ref null $box)) (result i32) (struct.get $box $n (local.get 0)))
  ;; So many boxes that nobody keeps.
  (func $churn (export "churn") (param $count i32)
    (loop $again
      (drop (struct.new $box (local.get $count) (ref.null any)))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  ;; Boxes in a list until there is no room.
  (func (export "hoard")
    (loop $again
      (global.set $kept (struct.new $box (i32.const 1) (global.get $kept)))
      (br $again)))
  (func (export "hoard_some") (param $count i32)
    (loop $again
      (global.set $kept (struct.new $box (i32.const 1) (global.get $kept)))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "forget") (global.set $kept (ref.null any)))
  (func (export "keep") (param i32)
    (global.set $other (struct.new $box (local.get 0) (ref.null any))))
  (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null any) (local.get 0)))
  (func (export "fill") (param i32)
    (table.fill $t (i32.const 0) (struct.new $box (local.get 0) (ref.null any)) (table.size $t)))
  ;; From the global to the table's first element, or to the first of a row that the global $kept has.
  (func (export "to_table")
    (table.set $t (i32.const 0) (global.get $other))
    (global.set $other (ref.null any)))
  (func (export "to_row")
    (array.set $row (ref.cast (ref $row) (global.get $kept)) (i32.const 0) (global.get $other))
    (global.set $other (ref.null any)))
  (func (export "from_table") (result anyref) (table.get $t (i32.const 0)))
  (func (export "from_row") (result anyref)
    (array.get $row (ref.cast (ref $row) (global.get $kept)) (i32.const 0)))
  (func (export "keep_row") (param i32) (global.set $kept (array.new_default $row (local.get 0))))
  ;; Arrays of 5,000, and of the 2,560 letters of the segment, in instructions that go in steps.
  (func (export "new_row") (param i32)
    (global.set $kept (array.new $row (ref.i31 (local.get 0)) (i32.const 5000))))
  (func (export "new_boxes") (param i32)
    (global.set $kept
      (array.new $row (struct.new $box (local.get 0) (ref.null any)) (i32.const 5000))))
  (func (export "fill_row") (param i32)
    (array.fill $row (ref.cast (ref $row) (global.get $kept)) (i32.const 0)
      (ref.i31 (local.get 0)) (i32.const 5000)))
  (func (export "new_numbers") (param $count i32)
    (global.set $numbers (array.new $numbers (i32.const -1) (local.get $count)))
    (loop $again
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (array.set $numbers (global.get $numbers) (local.get $count) (local.get $count))
      (br_if $again (local.get $count))))
  (func (export "copy_numbers") (param $to i32) (param $from i32)
    (array.copy $numbers $numbers (global.get $numbers) (local.get $to)
      (global.get $numbers) (local.get $from) (i32.const 4000)))
  (func (export "new_letters")
    (global.set $letters (array.new_data $letters $text (i32.const 0) (i32.const 2560))))
  (func (export "copy_letters") (param $to i32) (param $from i32)
    (array.init_data $letters $text (global.get $letters) (local.get $to)
      (local.get $from) (i32.const 2500)))
  (data $text
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-")
  ;; Frames, each with a reference, below what the collector does.
  (func $deep (export "deep") (param $depth i32) (param $box anyref) (result i32)
    (if (local.get $depth)
      (then (return (i32.add (call $number (local.get $box))
        (call $deep (i32.sub (local.get $depth) (i32.const 1)) (local.get $box))))))
    (call $churn (i32.const 2000))
    (i32.const 0))
  ;; What the host function throws.
  (func (export "catch") (param i32) (result i32 i64)
    (block $caught (result i32 i64)
      (block $none
        (try_table (catch $pair $caught) (catch $empty $none)
          (return (call $throw (local.get 0)) (i64.const 0))))
      (i32.const -1) (i64.const -1)))
  (func (export "pass") (param i32) (result i32) (call $throw (local.get 0)))
  (func (export "raise") (param i32 i64) (throw $pair (local.get 0) (local.get 1)))
  ;; A table of 64-bit indices.
  (func (export "far_set") (param i64 i32)
    (table.set $far (local.get 0) (struct.new $box (local.get 1) (ref.null any))))
  (func (export "far_get") (param i64) (result anyref) (table.get $far (local.get 0)))
  (func (export "far_size") (result i64) (table.size $far))
  (func (export "far_grow") (param i64) (result i64) (table.grow $far (ref.null any) (local.get 0))))
