// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_ERROR_H
#define TINYWASM_ERROR_H

// Failure has three readers and three channels: a tw_err_t for programs, a tw_trap_t with the
// specification's name for what the guest did, and a tw_fault_t with place and text for people.
// Both maps below are the only lists of codes: enum, names, texts and docs/ERRORS.md come of them.

#include <stdint.h>

#include "tinywasm/config.h"

#ifdef __cplusplus
extern "C" {
#endif

// X(name, number, meaning, what to do). 0 is success, failures are negative.
#define TW_ERR_MAP(X)                                                                             \
    X(OK, 0, "success", "go on")                                                                  \
    X(NOMEM, -1, "the arena has no block large enough",                                           \
      "give the engine a larger arena, lower the limits, or unload a module")                     \
    X(INVAL, -2, "an argument is not one the function takes", "fix the call")                     \
    X(STATE, -3, "not possible in the present state", "see the function's comment for the order") \
    X(LIMIT, -4, "a configured limit is exceeded", "raise the limit that the text names")         \
    X(BUSY, -5, "somebody else holds it", "try again later")                                      \
    X(MALFORMED, -10, "the bytes are not a WebAssembly binary", "send it again, or rebuild it")   \
    X(INVALID, -11, "the module does not validate", "rebuild it with a correct toolchain")        \
    X(UNSUPPORTED, -12, "the module needs a feature that this build leaves out",                  \
      "build the module without it, or the library with it")                                      \
    X(UNLINKABLE, -13, "an import is missing or of another type",                                 \
      "define it, or rebuild the module against what the host defines")                           \
    X(TRAP, -20, "the guest did something WebAssembly forbids", "see the trap; fix the module")   \
    X(FUEL, -21, "the fuel is used up", "add fuel and resume, or destroy the instance")           \
    X(INTERRUPTED, -22, "the host asked the guest to stop", "resume, or destroy the instance")    \
    X(PENDING, -23, "a host function has not answered yet", "complete it, then resume")           \
    X(EXCEPTION, -24, "an exception left the root call", "catch it in the module")                \
    X(DENIED, -25, "the capability is not granted", "add the grant that the text names")          \
    X(NOENT, -30, "no such name", "list what there is")                                           \
    X(EXIST, -31, "the name is taken", "choose another, or remove the old one")                   \
    X(NOSPC, -32, "the filestore is full", "remove a file")                                       \
    X(CORRUPT, -33, "stored data is damaged", "save it again; format only as a last resort")      \
    X(IO, -34, "a device or file did not answer as it should", "check the device")

typedef enum tw_err {
#define TW_ERR_ENUM(name, number, meaning, todo) TW_ERR_##name = number,
    TW_ERR_MAP(TW_ERR_ENUM)
#undef TW_ERR_ENUM
} tw_err_t;

// X(name, the specification's text, usual cause, what to do). NONE is no trap.
#define TW_TRAP_MAP(X)                                                                            \
    X(NONE, "", "", "")                                                                           \
    X(UNREACHABLE, "unreachable", "an abort, panic or assertion in the module",                   \
      "look at the function named")                                                               \
    X(INTEGER_DIVIDE_BY_ZERO, "integer divide by zero", "a division or remainder by 0",           \
      "check the divisor")                                                                        \
    X(INTEGER_OVERFLOW, "integer overflow", "the smallest integer divided by -1, or a float too " \
      "large for the integer", "check the operands, or use a saturating conversion")              \
    X(INVALID_CONVERSION_TO_INTEGER, "invalid conversion to integer", "a NaN made an integer",    \
      "check the float, or use a saturating conversion")                                          \
    X(OUT_OF_BOUNDS_MEMORY_ACCESS, "out of bounds memory access", "a bad pointer in the module",  \
      "look at the function named; the memory may be too small")                                  \
    X(OUT_OF_BOUNDS_TABLE_ACCESS, "out of bounds table access", "a bad table index",              \
      "look at the function named")                                                               \
    X(UNDEFINED_ELEMENT, "undefined element", "an indirect call past the end of the table",       \
      "a function pointer is damaged")                                                            \
    X(UNINITIALIZED_ELEMENT, "uninitialized element", "an indirect call of a null entry",         \
      "a function pointer is null")                                                               \
    X(INDIRECT_CALL_TYPE_MISMATCH, "indirect call type mismatch",                                 \
      "a function pointer cast to another type", "call it with the type it was defined with")     \
    X(CALL_STACK_EXHAUSTED, "call stack exhausted", "endless or deep recursion",                  \
      "raise limits.stack_bytes, or recurse less")                                                \
    X(NULL_REFERENCE, "null reference", "a null reference used", "check it for null")             \
    X(NULL_FUNCTION_REFERENCE, "null function reference", "a null reference called",              \
      "check it for null")                                                                        \
    X(MEMORY_BUDGET_EXHAUSTED, "memory budget exhausted",                                         \
      "the module writes to more memory than its instance was given",                           \
      "raise limits.memory_bytes, or give the engine a larger arena")                             \
    X(STALE_REFERENCE, "stale reference", "a function of an instance that is gone",               \
      "destroy importers with it")                                                                \
    X(UNLINKED_IMPORT, "unlinked import", "a call of an import that was linked as a stub",        \
      "define the import")                                                                        \
    X(HOST, "host trap", "a host function refused", "see the text")

// Those of feature groups that a build may leave out, and with them their texts.
#define TW_TRAP_MAP_MORE(X)                                                                       \
    X(NULL_EXCEPTION_REFERENCE, "null exception reference", "throw_ref of null",                  \
      "check it for null")                                                                        \
    X(NULL_STRUCTURE_REFERENCE, "null structure reference", "a field of null",                    \
      "check it for null")                                                                        \
    X(NULL_ARRAY_REFERENCE, "null array reference", "an element of null", "check it for null")    \
    X(NULL_I31_REFERENCE, "null i31 reference", "the number of null", "check it for null")        \
    X(CAST_FAILURE, "cast failure", "an object is not of the type that the module takes it for",  \
      "test it before")                                                                           \
    X(OUT_OF_BOUNDS_ARRAY_ACCESS, "out of bounds array access", "a bad index",                    \
      "look at the function named")                                                               \
    X(UNALIGNED_ATOMIC, "unaligned atomic", "an atomic access at an odd address",                 \
      "look at the function named")                                                               \
    X(EXPECTED_SHARED_MEMORY, "expected shared memory", "a wait on a memory that is not shared",  \
      "declare the memory as shared")                                                             \
    X(ENDLESS_WAIT, "endless wait", "a wait that nobody can end", "wait with a time")             \
    X(HEAP_EXHAUSTED, "heap exhausted", "the module keeps more objects than there is room for",   \
      "raise limits.heap_bytes, or give the engine a larger arena")

typedef enum tw_trap {
#define TW_TRAP_ENUM(name, text, cause, todo) TW_TRAP_##name,
    TW_TRAP_MAP(TW_TRAP_ENUM)
    TW_TRAP_MAP_MORE(TW_TRAP_ENUM)
#undef TW_TRAP_ENUM
    TW_TRAP_COUNT
} tw_trap_t;
#if TW_CFG_EXTRA
#define TW_TRAP_MAP_IN_BUILD(X) TW_TRAP_MAP(X) TW_TRAP_MAP_MORE(X)
#define TW_TRAP_LAST (TW_TRAP_COUNT - 1)
#else
#define TW_TRAP_MAP_IN_BUILD(X) TW_TRAP_MAP(X)
#define TW_TRAP_LAST TW_TRAP_HOST
#endif

#define TW_FUNC_NONE UINT32_MAX    // tw_fault_t.func_idx: not in a function
#define TW_OFFSET_NONE UINT32_MAX  // tw_fault_t.offset: not known

// The first failure since the last successful operation began. Borrowed from the engine.
typedef struct tw_fault {
    tw_err_t err;
    tw_trap_t trap;       // NONE unless the guest trapped
    uint32_t func_idx;    // function index in its module, or TW_FUNC_NONE
    uint32_t offset;      // byte offset in the module, or TW_OFFSET_NONE
    const char *text;     // "WHERE: CODE: what happened: what to do"; "" with TW_CFG_ERR_TEXT=0
} tw_fault_t;

#if defined(__GNUC__) || defined(__clang__)
#define TW_MUST_CHECK __attribute__((warn_unused_result))
#else
#define TW_MUST_CHECK
#endif

// "TW_ERR_NOENT"; "?" for an unknown code. Any context, also an ISR.
const char *tw_err_name(tw_err_t err);
// What a code means and what to do, for where there is no fault: "no such name: list what there
// is"; "?" for an unknown code. With TW_CFG_ERR_TEXT=0 too, but only in an image that calls it.
const char *tw_err_text(tw_err_t err);
// The trap's name in the specification, "integer divide by zero"; "?" for an unknown one.
const char *tw_trap_name(tw_trap_t trap);

// Called when the library finds a mistake of its own or of its caller (TW_CFG_ASSERT=1). Must not
// return. The library has a weak default that loops for ever; an application defines its own.
void tw_panic(const char *file, int line);

#ifdef __cplusplus
}
#endif
#endif
