;; A host function that the module exports again, of type () -> (), called by the host: the link of
;; its frame lies in the first cell.
(module
  (import "host" "f0" (func $f0))
  (import "host" "f6" (func $f6 (result f64)))
  (export "f0" (func $f0))
  (export "f6" (func $f6)))
