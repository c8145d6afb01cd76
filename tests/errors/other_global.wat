(module (import "owner" "global" (global i64)))
