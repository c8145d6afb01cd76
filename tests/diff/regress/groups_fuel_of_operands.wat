;; References that stand for locals while a callee collects: what looking at them costs does not
;; depend on whether the code gives them slots of their own.
(module
  (type $bytes (array (mut i8)))
  (func $collect (param i32)
    (loop $again
      (drop (array.new_default $bytes (i32.const 200)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0))))
  (func (export "operands") (param i32) (result i32) (local anyref eqref)
    (local.set 1 (ref.i31 (local.get 0)))
    (local.set 2 (array.new_default $bytes (i32.const 3)))
    (local.get 1) (local.get 1) (local.get 1) (local.get 1)
    (local.get 1) (local.get 1) (local.get 1) (local.get 1)
    (local.get 2) (local.get 2) (local.get 2) (local.get 2)
    (local.get 2) (local.get 2) (local.get 2) (local.get 2)
    (call $collect (i32.const 40))
    ref.eq drop
    ref.eq drop
    ref.eq drop
    ref.eq drop
    drop drop drop drop drop drop drop
    (i31.get_s (ref.cast (ref i31)))))
