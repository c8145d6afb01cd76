;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Imports that the console has not, which only a call may notice, and what else may go wrong: the
;; update does what pad 1 says.
(module
  (import "env" "memory" (memory 1 1))
  (import "env" "blit" (func $blit (param i32 i32 i32 i32 i32)))
  (import "env" "nothing" (func $nothing))
  (import "env" "oval" (func $oval (param i32 i32 i32 i32)))
  (import "env" "line" (func $line (param i32 i32 i32 i32)))
  (import "env" "tone" (func $tone (param i32 i32 i32 i32)))
  (func $deep (call $deep))
  (func (export "update")
    (block $tone (block $line (block $deep (block $oval (block $nothing (block $five (block $endless (block $trap
      (block $none
        (br_table $none $trap $endless $five $nothing $oval $deep $line $tone $none
          (i32.load8_u (i32.const 0x16))))
      (return))
      unreachable)
      (loop $again (br $again)))
      (call $blit (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)) (return))
      (call $nothing) (return))
      (loop $again
        (call $oval (i32.const 0) (i32.const 0) (i32.const 2000000000) (i32.const 2000000000))
        (br $again)))
      (call $deep) (return))
      (call $line (i32.const -2000000000) (i32.const 0) (i32.const 2000000000) (i32.const 5))
      (return))
    (call $tone (i32.const 440) (i32.const 10) (i32.const 100) (i32.const 0))
    (loop $again (br $again))))
