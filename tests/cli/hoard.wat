;; Objects that are kept, or dropped as they are made.
(module
  (type $link (struct (field (ref null $link)) (field i64)))
  (global $kept (mut (ref null $link)) (ref.null $link))
  (func (export "keep") (param i32)
    (loop
      (global.set $kept (struct.new $link (global.get $kept) (i64.const 7)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "drop") (param i32)
    (loop
      (global.set $kept (struct.new $link (ref.null $link) (i64.const 7)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
