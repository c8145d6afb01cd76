;; Imports a memory that nobody defines: it becomes its own.
(module
  (import "env" "memory" (memory 1)))
