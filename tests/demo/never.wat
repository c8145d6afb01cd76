;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Never calls hosted.pong.
(module
  (import "hosted" "pong" (func $pong))
  (func (export "ping")))
