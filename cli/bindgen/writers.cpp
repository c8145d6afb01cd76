// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "writers.h"

namespace bindgen {

const writer writers[] = {
    {"host", nullptr, write_host_c},
    {"guest", "c", write_guest_c},
    {"docs", nullptr, write_docs_md},
    {"guest", "rust", write_guest_rust},
    {"guest", "zig", write_guest_zig},
    {"guest", "tinygo", write_guest_tinygo},
    {"guest", "assemblyscript", write_guest_assemblyscript},
    {nullptr, nullptr, nullptr},
};

std::string origin_of(const file &file) {
    return "Made by tw bindgen from " + file.name + ".wit: change that instead.";
}

}  // namespace bindgen
