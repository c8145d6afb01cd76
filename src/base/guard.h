// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_GUARD_H
#define TW_BASE_GUARD_H

// What ASan shall not let anybody touch who is compiled with it. Builds with TINYWASM_GUARD_ARENA
// define TW_GUARD_ARENA for arena.c and compile it without ASan; in all others these are nothing.

#include <stddef.h>

#ifdef TW_GUARD_ARENA

// ASan's own, as in its asan_interface.h.
void __asan_poison_memory_region(const volatile void *bytes, size_t size);
void __asan_unpoison_memory_region(const volatile void *bytes, size_t size);

static inline void tw__guard(const void *bytes, size_t size) {
    __asan_poison_memory_region(bytes, size);
}

static inline void tw__unguard(const void *bytes, size_t size) {
    __asan_unpoison_memory_region(bytes, size);
}

#else

static inline void tw__guard(const void *bytes, size_t size) {
    (void)bytes;
    (void)size;
}

static inline void tw__unguard(const void *bytes, size_t size) {
    (void)bytes;
    (void)size;
}

#endif

#endif
