// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// An interpreter in the interpreter: a stack machine whose loop is one switch (br_table). Its
// program finds the longest chain of Collatz that begins below a limit.
#include "export.h"

#include <stdbool.h>

enum {
    PUSH,
    LOAD,
    STORE,
    ADD,
    MUL,
    HALVE,
    IS_ODD,
    LESS,
    EQUAL,
    DUP,
    SWAP,
    JUMP,
    JUMP_IF,
    JUMP_NOT,
    HALT
};
enum { LIMIT, START, CURRENT, STEPS, MOST, BEST, VARIABLES };
enum { NEXT_START = 4, NEXT_STEP = 19, ODD = 37, COUNT = 45, DONE = 54, SHORTER = 69, END = 78 };

static const uint8_t program[] = {
    PUSH,  1,       STORE,   START,                                                     // 0
    LOAD,  START,   LOAD,    LIMIT,   LESS,    JUMP_NOT, END,                           // 4
    LOAD,  START,   STORE,   CURRENT, PUSH,    0,        STORE,   STEPS,                // 11
    LOAD,  CURRENT, PUSH,    1,       EQUAL,   JUMP_IF,  DONE,                          // 19
    LOAD,  CURRENT, DUP,     IS_ODD,  JUMP_IF, ODD,                                     // 26
    HALVE, STORE,   CURRENT, JUMP,    COUNT,                                            // 32
    PUSH,  3,       MUL,     PUSH,    1,       ADD,      STORE,   CURRENT,              // 37
    LOAD,  STEPS,   PUSH,    1,       ADD,     STORE,    STEPS,   JUMP,    NEXT_STEP,   // 45
    LOAD,  MOST,    LOAD,    STEPS,   LESS,    JUMP_NOT, SHORTER,                       // 54
    LOAD,  STEPS,   STORE,   MOST,    LOAD,    START,    STORE,   BEST,                 // 61
    LOAD,  START,   PUSH,    1,       ADD,     STORE,    START,   JUMP,    NEXT_START,  // 69
    LOAD,  MOST,    LOAD,    BEST,    SWAP,    HALT,                                    // 78
};

static uint32_t variables[VARIABLES];
static uint32_t stack[16];

static uint32_t execute(const uint8_t *code) {
    uint32_t *top = stack;
    for (const uint8_t *at = code;;) {
        switch (*at++) {
            case PUSH:
                *top++ = *at++;
                break;
            case LOAD:
                *top++ = variables[*at++];
                break;
            case STORE:
                variables[*at++] = *--top;
                break;
            case ADD:
                top--;
                top[-1] += top[0];
                break;
            case MUL:
                top--;
                top[-1] *= top[0];
                break;
            case HALVE:
                top[-1] >>= 1;
                break;
            case IS_ODD:
                top[-1] &= 1;
                break;
            case LESS:
                top--;
                top[-1] = top[-1] < top[0];
                break;
            case EQUAL:
                top--;
                top[-1] = top[-1] == top[0];
                break;
            case DUP:
                top[0] = top[-1];
                top++;
                break;
            case SWAP: {
                uint32_t upper = top[-1];
                top[-1] = top[-2];
                top[-2] = upper;
                break;
            }
            case JUMP:
                at = code + *at;
                break;
            case JUMP_IF:
                at = *--top != 0 ? code + *at : at + 1;
                break;
            case JUMP_NOT:
                at = *--top == 0 ? code + *at : at + 1;
                break;
            default:
                return top[-1] * 65536 + top[-2];
        }
    }
}

EXPORT(vm) uint32_t vm(uint32_t limit) {
    for (uint32_t i = 0; i < VARIABLES; i++) {
        variables[i] = 0;
    }
    variables[LIMIT] = limit;
    return execute(program);
}
