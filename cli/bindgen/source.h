// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_SOURCE_H
#define CLI_BINDGEN_SOURCE_H

// The text of a WIT file, for what its JSON lacks: the lines.

#include <string>
#include <vector>

namespace bindgen {

class wit_source {
   public:
    // Throws refusal if the file cannot be read.
    explicit wit_source(const std::string &path);

    // The line of `KEYWORD NAME`, as `interface badge`; 0 if there is none.
    int line_of(const std::string &keyword, const std::string &name) const;
    // The same after `from`, which is inside the interface of that line.
    int line_of(int from, const std::string &keyword, const std::string &name) const;
    // The line of `NAME:` after the line `from`; `from` if there is none.
    int line_of_member(int from, const std::string &name) const;

    // The first lines, if they are comments with SPDX tags, without their slashes.
    std::vector<std::string> notice() const;

   private:
    size_t start_of(int line) const;
    int line_at(size_t at) const;
    std::string whole;
    std::string text;  // comments are blanks
};

// What `wasm-tools component wit --json` says of a file. Throws refusal.
std::string json_of(const std::string &path);

}  // namespace bindgen
#endif
