;; Exports what others import.
(module
  (table (export "table") 1 funcref)
  (memory (export "memory") 1)
  (global (export "global") i32 (i32.const 0))
  (func (export "f") (param i32))
  (func (export "run") (call_indirect (i32.const 0))))
