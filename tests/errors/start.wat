;; Traps when it is instantiated.
(module (func $start unreachable) (start $start))
