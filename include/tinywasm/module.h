// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_MODULE_H
#define TINYWASM_MODULE_H

// Modules: decoded, validated and translated WebAssembly binaries, shared by their instances.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

// Loads a whole module. bytes stay borrowed until tw_module_unload and may lie in flash. Errors:
// MALFORMED, INVALID, UNSUPPORTED, LIMIT, NOMEM; the fault names function and byte offset.
TW_MUST_CHECK tw_err_t tw_module_load(tw_engine_t *engine, const void *bytes, size_t size,
                                      tw_module_t **module);
// Loads NAME of the engine's filestore; in place where the store can map, else by streaming.
TW_MUST_CHECK tw_err_t tw_module_load_file(tw_engine_t *engine, const char *name,
                                           tw_module_t **module);
// The same, a piece of the file per step, so that executions run between (tw_engine_poll). Where
// the store can map, begin loads it whole. PENDING: step is next. OK: load->module is loaded. Any
// other answer has left nothing. abort: for a load that is PENDING. BUSY as tw_module_load_begin.
typedef struct tw_file_load {
    tw_module_t *module;
    uint32_t off;
    uint32_t size;
} tw_file_load_t;
TW_MUST_CHECK tw_err_t tw_file_load_begin(tw_engine_t *engine, const char *name,
                                          tw_file_load_t *load);
TW_MUST_CHECK tw_err_t tw_file_load_step(tw_file_load_t *load);
void tw_file_load_abort(tw_file_load_t *load);
// Loads a module as it arrives: begin, then feed pieces of any size, then end. Nothing is borrowed
// beyond a call. After an error only tw_module_unload is left; end answers MALFORMED when bytes
// are missing. One module may be streamed at a time (BUSY).
TW_MUST_CHECK tw_err_t tw_module_load_begin(tw_engine_t *engine, tw_module_t **module);
TW_MUST_CHECK tw_err_t tw_module_feed(tw_module_t *module, const void *bytes, size_t size);
TW_MUST_CHECK tw_err_t tw_module_load_end(tw_module_t *module);
// Validates a module as it arrives, before it is stored somewhere: as tw_module_load_begin, feed
// and end, but neither code nor data nor names are kept, so that it may be larger than the arena
// (docs/LIMITS.md says what it still takes). The errors are those of a load. Behind end, as after
// an error, only tw_module_unload is left. check: &tw_interp_core_check; UNSUPPORTED if that is not
// of the engine's interpreter: load it instead.
TW_MUST_CHECK tw_err_t tw_module_check_begin(tw_engine_t *engine, const tw_interp_check_t *check,
                                             tw_module_t **module);
TW_MUST_CHECK tw_err_t tw_module_check_feed(tw_module_t *module, const void *bytes, size_t size);
TW_MUST_CHECK tw_err_t tw_module_check_end(tw_module_t *module);
// Gives everything back. STATE while an instance of it is left.
TW_MUST_CHECK tw_err_t tw_module_unload(tw_module_t *module);

// The name used in fault texts: the file's, or what the application sets (borrowed).
void tw_module_set_name(tw_module_t *module, const char *name);
// "" for none.
const char *tw_module_name(const tw_module_t *module);
// Import or export i in the binary's order; false past the end. Names are borrowed from the module.
bool tw_module_import_at(const tw_module_t *module, uint32_t i, tw_import_t *import);
bool tw_module_export_at(const tw_module_t *module, uint32_t i, tw_export_t *export_);

typedef struct tw_module_stats {
    uint32_t func_count;         // defined, without imports
    uint32_t wasm_code_bytes;    // bytes of the code section's bodies
    uint32_t register_code_bytes;
    uint32_t arena_bytes;        // all that the module holds of the arena, code included
    uint32_t kept_bytes;         // of the register code, what runs where it is kept
} tw_module_stats_t;
void tw_module_get_stats(const tw_module_t *module, tw_module_stats_t *stats);

#ifdef __cplusplus
}
#endif
#endif
