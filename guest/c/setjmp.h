// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef _SETJMP_H
#define _SETJMP_H

// setjmp and longjmp, which Debian's wasi-libc leaves out: compile with -mexception-handling and
// -mllvm -wasm-enable-sjlj, and link setjmp.c, compiled so too.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    void *call;          // of the function that called setjmp
    unsigned int place;  // of setjmp in it, not 0
    struct {
        void *buffer;
        int value;
    } thrown;
} jmp_buf[1];

int setjmp(jmp_buf buffer) __attribute__((__returns_twice__));
void longjmp(jmp_buf buffer, int value) __attribute__((__noreturn__));

#ifdef __cplusplus
}
#endif

#endif
