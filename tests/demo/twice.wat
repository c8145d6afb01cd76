;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Calls hosted.pong twice per ping.
(module
  (import "hosted" "pong" (func $pong))
  (func (export "ping")
    (call $pong)
    (call $pong)))
