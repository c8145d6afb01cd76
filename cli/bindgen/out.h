// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_OUT_H
#define CLI_BINDGEN_OUT_H

// Text as writers make it: lines with an indentation that follows the braces.

#include <string>

namespace bindgen {

class out {
   public:
    // Adds a line, or an empty one. One that begins with '}' stands one step to the left of what
    // is before it, what follows one that ends with '{' one step to the right.
    void line(const std::string &text = "") {
        if (!text.empty() && text[0] == '}') {
            depth--;
        }
        if (!text.empty() && text[0] != '#') {
            all.append(static_cast<size_t>(depth) * 4, ' ');
        }
        all += text + "\n";
        if (!text.empty() && text.back() == '{') {
            depth++;
        }
    }
    // Adds a brace that opens a block to the line so far.
    void open() {
        all += "{\n";
        depth++;
    }
    // Steps to the right.
    void indent(int steps) {
        depth += steps;
    }
    // Adds text as it is.
    void raw(const std::string &text) {
        all += text;
    }
    int columns_left() const {
        return 100 - depth * 4;
    }
    const std::string &text() const {
        return all;
    }

   private:
    std::string all;
    int depth = 0;
};

}  // namespace bindgen
#endif
