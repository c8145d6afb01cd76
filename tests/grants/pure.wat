;; Imports nothing: works on its own memory, table and stack.
(module
  (memory (export "memory") 1)
  (table 4 funcref)
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func $recurse (export "recurse") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $recurse (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0))))
  (func (export "spin")
    (loop (br 0)))
  (func (export "touch") (param i32)
    (i32.store8 (local.get 0) (i32.const 1))))
