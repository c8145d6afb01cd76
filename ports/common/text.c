// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Functions of libc on texts, for what asks for them (littlefs); as C defines them.

#include <stddef.h>

char *strchr(const char *text, int byte);
char *strcpy(char *restrict target, const char *restrict source);
size_t strcspn(const char *text, const char *reject);
size_t strspn(const char *text, const char *accept);

char *strchr(const char *text, int byte) {
    while (*text != (char)byte) {
        if (*text++ == '\0') {
            return NULL;
        }
    }
    return (char *)text;
}

char *strcpy(char *restrict target, const char *restrict source) {
    size_t i = 0;
    do {
        target[i] = source[i];
    } while (source[i++] != '\0');
    return target;
}

size_t strcspn(const char *text, const char *reject) {
    size_t size = 0;
    while (text[size] != '\0' && strchr(reject, text[size]) == NULL) {
        size++;
    }
    return size;
}

size_t strspn(const char *text, const char *accept) {
    size_t size = 0;
    while (text[size] != '\0' && strchr(accept, text[size]) != NULL) {
        size++;
    }
    return size;
}
