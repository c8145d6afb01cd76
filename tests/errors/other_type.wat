(module (import "owner" "f" (func (param i64))))
