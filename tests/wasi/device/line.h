// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef DEVICE_LINE_H
#define DEVICE_LINE_H

// Lines and arguments without stdio and malloc, which are larger than some boards. A program has
// run(count, args) for its main.

#include <stdbool.h>
#include <string.h>
#include <wasi/api.h>

#define ROOT 3
#define FILE_RIGHTS 0x08e001ffull

static inline void put(const char *text) {
    size_t done = 0;
    __wasi_ciovec_t iovec = {(const uint8_t *)text, strlen(text)};
    (void)__wasi_fd_write(1, &iovec, 1, &done);
}

static inline void put_number(unsigned long long number) {
    char digits[21];
    char *at = digits + sizeof digits - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    put(at);
}

static inline void say(const char *what, unsigned long long number) {
    put(what);
    put(": ");
    put_number(number);
    put("\n");
}

int run(int count, char **args);

void _start(void) {
    static char *args[12];
    static char bytes[160];
    size_t count = 0;
    size_t size = 0;
    if (__wasi_args_sizes_get(&count, &size) == 0 && count <= 12 && size <= sizeof bytes) {
        (void)__wasi_args_get((uint8_t **)args, (uint8_t *)bytes);
    }
    __wasi_proc_exit((__wasi_exitcode_t)run((int)count, args));
}

#endif
