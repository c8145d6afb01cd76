// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/keep.h"

const tw_interp_keep_t tw_interp_core_keep = {&tw_interp_core, tw__keep_id, tw__keep_size,
                                              tw__keep_write, tw__keep_adopt};
