// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Opens what its arguments name, following links, and says of each whether that went.

#include "../own/say.h"

int main(int count, char **args) {
    for (int i = 1; i < count; i++) {
        __wasi_fd_t fd = 0;
        int is_open = __wasi_path_open(ROOT, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, args[i], 0,
                                       __WASI_RIGHTS_FD_READ, 0, 0, &fd) == 0;
        printf("%s: %s\n", args[i], is_open ? "open" : "refused");
    }
    return 0;
}
