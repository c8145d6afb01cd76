// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_AUTOSTART_H
#define TINYWASM_AUTOSTART_H

// The list of modules that run after power-on. It lies in the engine's filestore under a name that
// nothing else can form; a change of it is a save: after power loss the old list or the new.

#include "tinywasm/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_AUTOSTART_BYTES 1024  // of all names in the list, with a byte behind each

// Puts a file on the list, behind the others, with the function that is to begin (NULL: `_start`,
// or else `run`), or takes it off; one that is on it has its line changed. Neither file nor
// function need exist now. INVAL: not a name of a file; LIMIT: no room in the list; STATE: the
// engine has no mounted filestore; BUSY: a save has begun; and the filestore's own errors.
TW_MUST_CHECK tw_err_t tw_autostart_set(tw_engine_t *engine, const char *file, const char *func,
                                        bool is_on);

// Gets each entry in order; func is "" for none. Returns false to stop.
typedef bool (*tw_autostart_visit_t)(void *ctx, const char *file, const char *func);
TW_MUST_CHECK tw_err_t tw_autostart_visit(tw_engine_t *engine, tw_autostart_visit_t visit,
                                          void *ctx);

// After tw_engine_start: loads each file of the list and launches (tw_instance_launch) an instance
// of it with default limits but endless fuel, named as the file without ".wasm". One that fails is
// reported (config.report, with instance NULL), and the rest go on. STATE without a scheduler;
// CORRUPT: the list is damaged, what was readable is launched. Without a list: OK.
TW_MUST_CHECK tw_err_t tw_autostart_run(tw_engine_t *engine);

#ifdef __cplusplus
}
#endif
#endif
