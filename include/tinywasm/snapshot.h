// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SNAPSHOT_H
#define TINYWASM_SNAPSHOT_H

// Snapshots: what an instance has of its own beside memory that its code can change, which is its
// mutable globals, its tables and which segments are dropped. With a copy of memory that is all of
// it while nothing of it is unfinished. Linked only into programs that call these.

#include "tinywasm/instance.h"

#ifdef __cplusplus
extern "C" {
#endif

// `write` takes and `read` gives the next size bytes (tinywasm/interp.h has their types); what they
// answer but OK ends the snapshot and is its answer.

// Writes the snapshot, in pieces; the same bytes on every machine. STATE: as tw_instance_call.
// UNSUPPORTED: another interpreter than tw_interp_core, or a reference to what is not a function of
// the instance's own. The fault has no text of these.
TW_MUST_CHECK tw_err_t tw_snapshot_write(tw_instance_t *instance, tw_snapshot_write_fn_t write,
                                         void *ctx);
// Makes instance what it was; it, or the one that was saved, must be of the same module. CORRUPT:
// what is read cannot be of it; NOMEM: a table would have to grow. Both, and failures to read,
// leave it partly restored: restore another, or destroy it. Errors else as of write.
TW_MUST_CHECK tw_err_t tw_snapshot_read(tw_instance_t *instance, tw_snapshot_read_fn_t read,
                                        void *ctx);

#ifdef __cplusplus
}
#endif
#endif
