;; Nine locals.
(module (func (param i32) (local i32 i32 i32 i32 i64 i64 i64 i64)))
