;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
(module
  (import "env" "memory" (memory 1 1))
  (func $first unreachable)
  (start $first)
  (func (export "update")))
