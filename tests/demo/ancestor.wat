;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; As TinyGo lays modules out: memory imported, _initialize exported, odd names in the name section.
(module
  (import "hosted" "pong" (func $pong))
  (import "env" "memory" (memory 1 1))
  (global $ready (mut i32) (i32.const 0))
  (func $runtime.initAll (export "_initialize")
    (global.set $ready (i32.const 1)))
  (func $"main.ping#wasmexport" (export "ping")
    (if (i32.eqz (global.get $ready)) (then unreachable))
    (call $pong)))
