;; Puts a function of its own into the owner's table.
(module
  (import "owner" "table" (table 1 funcref))
  (elem (i32.const 0) $f)
  (func $f))
