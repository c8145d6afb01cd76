;; Imports one thing of each kind of the instance `lender`, and a memory that is its own.
(module
  (import "lender" "lend" (func))
  (import "lender" "table" (table 1 funcref))
  (import "lender" "memory" (memory 1))
  (import "lender" "global" (global i32)))
