;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Writes down at 8192 who was called: s (start section), S (_start), i (_initialize), 1 (start),
;; u (update), with what it found: the pad, and the first byte of the picture.
(module
  (import "env" "memory" (memory 1 1))
  (global $at (mut i32) (i32.const 8192))
  (data (i32.const 4) "\11\22\33\00")
  (func $log (param $who i32)
    (i32.store8 (global.get $at) (local.get $who))
    (i32.store8 offset=1 (global.get $at) (i32.load8_u (i32.const 0x16)))
    (i32.store8 offset=2 (global.get $at) (i32.load8_u (i32.const 0xa0)))
    (global.set $at (i32.add (global.get $at) (i32.const 3)))
    (i32.store8 (i32.const 0xa0) (i32.const 0xff))
    ;; what a cart writes over inputs is gone in the next frame
    (i32.store8 (i32.const 0x16) (i32.const 0xee)))
  (func $first (call $log (i32.const 0x73)))
  (start $first)
  (func (export "_start") (result i32) (call $log (i32.const 0x53)) (i32.const 7))
  (func (export "_initialize") (call $log (i32.const 0x69)))
  (func (export "start") (call $log (i32.const 0x31)))
  (func (export "update")
    (call $log (i32.const 0x75))
    ;; with button 1 the picture stays
    (i32.store8 (i32.const 0x1f) (i32.and (i32.load8_u (i32.const 0x17)) (i32.const 1)))))
