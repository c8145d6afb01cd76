;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Traps on the third ping, before its pong.
(module
  (import "hosted" "pong" (func $pong))
  (global $count (mut i32) (i32.const 0))
  (func $step
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (if (i32.eq (global.get $count) (i32.const 3)) (then unreachable)))
  (func (export "ping")
    (call $step)
    (call $pong)))
