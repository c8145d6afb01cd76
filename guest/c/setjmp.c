// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What the compiler makes of setjmp and longjmp: see setjmp.h. A jump is an exception of the tag
// __c_longjmp, with the address of what it brings.

#include "setjmp.h"

__asm__(
    ".globl __c_longjmp\n"
    ".tagtype __c_longjmp i32\n"
    "__c_longjmp:\n");

void __wasm_setjmp(void *buffer, unsigned int place, void *call) {
    jmp_buf *jump = buffer;
    (*jump)->call = call;
    (*jump)->place = place;
}

// Which setjmp of this call it was; 0: one of another call, to which the jump goes on.
unsigned int __wasm_setjmp_test(void *buffer, void *call) {
    jmp_buf *jump = buffer;
    return (*jump)->call == call ? (*jump)->place : 0;
}

void __wasm_longjmp(void *buffer, int value) {
    jmp_buf *jump = buffer;
    (*jump)->thrown.buffer = buffer;
    (*jump)->thrown.value = value == 0 ? 1 : value;
    __builtin_wasm_throw(1, &(*jump)->thrown);
}
