;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
(module
  (memory 1 1)
  (func (export "update")))
