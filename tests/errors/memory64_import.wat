(module (memory (import "owner" "memory") i64 1))
