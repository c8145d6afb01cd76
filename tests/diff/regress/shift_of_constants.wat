;; A shift of a constant by a constant keeps its operands in their places.
(module (func (export "a") (result i64) (i64.shl (i64.const 1) (i64.const 3)))
(func (export "b") (result i64) (i64.shr_u (i64.const 256) (i64.const 67)))
(func (export "c") (result i64) (i64.shr_s (i64.const -256) (i64.const 67)))
(func (export "d") (result i64) (i64.shl (i64.const 1) (i64.shl (i64.const 2) (i64.const 1)))))
