;; All that a plain module may import: the host functions of runner.c.
(module
  (import "host" "f0" (func))
  (import "host" "f1" (func (param i32) (result i32)))
  (import "host" "f2" (func (param i32 i64 f32 f64) (result i64)))
  (import "host" "f3" (func (param externref) (result externref)))
  (import "host" "f4" (func (param f64 f32 i64 i32) (result i32 i64 f32 f64)))
  (import "host" "f5" (func (param i64) (result f32)))
  (import "host" "f6" (func (result f64)))
  (import "host" "f7" (func (param i32 i32 i32 i32 i32 i32) (result i32 i32))))
