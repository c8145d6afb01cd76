;; Imports from an instance named `library`.
(module
  (import "library" "slow" (func $slow (param i32) (result i32)))
  (func (export "once") (param i32) (result i32) (call $slow (local.get 0)))
  (func (export "forever") (loop (drop (call $slow (i32.const 10))) (br 0)))
  (func (export "tail") (param i32) (result i32) (return_call $slow (local.get 0)))
  (func (export "_start") (drop (call $slow (i32.const 1000)))))
