(module (import "owner" "memory" (memory 2)))
