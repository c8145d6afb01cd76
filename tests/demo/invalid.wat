;; SPDX-FileCopyrightText: The TinyWASM authors
;; SPDX-License-Identifier: Apache-2.0
;; Does not validate: ping promises an i32 and gives none.
(module
  (func (export "ping") (result i32)))
