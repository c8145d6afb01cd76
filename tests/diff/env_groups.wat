;; What the modules of the feature groups import, as "env". Each of them meets it fresh.
(module
  (type $pair (sub (struct (field (mut i32)) (field (mut anyref)))))
  (tag $tag (export "tag") (param i32 i64))
  (global $kept (mut anyref) (ref.null any))
  (func $throws (export "throws") (param i32) (result i32)
    (if (i32.eq (i32.and (local.get 0) (i32.const 15)) (i32.const 1))
      (then (throw $tag (local.get 0) (i64.const -5))))
    (i32.add (local.get 0) (i32.const 3)))
  ;; An object of a type that both have.
  (func (export "pair") (param i32 anyref) (result anyref)
    (struct.new $pair (local.get 0) (local.get 1)))
  (func (export "unpair") (param anyref) (result i32)
    (block $is (result (ref $pair))
      (br_on_cast $is anyref (ref $pair) (local.get 0))
      (return (i32.add (ref.is_null) (i32.const 40))))
    (struct.get $pair 0))
  ;; Keeps one, gives the one before.
  (func (export "keep") (param anyref) (result anyref)
    (global.get $kept)
    (global.set $kept (local.get 0))))
