;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Imports hosted.pong with a parameter that the host's does not have.
(module
  (import "hosted" "pong" (func $pong (param i32)))
  (func (export "ping")
    (call $pong (i32.const 1))))
