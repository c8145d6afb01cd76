;; A memory that nobody defines becomes the instance's own.
(module
  (import "env" "memory" (memory 1 2))
  (data (i32.const 8) "\2a")
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
