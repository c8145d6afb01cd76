;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Calls each function of bridge/cost.wit n times, and as often one of the same type by hand, module raw.
(module
  (import "cost" "none" (func $cost_none))
  (import "cost" "one" (func $cost_one (param i32)))
  (import "cost" "two" (func $cost_two (param i32 i32) (result i32)))
  (import "cost" "six" (func $cost_six (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "cost" "wide" (func $cost_wide (param i64 f32 f64) (result i64)))
  (import "cost" "checked" (func $cost_checked (param i32 i32 i32) (result i32)))
  (import "cost" "text" (func $cost_text (param i32 i32)))
  (import "cost" "words" (func $cost_words (param i32 i32)))
  (import "cost" "move" (func $cost_move (param i32 i32)))
  (import "cost" "place" (func $cost_place (param i32)))
  (import "cost" "name" (func $cost_name (param i32)))
  (import "cost" "thing_new" (func $cost_thing_new (param i32) (result i32)))
  (import "cost" "thing_value" (func $cost_thing_value (param i32) (result i32)))
  (import "cost" "thing_drop" (func $cost_thing_drop (param i32)))
  (import "raw" "none" (func $raw_none))
  (import "raw" "one" (func $raw_one (param i32)))
  (import "raw" "two" (func $raw_two (param i32 i32) (result i32)))
  (import "raw" "six" (func $raw_six (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "raw" "wide" (func $raw_wide (param i64 f32 f64) (result i64)))
  (import "raw" "checked" (func $raw_checked (param i32 i32 i32) (result i32)))
  (import "raw" "text" (func $raw_text (param i32 i32)))
  (import "raw" "words" (func $raw_words (param i32 i32)))
  (import "raw" "move" (func $raw_move (param i32 i32)))
  (import "raw" "place" (func $raw_place (param i32)))
  (import "raw" "name" (func $raw_name (param i32)))
  (import "raw" "thing_new" (func $raw_thing_new (param i32) (result i32)))
  (import "raw" "thing_value" (func $raw_thing_value (param i32) (result i32)))
  (import "raw" "thing_drop" (func $raw_thing_drop (param i32)))
  (memory 1 1)
  (data (i32.const 64) "sixteen letters.")
  ;; The host asks for 16 bytes, and for the same block with less in it.
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (i32.const 256))
  (func (export "empty") (param $n i32)
    (loop $again
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_none") (param $n i32)
    (loop $again
      (call $cost_none)
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_none") (param $n i32)
    (loop $again
      (call $raw_none)
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_one") (param $n i32)
    (loop $again
      (call $cost_one (i32.const 5))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_one") (param $n i32)
    (loop $again
      (call $raw_one (i32.const 5))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_two") (param $n i32)
    (loop $again
      (drop (call $cost_two (i32.const 5) (i32.const 7)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_two") (param $n i32)
    (loop $again
      (drop (call $raw_two (i32.const 5) (i32.const 7)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_six") (param $n i32)
    (loop $again
      (drop (call $cost_six (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_six") (param $n i32)
    (loop $again
      (drop (call $raw_six (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_wide") (param $n i32)
    (loop $again
      (drop (call $cost_wide (i64.const 5) (f32.const 1.5) (f64.const 2.5)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_wide") (param $n i32)
    (loop $again
      (drop (call $raw_wide (i64.const 5) (f32.const 1.5) (f64.const 2.5)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_checked") (param $n i32)
    (loop $again
      (drop (call $cost_checked (i32.const 1) (i32.const 2) (i32.const 65)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_checked") (param $n i32)
    (loop $again
      (drop (call $raw_checked (i32.const 1) (i32.const 2) (i32.const 65)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_text") (param $n i32)
    (loop $again
      (call $cost_text (i32.const 64) (i32.const 16))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_text") (param $n i32)
    (loop $again
      (call $raw_text (i32.const 64) (i32.const 16))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_words") (param $n i32)
    (loop $again
      (call $cost_words (i32.const 64) (i32.const 4))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_words") (param $n i32)
    (loop $again
      (call $raw_words (i32.const 64) (i32.const 4))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_move") (param $n i32)
    (loop $again
      (call $cost_move (i32.const 5) (i32.const 7))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_move") (param $n i32)
    (loop $again
      (call $raw_move (i32.const 5) (i32.const 7))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_place") (param $n i32)
    (loop $again
      (call $cost_place (i32.const 128))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_place") (param $n i32)
    (loop $again
      (call $raw_place (i32.const 128))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_name") (param $n i32)
    (loop $again
      (call $cost_name (i32.const 128))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_name") (param $n i32)
    (loop $again
      (call $raw_name (i32.const 128))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cost_thing_value") (param $n i32) (local $thing i32)
    (local.set $thing (call $cost_thing_new (i32.const 5)))
    (loop $again
      (drop (call $cost_thing_value (local.get $thing)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (call $cost_thing_drop (local.get $thing)))
  (func (export "cost_thing_new_drop") (param $n i32)
    (loop $again
      (call $cost_thing_drop (call $cost_thing_new (i32.const 5)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "raw_thing_value") (param $n i32) (local $thing i32)
    (local.set $thing (call $raw_thing_new (i32.const 5)))
    (loop $again
      (drop (call $raw_thing_value (local.get $thing)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (call $raw_thing_drop (local.get $thing)))
  (func (export "raw_thing_new_drop") (param $n i32)
    (loop $again
      (call $raw_thing_drop (call $raw_thing_new (i32.const 5)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
