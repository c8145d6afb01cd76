;; What a test asks of `wifi`, by the core signatures of docs/bridge/wifi.md. Names are at 0, keys at
;; 64; what is found is at 128 (its name) and 160 (the rest).
(module
  (import "wifi" "scan" (func $scan (result i32)))
  (import "wifi" "found" (func $found (param i32 i32 i32 i32)))
  (import "wifi" "join" (func $join (param i32 i32 i32 i32) (result i32)))
  (import "wifi" "leave" (func $leave (result i32)))
  (import "wifi" "status" (func $status (result i32)))
  (import "wifi" "signal" (func $signal (result i32)))
  (memory (export "memory") 1)
  (func (export "scan") (result i32) (call $scan))
  (func (export "found") (param i32 i32) (result i32)
    (call $found (local.get 0) (i32.const 128) (local.get 1) (i32.const 160))
    (i32.load8_u (i32.const 160)))
  (func (export "join") (param i32 i32) (result i32)
    (call $join (i32.const 0) (local.get 0) (i32.const 64) (local.get 1)))
  (func (export "leave") (result i32) (call $leave))
  (func (export "status") (result i32) (call $status))
  (func (export "signal") (result i32) (call $signal)))
