// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A command: it greets whom its arguments name.
#include <stdio.h>

static void greet(const char *name) {
    fputs("Hello, ", stdout);
    fputs(name, stdout);
    puts("!");
}

int main(int count, char **args) {
    for (int i = 1; i < count; i++) {
        greet(args[i]);
    }
    if (count < 2) {
        fputs("hello: whom? Give names\n", stderr);
        return 1;
    }
    return 0;
}
