(module (import "owner" "f" (memory 1)))
