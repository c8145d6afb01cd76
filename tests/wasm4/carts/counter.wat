;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; A game whose state lies in memory, globals of every type, a table that grows and changes, a
;; segment that is dropped, the disk and the synthesizer.
(module
  (import "env" "memory" (memory 1 1))
  (import "env" "rect" (func $rect (param i32 i32 i32 i32)))
  (import "env" "tone" (func $tone (param i32 i32 i32 i32)))
  (import "env" "diskw" (func $diskw (param i32 i32) (result i32)))
  (type $step (func (result i32)))
  (table $steps 2 10 funcref)
  (global $frame (mut i32) (i32.const 0))
  (global $sum (mut i64) (i64.const 1))
  (global $half (mut f32) (f32.const 0.5))
  (global $wide (mut f64) (f64.const 1.25))
  (global $next (mut funcref) (ref.null func))
  (elem (table $steps) (i32.const 0) func $one $two)
  (elem declare func $one $two)
  (data $word "\0a\0b\0c\0d")
  (func $one (type $step) (i32.const 1))
  (func $two (type $step) (i32.const 2))
  (func $compute
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (global.set $sum (i64.add (i64.mul (global.get $sum) (i64.const 6364136223846793005))
      (i64.const 1442695040888963407)))
    (global.set $half (f32.add (global.get $half) (f32.const 0.25)))
    (global.set $wide (f64.mul (global.get $wide) (f64.const 1.0078125))))
  (func $change_table
    ;; in frame 3 the table grows, in frame 5 its first entries change places
    (if (i32.eq (global.get $frame) (i32.const 3))
      (then (drop (table.grow $steps (ref.func $two) (i32.const 3)))))
    (if (i32.eq (global.get $frame) (i32.const 5))
      (then
        (table.copy $steps $steps (i32.const 0) (i32.const 1) (i32.const 1))
        (global.set $next (table.get $steps (i32.const 0)))))
    (if (i32.eq (global.get $frame) (i32.const 4))
      (then
        (memory.init $word (i32.const 9000) (i32.const 0) (i32.const 4))
        (data.drop $word)
        (drop (call $diskw (i32.const 9000) (i32.const 4))))))
  (func (export "update")
    (call $compute)
    (call $change_table)
    (i64.store (i32.const 8192) (global.get $sum))
    (f32.store (i32.const 8200) (global.get $half))
    (f64.store (i32.const 8208) (global.get $wide))
    (i32.store (i32.const 8216) (table.size $steps))
    (i32.store (i32.const 8220)
      (i32.add (i32.load (i32.const 8220)) (call_indirect $steps (type $step) (i32.const 0))))
    (i32.store (i32.const 8224) (ref.is_null (global.get $next)))
    (call $rect (i32.and (global.get $frame) (i32.const 127)) (i32.const 20)
      (i32.const 30) (i32.load8_u (i32.const 0x16)))
    (call $tone (i32.add (i32.const 300) (global.get $frame)) (i32.const 0x04050607)
      (i32.const 0x3040) (i32.and (global.get $frame) (i32.const 3)))))
