// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "c_common.h"

#include <cctype>
#include <set>
#include <sstream>

namespace bindgen {

std::string c_word(const std::string &name) {
    static const std::set<std::string> taken = {
        "address",  "alignas",  "alignof",  "and",       "asm",       "auto",      "bitand",
        "bitor",    "bool",     "break",    "call",      "case",      "catch",     "char",
        "class",    "compl",    "concept",  "const",     "constexpr", "continue",  "decltype",
        "default",  "delete",   "do",       "double",    "else",      "enum",      "err",
        "explicit", "export",   "extern",   "false",     "float",     "for",       "friend",
        "goto",     "handle",   "if",       "image",     "inline",    "instance",  "int",
        "lift",     "long",     "mutable",  "namespace", "new",       "noexcept",  "not",
        "nullptr",  "operator", "or",       "pending",   "private",   "protected", "public",
        "register", "requires", "restrict", "result",    "return",    "room",      "short",
        "signed",   "sizeof",   "static",   "struct",    "switch",    "template",  "this",
        "throw",    "true",     "try",      "typedef",   "typeid",    "typename",  "union",
        "unsigned", "using",    "value",    "values",    "virtual",   "void",      "volatile",
        "while",    "xor",      "args",     "engine",    "space",     "fetch",     "done",
        "ctx",      "addr"};
    std::string word = snake(name);
    return taken.count(word) != 0 ? word + "_" : word;
}

std::string c_stem(const interface &interface) {
    return interface.prefix + snake(interface.name);
}

std::string c_symbol(const interface &interface, const function &function) {
    std::string name = function.core_name;
    for (char &c : name) {
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return c_stem(interface) + "_" + name;
}

std::string c_stem(const type *of) {
    std::string stem = c_stem(*of->owner);
    return of->name == of->owner->name ? stem : stem + "_" + snake(of->name);
}

std::string c_constant(const type *of) {
    return screaming(c_stem(of));
}

std::string case_of(const type *of, size_t i) {
    return c_constant(of) + "_" + screaming(of->fields[i].name);
}

std::string c_type(const type *of, side side) {
    static const char *const scalars[] = {"bool",     "uint8_t",  "int8_t",   "uint16_t", "int16_t",
                                          "uint32_t", "int32_t",  "uint64_t", "int64_t",  "float",
                                          "double",   "uint32_t", "tw_str_t", "tw_list_t"};
    if (of->is_filled) {
        return "tw_buffer_t ";
    }
    if (of->kind <= kind::list) {
        return std::string(scalars[static_cast<size_t>(of->kind)]) + " ";
    }
    if (of->kind == kind::own || of->kind == kind::borrow) {
        return c_stem(of->resource) + (side == side::host ? "_t *" : "_t ");
    }
    return c_stem(of) + "_t ";
}

bool is_by_address(const type *of) {
    return of->kind == kind::record || of->kind == kind::tuple || is_variant(of->kind);
}

std::string c_param(const param &param, side side) {
    const std::string name = c_word(param.name);
    return is_by_address(param.of) ? "const " + c_type(param.of, side) + "*" + name
                                   : c_type(param.of, side) + name;
}

// ---- lines ----

void write_notice(out *to, const file &file) {
    for (const std::string &line : file.notice) {
        to->line("// " + line);
    }
}

void write_comment(out *to, const std::vector<std::string> &docs) {
    for (const std::string &text : docs) {
        std::istringstream words(text);
        std::string line = "//";
        for (std::string word; words >> word;) {
            if (line.size() + 1 + word.size() > static_cast<size_t>(to->columns_left())) {
                to->line(line);
                line = "//";
            }
            line += " " + word;
        }
        to->line(line);
    }
}

void write_call(out *to, const std::string &head, const std::vector<std::string> &items,
                const std::string &tail) {
    std::string line = head;
    const std::string indent(head.size(), ' ');
    size_t columns = static_cast<size_t>(to->columns_left());
    for (size_t i = 0; i < items.size(); i++) {
        bool is_last = i + 1 == items.size();
        std::string item = items[i] + (is_last ? tail : ",");
        bool has_room = line.size() + (i == 0 ? 0 : 1) + item.size() <= columns;
        if (!has_room && i > 0) {
            to->line(line);
            line = indent;
        } else if (i > 0) {
            line += " ";
        }
        line += item;
    }
    to->line(items.empty() ? head + tail : line);
}

void write_assignment(out *to, const std::string &target, const std::string &expression) {
    size_t columns = static_cast<size_t>(to->columns_left());
    if (target.size() + 3 + expression.size() + 1 <= columns) {
        to->line(target + " = " + expression + ";");
        return;
    }
    to->line(target + " =");
    to->line("    " + expression + ";");
}

// ---- types ----

namespace {

void write_enumeration(out *to, const type *of, const std::string &suffix) {
    const std::string stem = c_stem(of) + suffix;
    to->line("typedef enum " + stem + " {");
    for (size_t i = 0; i < of->fields.size(); i++) {
        write_comment(to, of->fields[i].docs);
        to->line(c_constant(of) + "_" + screaming(of->fields[i].name) + " = " + std::to_string(i) +
                 ",");
    }
    to->line("} " + stem + "_t;");
}

void write_flags(out *to, const type *of) {
    to->line("typedef uint32_t " + c_stem(of) + "_t;");
    for (size_t i = 0; i < of->fields.size(); i++) {
        write_comment(to, of->fields[i].docs);
        to->line("#define " + c_constant(of) + "_" + screaming(of->fields[i].name) +
                 " (UINT32_C(1) << " + std::to_string(i) + ")");
    }
}

void write_field(out *to, const type *of, const std::string &name, side side) {
    to->line(c_type(of, side) + c_word(name) + ";");
}

void write_record(out *to, const type *of, side side) {
    to->line("typedef struct " + c_stem(of) + " {");
    for (const field &field : of->fields) {
        write_comment(to, field.docs);
        write_field(to, field.of, field.name, side);
    }
    to->line("} " + c_stem(of) + "_t;");
}

void write_payloads(out *to, const type *of, side side) {
    bool has_payload = false;
    for (const field &field : of->fields) {
        has_payload = has_payload || field.of != nullptr;
    }
    if (!has_payload) {
        return;
    }
    to->line("union {");
    for (const field &field : of->fields) {
        if (field.of != nullptr) {
            write_field(to, field.of, field.name, side);
        }
    }
    to->line("} of;");
}

void write_variant(out *to, const type *of, side side) {
    if (of->kind == kind::variant) {
        write_enumeration(to, of, "_tag");
    }
    to->line("typedef struct " + c_stem(of) + " {");
    if (of->kind == kind::option) {
        to->line("bool is_some;");
        write_field(to, of->fields[1].of, "some", side);
    } else {
        to->line(of->kind == kind::result ? "bool is_err;" : c_stem(of) + "_tag_t tag;");
        write_payloads(to, of, side);
    }
    to->line("} " + c_stem(of) + "_t;");
}

void write_resource(out *to, const type *of, side side) {
    const std::string stem = c_stem(of);
    if (side == side::host) {
        to->line("typedef struct " + stem + " " + stem + "_t;");
    } else if (of->is_externref) {
        to->line("typedef __externref_t " + stem + "_t;");
    } else {
        to->line("typedef struct " + stem + " {");
        to->line("int32_t handle;");
        to->line("} " + stem + "_t;");
    }
}

bool is_declared(const type *of) {
    return of->kind >= kind::record && of->kind != kind::own && of->kind != kind::borrow;
}

}  // namespace

void write_types(out *to, const interface &interface, side side) {
    for (const type *of : interface.types) {
        if (!is_declared(of)) {
            continue;
        }
        write_comment(to, of->docs);
        if (of->kind == kind::enumeration) {
            write_enumeration(to, of, "");
        } else if (of->kind == kind::flags) {
            write_flags(to, of);
        } else if (of->kind == kind::resource) {
            write_resource(to, of, side);
        } else if (is_variant(of->kind)) {
            write_variant(to, of, side);
        } else {
            write_record(to, of, side);
        }
        to->line();
    }
}

std::vector<uint32_t> cells_of(const std::vector<flat> &flats) {
    std::vector<uint32_t> cells;
    uint32_t next = 0;
    for (flat flat : flats) {
        cells.push_back(next);
        next += flat == flat::i64 || flat == flat::f64 ? 2 : 1;
    }
    return cells;
}

}  // namespace bindgen
