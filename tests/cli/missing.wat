;; A global of a name that no instance can have: no stub is possible.
(module
  (import "a name of more than thirty-one bytes" "g" (global i32))
  (func (export "f")))
