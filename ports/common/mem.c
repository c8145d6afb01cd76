// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The five functions of libc that the library and the compiler use, for firmware without a libc.
// Words are moved as words where both ends allow it. Compiled so that the compiler does not turn
// these loops into calls of themselves.

#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

typedef uint32_t __attribute__((may_alias)) word_t;

static int are_aligned(const void *a, const void *b) {
    return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word_t) - 1)) == 0;
}

static void copy_up(unsigned char *to, const unsigned char *from, size_t size) {
    if (are_aligned(to, from)) {
        for (; size >= sizeof(word_t); size -= sizeof(word_t)) {
            *(word_t *)(void *)to = *(const word_t *)(const void *)from;
            to += sizeof(word_t);
            from += sizeof(word_t);
        }
    }
    while (size-- > 0) {
        *to++ = *from++;
    }
}

static void copy_down(unsigned char *to, const unsigned char *from, size_t size) {
    while (size-- > 0) {
        to[size] = from[size];
    }
}

void *memcpy(void *restrict target, const void *restrict source, size_t size) {
    copy_up(target, source, size);
    return target;
}

void *memmove(void *target, const void *source, size_t size) {
    if ((uintptr_t)target - (uintptr_t)source >= size) {
        copy_up(target, source, size);
    } else {
        copy_down(target, source, size);
    }
    return target;
}

void *memset(void *target, int byte, size_t size) {
    unsigned char *to = target;
    uint32_t word = (uint32_t)(unsigned char)byte * 0x01010101u;
    while (size > 0 && ((uintptr_t)to & (sizeof(word_t) - 1)) != 0) {
        *to++ = (unsigned char)byte;
        size--;
    }
    for (; size >= sizeof(word_t); size -= sizeof(word_t)) {
        *(word_t *)(void *)to = word;
        to += sizeof(word_t);
    }
    while (size-- > 0) {
        *to++ = (unsigned char)byte;
    }
    return target;
}

int memcmp(const void *a, const void *b, size_t size) {
    const unsigned char *p = a;
    const unsigned char *q = b;
    for (size_t i = 0; i < size; i++) {
        if (p[i] != q[i]) {
            return p[i] - q[i];
        }
    }
    return 0;
}

size_t strlen(const char *text) {
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}
