;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; An import of memory without a maximum, and no functions at all.
(module (import "env" "memory" (memory 1)))
