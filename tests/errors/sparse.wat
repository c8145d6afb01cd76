;; A memory of which an instance may be given less.
(module
  (memory 1)
  (data (i32.const 100) "x")
  (func (export "store") (i32.store (i32.const 60000) (i32.const 1))))
