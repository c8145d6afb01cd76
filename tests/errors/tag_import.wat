(module (import "owner" "tag" (tag)))
