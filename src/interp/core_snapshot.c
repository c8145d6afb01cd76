// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/snapshot.h"

const tw_interp_snapshot_t tw_interp_core_snapshot = {&tw_interp_core, tw__snapshot_write,
                                                      tw__snapshot_read};
