// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_WRITERS_H
#define CLI_BINDGEN_WRITERS_H

// One writer per form of output; each makes the files for one WIT file.

#include <string>
#include <vector>

#include "model.h"

namespace bindgen {

struct output {
    std::string name;  // of the file, in the folder that the user names
    std::string text;
};
using outputs = std::vector<output>;

// Writers throw refusal for what their language lacks.
struct writer {
    const char *command;   // "host", "guest", "docs"
    const char *language;  // of guests; NULL otherwise
    outputs (*write)(const file &file);
};
outputs write_host_c(const file &file);
outputs write_guest_c(const file &file);
outputs write_docs_md(const file &file);
outputs write_guest_rust(const file &file);
outputs write_guest_zig(const file &file);
outputs write_guest_tinygo(const file &file);
outputs write_guest_assemblyscript(const file &file);

// All there are, in writers.cpp; ends with a command of NULL.
extern const writer writers[];

// The first line of each file: "Made by tw bindgen from badge.wit: change that."
std::string origin_of(const file &file);

}  // namespace bindgen
#endif
