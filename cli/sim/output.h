// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_OUTPUT_H
#define CLI_SIM_OUTPUT_H

// What the program has sent on its lines, as far as no `expect` has taken it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTPUT_LINES 4
#define OUTPUT_KEPT 0x10000u  // of each line; older bytes are forgotten

struct output {
    struct {
        char bytes[OUTPUT_KEPT];
        size_t size;
    } lines[OUTPUT_LINES];
};

void output_add(struct output *output, uint32_t line, const char *bytes, size_t size);
// Takes all up to the end of the text; false, and nothing taken, if it has not come.
bool output_take(struct output *output, uint32_t line, const char *text, size_t size);
// The last of what is there, as in a script's quotation marks.
void output_quote(const struct output *output, uint32_t line, char *text, size_t size);

#endif
