// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Ends as its arguments say: return N, exit N, raise, abort, by a bad address, or with its standard
// output made one that does not wait.

#include <stdlib.h>

#include "../own/say.h"

int proc_raise(int signal)
    __attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise")));

int main(int count, char **args) {
    const char *how = count > 1 ? args[1] : "";
    int number = count > 2 ? atoi(args[2]) : 0;
    printf("before the end\n");
    fflush(stdout);
    if (strcmp(how, "exit") == 0) {
        __wasi_proc_exit((__wasi_exitcode_t)number);
    } else if (strcmp(how, "raise") == 0) {
        (void)proc_raise(number);
    } else if (strcmp(how, "abort") == 0) {
        abort();
    } else if (strcmp(how, "address") == 0) {
        *(volatile char *)0x7ffffff0 = 1;
    } else if (strcmp(how, "hasty") == 0) {
        return __wasi_fd_fdstat_set_flags(1, __WASI_FDFLAGS_NONBLOCK);
    } else if (strcmp(how, "return") == 0) {
        return number;
    }
    return 0;
}
