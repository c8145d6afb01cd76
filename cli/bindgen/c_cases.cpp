// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "c_cases.h"

namespace bindgen {

// A field of a variable, or of what one points to, "(*p)".
std::string member(const std::string &value, const std::string &name) {
    return value.back() == ')' ? value.substr(2, value.size() - 3) + "->" + name
                               : value + "." + name;
}

std::string payload_of(const type *of, size_t i, const std::string &target) {
    const std::string name = c_word(of->fields[i].name);
    return member(target, (of->kind == kind::option ? "" : "of.") + name);
}

// What says which case of an option, result or variant it is.
std::string tag_of(const type *of, const std::string &value) {
    return member(value, of->kind == kind::variant  ? "tag"
                         : of->kind == kind::option ? "is_some"
                                                    : "is_err");
}

// What is done for the payload of each case: the statements around it are the same for all uses.
void write_cases(out *to, const type *of, const std::string &target,
                 const std::function<void(size_t)> &write_case) {
    if (of->kind == kind::variant) {
        to->line("switch (" + tag_of(of, target) + ") {");
        for (size_t i = 0; i < of->fields.size(); i++) {
            if (of->fields[i].of != nullptr) {
                to->raw(std::string(static_cast<size_t>(100 - to->columns_left()), ' ') + "case " +
                        case_of(of, i) + ":\n");
                to->indent(1);
                write_case(i);
                to->line("break;");
                to->indent(-1);
            }
        }
        to->raw(std::string(static_cast<size_t>(100 - to->columns_left()), ' ') + "default:\n");
        to->indent(1);
        to->line("break;");
        to->indent(-1);
        to->line("}");
        return;
    }
    // "none" or "ok" is case 0, "some" or "err" case 1.
    bool has_first = of->fields[0].of != nullptr;
    bool has_second = of->fields[1].of != nullptr;
    if (!has_first && !has_second) {
        return;
    }
    to->line(std::string("if (") + (has_second ? "" : "!") + tag_of(of, target) + ") {");
    write_case(has_second ? 1 : 0);
    if (has_first && has_second) {
        to->line("} else {");
        write_case(0);
    }
    to->line("}");
}

bool has_payload(const type *of) {
    for (const field &field : of->fields) {
        if (field.of != nullptr) {
            return true;
        }
    }
    return false;
}

}  // namespace bindgen
