(module
  (memory 1)
  (table 1 funcref)
  (elem (i32.const 0) func $six)
  (data (i32.const 8) "\07\00\00\00")
  (type $number (func (result i32)))
  (func $six (result i32) (i32.const 6))
  (func (export "answer") (result i32)
    (i32.mul (call_indirect (type $number) (i32.const 0)) (i32.load (i32.const 8)))))
