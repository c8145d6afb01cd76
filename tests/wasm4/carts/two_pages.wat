;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
(module
  (import "env" "memory" (memory 2 2))
  (func (export "update")))
