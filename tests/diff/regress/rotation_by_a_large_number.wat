;; Plain code makes a rotation to the left by a constant one to the right, whatever the constant.
(module
  (func (export "constants") (result i32) (i32.rotl (i32.const 1) (i32.const 0x7fffffff)))
  (func (export "left") (param i32) (result i32) (i32.rotl (local.get 0) (i32.const 0x12345)))
  (func (export "negative") (param i32) (result i32) (i32.rotl (local.get 0) (i32.const -70001)))
  (func (export "right") (param i32) (result i32) (i32.rotr (local.get 0) (i32.const 0x12345)))
  (func (export "shl") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 0x12345)))
  (func (export "shr_s") (param i32) (result i32) (i32.shr_s (local.get 0) (i32.const 0x12345)))
  (func (export "shr_u") (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 0x7fffffff))))
