;; Exports one thing of each kind.
(module
  (memory (export "memory") 1)
  (table (export "table") 1 funcref)
  (global (export "global") i32 (i32.const 7))
  (func (export "lend")))
