;; Binary, because it is not valid: (func (result i32) (i64.const 0)).
(module binary
  "\00asm\01\00\00\00"
  "\01\05\01\60\00\01\7f" "\03\02\01\00" "\0a\06\01\04\00\42\00\0b")
