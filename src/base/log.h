// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_LOG_H
#define TW_BASE_LOG_H

// Log lines from inside the library; see tinywasm/log.h for the sink.

#include "tinywasm/log.h"

// One line; the format is tw__format's. Lines longer than 119 bytes are cut.
void tw__log(tw_log_level_t level, const char *format, ...);

#endif
