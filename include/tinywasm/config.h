// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_CONFIG_H
#define TINYWASM_CONFIG_H

// Every build option of TinyWASM, with its default and its cost. Nothing here needs editing: a
// build sets an option on the command line, or names a file with TW_CFG_FILE that is included
// first. Options are always defined and are 0, 1 or a number, so -Wundef finds a misspelling.
// The library and everything that includes its headers must be built with equal options;
// tw_engine_init compares TW_CFG_HASH and refuses a mismatch.

#include <stdint.h>

#ifdef TW_CFG_FILE
#include TW_CFG_FILE
#endif

// Profiles: sets of feature groups. A port picks one by the flash it has.
#define TW_PROFILE_TINY 1      // 1.0 without floats, + sign extension, bulk memory, multi-value
#define TW_PROFILE_STANDARD 2  // 2.0 without SIMD, + function references, tail calls and more
#define TW_PROFILE_FULL 3      // all that is supported

#ifndef TW_CFG_PROFILE
#define TW_CFG_PROFILE TW_PROFILE_STANDARD
#endif

// f32 and f64. About 7 KiB of flash on Cortex-M3, their arithmetic included.
#ifndef TW_CFG_FLOAT
#define TW_CFG_FLOAT (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// Floats and 64-bit division by routines of ours, small and slow, instead of the compiler's: on
// Cortex-M3 3 KiB of flash less, an f32 addition 100 instructions instead of 40, an f64 division
// 1,100 instead of 250. The same results, but for the bits of NaNs. On where there is no FPU.
#ifndef TW_CFG_SMALL_ARITHMETIC
#if defined(__SOFTFP__) || defined(__riscv_float_abi_soft)
#define TW_CFG_SMALL_ARITHMETIC 1
#else
#define TW_CFG_SMALL_ARITHMETIC 0
#endif
#endif

// Reference types: funcref and externref values, several tables, table instructions.
#ifndef TW_CFG_REFERENCES
#define TW_CFG_REFERENCES (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// Typed function references: call_ref, ref.as_non_null, br_on_null. Needs TW_CFG_REFERENCES.
#ifndef TW_CFG_FUNCTION_REFERENCES
#define TW_CFG_FUNCTION_REFERENCES (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// return_call, return_call_indirect (and return_call_ref with typed function references).
#ifndef TW_CFG_TAIL_CALL
#define TW_CFG_TAIL_CALL (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// i32/i64 add, sub and mul in constant expressions.
#ifndef TW_CFG_EXTENDED_CONST
#define TW_CFG_EXTENDED_CONST (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// More than one memory per module.
#ifndef TW_CFG_MULTI_MEMORY
#define TW_CFG_MULTI_MEMORY (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// Memories with pages of 1 byte beside those of 64 KiB. Types of 64-bit memories are read, too, as
// the proposal has pages for both; what uses such a memory is UNSUPPORTED.
#ifndef TW_CFG_CUSTOM_PAGE_SIZES
#define TW_CFG_CUSTOM_PAGE_SIZES (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// What 3.0 has beyond STANDARD, a group each. docs/LIMITS.md has what each costs.
// Exceptions: tags, throw, throw_ref, try_table, exnref.
#ifndef TW_CFG_EXCEPTIONS
#define TW_CFG_EXCEPTIONS (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// The instructions that exceptions had before 3.0 and compilers still write: try, catch, catch_all,
// rethrow, delegate. Needs TW_CFG_EXCEPTIONS.
#ifndef TW_CFG_LEGACY_EXCEPTIONS
#define TW_CFG_LEGACY_EXCEPTIONS (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// Garbage collection: structs, arrays, i31, casts, recursive types. Hosts' externrefs are numbers
// below 2^30 then; what is above stands for objects.
#ifndef TW_CFG_GC
#define TW_CFG_GC (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// Memories and tables with addresses of 64 bits, of which 32 can be used.
#ifndef TW_CFG_MEMORY64
#define TW_CFG_MEMORY64 (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// SIMD and relaxed SIMD, done lane by lane: small, not fast.
#ifndef TW_CFG_SIMD
#define TW_CFG_SIMD (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// Wide arithmetic: i64.add128, i64.sub128, i64.mul_wide_s, i64.mul_wide_u.
#ifndef TW_CFG_WIDE_ARITHMETIC
#define TW_CFG_WIDE_ARITHMETIC (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// Threads' atomics and shared memories, for one agent: nothing runs beside a module's function, so
// nobody notifies who waits. memory.atomic.wait answers 2 (timed out) at once where it would wait,
// whatever the time, and traps if there is none.
#ifndef TW_CFG_THREADS
#define TW_CFG_THREADS (TW_CFG_PROFILE >= TW_PROFILE_FULL)
#endif

// Operations of the execution loop that do the work of two or three: results in slots, three slots,
// branches back that compare. Without them modules become plain code (docs/GLOSSARY.md), for small
// flash: 7 KiB less on Cortex-M3, where it takes 10 to 30 % more instructions, with floats more.
// Results and fuel are the same.
#ifndef TW_CFG_SUPERINSTRUCTIONS
#define TW_CFG_SUPERINSTRUCTIONS (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// Operations of the execution loop for processors of 64 bits: 64-bit values and, where the
// compiler's floats are used, f32 and f64 with handlers of their own, an accumulator of 64 bits,
// and more forms of the others. Register code for small processors is another: tw, which translates
// for them (tw translate), is built without. Needs TW_CFG_SUPERINSTRUCTIONS and 64-bit pointers.
#ifndef TW_CFG_WIDE
#define TW_CFG_WIDE (TW_CFG_SUPERINSTRUCTIONS && UINTPTR_MAX > UINT32_MAX)
#endif

// Texts of faults. Off: faults keep code, trap, function and offset, and an empty text. About 6 KiB
// of flash on Cortex-M3; TINY leaves them out.
#ifndef TW_CFG_ERR_TEXT
#define TW_CFG_ERR_TEXT (TW_CFG_PROFILE >= TW_PROFILE_STANDARD)
#endif

// Bytes of fault text kept by an engine (RAM). Longer texts are cut.
#ifndef TW_CFG_FAULT_TEXT_BYTES
#define TW_CFG_FAULT_TEXT_BYTES 200
#endif

// Assertions: 1 checks what the library promises itself and calls tw_panic on a mistake.
#ifndef TW_CFG_ASSERT
#ifdef NDEBUG
#define TW_CFG_ASSERT 0
#else
#define TW_CFG_ASSERT 1
#endif
#endif

// Bytes of a module kept while it is streamed in: the longest single instruction or local group
// that can be read. RAM, while loading only.
#ifndef TW_CFG_STREAM_WINDOW_BYTES
#define TW_CFG_STREAM_WINDOW_BYTES 64
#endif

// Bodies longer than this many bytes are translated with 32-bit branch offsets. At most 4096, for
// which 16 bits always suffice; 0 forces the long form everywhere (tests).
#ifndef TW_CFG_FAR_BRANCH_BYTES
#define TW_CFG_FAR_BRANCH_BYTES 4096
#endif

// Fuel burnt at most between two looks at the interrupt flag.
#ifndef TW_CFG_FUEL_QUANTUM
#define TW_CFG_FUEL_QUANTUM 50000
#endif

// Calls of host functions that may be pending at once in an engine (tw_call_pend), 1 to 255. RAM:
// 32 bytes each on a 32-bit target.
#ifndef TW_CFG_PENDING_CALLS
#define TW_CFG_PENDING_CALLS 8
#endif

// The form of the execution loop. AUTO picks the fastest that the compiler offers.
#define TW_DISPATCH_AUTO 0
#define TW_DISPATCH_TAIL 1      // musttail and preserve_none (clang >= 19 on x86-64 and AArch64)
#define TW_DISPATCH_REGISTER 2  // a function per operation, global registers (GCC, Thumb-2)
#define TW_DISPATCH_GOTO 3      // computed goto in one function
#define TW_DISPATCH_SWITCH 4    // plain C
#ifndef TW_CFG_DISPATCH
#define TW_CFG_DISPATCH TW_DISPATCH_AUTO
#endif

// The interpreter wasm3 too, on the PC. The build (TINYWASM_INTERP_WASM3 of CMake) sets it.
#ifndef TW_CFG_INTERP_WASM3
#define TW_CFG_INTERP_WASM3 0
#endif

// 1: objects are collected whenever one is made, and what is freed is overwritten (tests).
#ifndef TW_CFG_HEAP_STRESS
#define TW_CFG_HEAP_STRESS 0
#endif

// What follows from the above: objects in the arena and their collector; constants of more than 64
// bits; operations that the loop leaves to src/core/extra.c.
#define TW_CFG_HEAP (TW_CFG_EXCEPTIONS || TW_CFG_GC)
#define TW_CFG_WIDE_CONST (TW_CFG_GC || TW_CFG_SIMD)
#define TW_CFG_EXTRA                                                                               \
    (TW_CFG_EXCEPTIONS || TW_CFG_MEMORY64 || TW_CFG_GC || TW_CFG_SIMD || TW_CFG_WIDE_ARITHMETIC || \
     TW_CFG_THREADS)

#if TW_CFG_PROFILE < TW_PROFILE_TINY || TW_CFG_PROFILE > TW_PROFILE_FULL
#error "TW_CFG_PROFILE must be TW_PROFILE_TINY, _STANDARD or _FULL"
#endif
#if TW_CFG_FUNCTION_REFERENCES && !TW_CFG_REFERENCES
#error "TW_CFG_FUNCTION_REFERENCES needs TW_CFG_REFERENCES"
#endif
#if TW_CFG_MEMORY64 && (!TW_CFG_REFERENCES || !TW_CFG_MULTI_MEMORY)
#error "TW_CFG_MEMORY64 needs TW_CFG_REFERENCES and TW_CFG_MULTI_MEMORY"
#endif
#if TW_CFG_GC && (!TW_CFG_FUNCTION_REFERENCES || !TW_CFG_FLOAT || !TW_CFG_EXTENDED_CONST)
#error "TW_CFG_GC needs all of STANDARD"
#endif
#if TW_CFG_SIMD && !TW_CFG_FLOAT
#error "TW_CFG_SIMD needs TW_CFG_FLOAT"
#endif
#if TW_CFG_EXCEPTIONS && !TW_CFG_FUNCTION_REFERENCES
#error "TW_CFG_EXCEPTIONS needs TW_CFG_FUNCTION_REFERENCES"
#endif
#if TW_CFG_LEGACY_EXCEPTIONS && !TW_CFG_EXCEPTIONS
#error "TW_CFG_LEGACY_EXCEPTIONS needs TW_CFG_EXCEPTIONS"
#endif
#if TW_CFG_WIDE && (!TW_CFG_SUPERINSTRUCTIONS || UINTPTR_MAX <= UINT32_MAX)
#error "TW_CFG_WIDE needs TW_CFG_SUPERINSTRUCTIONS and pointers of 64 bits"
#endif
#if TW_CFG_FAR_BRANCH_BYTES > 4096
#error "TW_CFG_FAR_BRANCH_BYTES must be at most 4096"
#endif
#if TW_CFG_FUEL_QUANTUM < 1 || TW_CFG_FUEL_QUANTUM > 1000000
#error "TW_CFG_FUEL_QUANTUM must be between 1 and 1000000"
#endif
#if TW_CFG_PENDING_CALLS < 1 || TW_CFG_PENDING_CALLS > 255
#error "TW_CFG_PENDING_CALLS must be between 1 and 255"
#endif

// Differs when the options that the library and its user must agree on differ.
#define TW_CFG_HASH                                                                         \
    (0x54570001u ^ ((uint32_t)(TW_CFG_FLOAT) << 1) ^ ((uint32_t)(TW_CFG_REFERENCES) << 2) ^ \
     ((uint32_t)(TW_CFG_FUNCTION_REFERENCES) << 3) ^ ((uint32_t)(TW_CFG_TAIL_CALL) << 4) ^  \
     ((uint32_t)(TW_CFG_EXTENDED_CONST) << 5) ^ ((uint32_t)(TW_CFG_MULTI_MEMORY) << 6) ^    \
     ((uint32_t)(TW_CFG_CUSTOM_PAGE_SIZES) << 7) ^ ((uint32_t)(TW_CFG_ERR_TEXT) << 8) ^     \
     ((uint32_t)(TW_CFG_EXCEPTIONS) << 22) ^ ((uint32_t)(TW_CFG_MEMORY64) << 23) ^          \
     ((uint32_t)(TW_CFG_GC) << 24) ^ ((uint32_t)(TW_CFG_SIMD) << 25) ^                      \
     ((uint32_t)(TW_CFG_FAULT_TEXT_BYTES) << 9))

#endif
