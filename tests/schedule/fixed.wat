;; Its memory cannot grow, so there is no place for a state.
(module
  (memory (export "memory") 1 1)
  (func (export "_start"))
  (func (export "_tw_restore") (param i32 i32)))
