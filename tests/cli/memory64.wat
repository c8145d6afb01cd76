(module
  (memory (import "env" "large") i64 1)
  (memory i64 0x1000000000000)
  (func (export "f")))
