// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_LOG_H
#define TINYWASM_LOG_H

// Where log lines go. The one piece of state that is not in an engine.

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tw_log_level {
    TW_LOG_ERROR,
    TW_LOG_WARNING,
    TW_LOG_INFO,
    TW_LOG_DEBUG
} tw_log_level_t;

// text is one line without its end, size bytes, borrowed for the call.
typedef void (*tw_log_sink_t)(void *ctx, tw_log_level_t level, const char *text, size_t size);

// Sends every later line to sink; NULL drops them (the default). Not from an ISR.
void tw_log_set_sink(tw_log_sink_t sink, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
