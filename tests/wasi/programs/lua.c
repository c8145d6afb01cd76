// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Lua, whose errors and coroutines need setjmp and longjmp: runs the script that it is given.

#include <stdio.h>

#include "lauxlib.h"
#include "lualib.h"

#ifdef __wasi__
// What its libraries ask of a C library, and WASI has not.
FILE *tmpfile(void) {
    return NULL;
}

int system(const char *command) {
    (void)command;
    return -1;
}

char *tmpnam(char *name) {
    (void)name;
    return NULL;
}
#endif

int main(int count, char **words) {
    lua_State *state = luaL_newstate();
    if (count < 2 || state == NULL) {
        return 2;
    }
    luaL_openlibs(state);
    int failed = luaL_dofile(state, words[1]);
    if (failed) {
        printf("error: %s\n", luaL_tolstring(state, -1, NULL));
    }
    lua_close(state);
    return failed;
}
