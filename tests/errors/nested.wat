;; Sixteen blocks, one in the other, in the body.
(module (func (block (block (block (block (block (block (block (block (block (block (block (block (block (block (block (block ))))))))))))))))))
