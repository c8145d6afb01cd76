// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/fault.h"

#define LINE_BYTES 120

static tw_log_sink_t log_sink;
static void *log_ctx;

void tw_log_set_sink(tw_log_sink_t sink, void *ctx) {
    log_sink = sink;
    log_ctx = ctx;
}

void tw__log(tw_log_level_t level, const char *format, ...) {
    if (log_sink == NULL) {
        return;
    }
    char line[LINE_BYTES];
    va_list args;
    va_start(args, format);
    size_t size = tw__format_list(line, sizeof line, format, args);
    va_end(args);
    log_sink(log_ctx, level, line, size);
}
