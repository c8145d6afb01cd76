(module (import "owner" "g" (func)))
