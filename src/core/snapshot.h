// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_SNAPSHOT_H
#define TW_CORE_SNAPSHOT_H

// Snapshots (tinywasm/snapshot.h).

#include "core/core.h"

tw_err_t tw__snapshot_write(tw_interp_instance_t *instance, tw_snapshot_write_fn_t write,
                            void *ctx);
tw_err_t tw__snapshot_read(tw_interp_instance_t *instance, tw_snapshot_read_fn_t read, void *ctx);

#endif
