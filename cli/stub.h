// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_STUB_H
#define CLI_STUB_H

// What satisfies the imports of a module when nobody defines them. Functions are host functions of
// the imported types: each call is printed and gives zero or null. Tables, memories and globals
// come from instances of modules that are made here, one per name to import from, which hold
// nothing else; tables and memories have their declared minimum, globals are zero or null.
//
// Not to be had so: functions with other references than funcref and externref or with more than
// TW_HOST_RESULT_CELLS cells of results, which trap when they are called; tables and globals of
// such references, and what is imported from a name that no instance can have (UNLINKABLE).

#include "session.h"

struct stubs {
    bool is_quiet;  // calls are not printed
    tw_host_module_t *host_modules;
    uint32_t host_module_count;
    struct stub_module *modules;  // with tables, memories and globals
    uint32_t module_count;
};

// Reads the imports of a loaded module and copies what it needs of them. stubs stays where it is
// until it is freed.
void stubs_make(struct stubs *stubs, const tw_module_t *module, bool is_quiet);
// Instantiates the modules. 0 or an exit code.
int stubs_instantiate(const struct stubs *stubs, tw_engine_t *engine, const tw_limits_t *limits);
// After the session is closed.
void stubs_free(struct stubs *stubs);

#endif
