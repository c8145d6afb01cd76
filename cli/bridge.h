// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BRIDGE_H
#define CLI_BRIDGE_H

// The bridge of an application: the host functions that it adds. They stand in WIT, which tw
// bindgen makes tables of, or for tables that are written by hand in NAME.sig, a function a line as
// `hosted.pong ()`, with the signature's letters as in C. Those in an application's own folder and
// its folder bridge are its bridge, and those of the SDK's bridge/ that `bridge` in its tw.toml
// names; `wasi` there is WASI preview 1.

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct words;

struct bridge_function {
    char *module;
    char *name;
    char *letters;  // the signature in core types: "(ii)i"
    char *source;   // the file that has it
};

struct bridge {
    struct bridge_function *functions;
    size_t count;
};

// Reads the bridge of the application in folder. 0, or the exit code of what was written to stderr.
// To be freed in any case.
int bridge_read(struct bridge *bridge, const char *folder, const struct words *names);
void bridge_free(struct bridge *bridge);
// Adds a function; letters as in C ("i*~$").
void bridge_add(struct bridge *bridge, const char *module, const char *name, const char *letters,
                const char *source);
// What `bridge` in tw.toml would have to name for that module: of the SDK's files, "wasi", or NULL.
const char *bridge_name_for(const char *module);
// NULL: there is none.
const struct bridge_function *bridge_find(const struct bridge *bridge, const char *module,
                                          const char *name);

#ifdef __cplusplus
}
#endif
#endif
