;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; An import of memory that begins with nothing. The update writes down what memory.size and
;; memory.grow say.
(module
  (import "env" "memory" (memory 0 65536))
  (func (export "update")
    (i32.store (i32.const 8192) (memory.size))
    (i32.store (i32.const 8196) (memory.grow (i32.const 1)))
    (i32.store (i32.const 8200) (memory.size))))
