// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "writers.h"
#include "out.h"

// A reference page: what an interface offers, and the core signatures behind it, which are the
// contract for modules that are written by hand.

namespace bindgen {
namespace {

// For a cell of a table.
std::string in_cell(const std::vector<std::string> &docs) {
    std::string text;
    for (const std::string &line : docs) {
        for (char c : line + " ") {
            text += c == '|' ? "\\|" : std::string(1, c);
        }
    }
    return text.empty() ? "" : text.substr(0, text.size() - 1);
}

std::string code(const std::string &text) {
    return "`" + text + "`";
}

void write_docs(out *to, const std::vector<std::string> &docs) {
    for (const std::string &line : docs) {
        to->line(line);
    }
    if (!docs.empty()) {
        to->line();
    }
}

const char *word_of(const type *of) {
    switch (of->kind) {
        case kind::record:
            return "record";
        case kind::enumeration:
            return "enum";
        case kind::flags:
            return "flags";
        case kind::variant:
            return "variant";
        default:
            return of->is_externref ? "resource, an externref" : "resource";
    }
}

// The number that stands for a case or flag, or the type of a field.
std::string value_of(const type *of, size_t i) {
    const field &field = of->fields[i];
    switch (of->kind) {
        case kind::enumeration:
            return std::to_string(i);
        case kind::flags:
            return std::to_string(uint32_t{1} << i);
        case kind::variant:
            return std::to_string(i) + (field.of == nullptr ? "" : ", " + code(wit_of(field.of)));
        default:
            return code(wit_of(field.of));
    }
}

void write_type(out *to, const type *of) {
    to->line("### " + std::string(word_of(of)) + " `" + of->name + "`");
    to->line();
    write_docs(to, of->docs);
    if (of->fields.empty()) {
        return;
    }
    to->line("| name | is | |");
    to->line("|---|---|---|");
    for (size_t i = 0; i < of->fields.size(); i++) {
        to->line("| " + code(of->fields[i].name) + " | " + value_of(of, i) + " | " +
                 in_cell(of->fields[i].docs) + " |");
    }
    to->line();
}

std::string parts_of(const function &function) {
    std::string text;
    for (const param &param : function.params) {
        size_t last = param.first_flat + param.of->flats.size() - 1;
        bool is_text = param.of->kind == kind::string || param.of->kind == kind::list;
        text += (text.empty() ? "" : ", ") + code(param.name) + " is " +
                (param.first_flat == last
                     ? std::to_string(last)
                     : std::to_string(param.first_flat) + " to " + std::to_string(last)) +
                (param.of->is_filled ? " (address, count; the host writes there)"
                 : is_text           ? " (address, count)"
                                     : "");
    }
    if (function.has_address && !text.empty() && function.core_results.empty()) {
        text += ", ";
    }
    if (function.has_address && function.core_results.empty()) {
        text += "the last is the address of " + std::to_string(function.result->size) +
                " B for the result";
    }
    return text;
}

void write_function(out *to, const interface &interface, const function &function) {
    std::string title = function.resource == nullptr
                            ? function.name
                            : function.resource->name + "." + function.name;
    to->line("### `" + title + "`");
    to->line();
    to->line("    " + wit_of(function));
    to->line();
    write_docs(to, function.docs);
    std::string where = interface.is_export
                            ? "Export " + code(function.core_name)
                            : "Import " + code(interface.module + "." + function.core_name);
    to->line(where + ": " + code(functype_of(function)) + "." +
             (function.core_params.empty() ? ""
                                           : " Parameters from 0: " + parts_of(function) + "."));
    if (interface.is_export && function.has_address) {
        to->line("It answers with the address of " + std::to_string(function.result->size) +
                 " B, which stay as they are until it is called again.");
    }
    if (function.pends) {
        to->line(function.waits ? "The module waits; its events are handled meanwhile."
                                : "The module waits.");
    }
    if (function.max_count != 0) {
        to->line("The text or list in the result has at most " +
                 std::to_string(function.max_count) +
                 (find_text(function.result)->kind == kind::string ? " bytes." : " elements.") +
                 " It lies where the module's export `cabi_realloc` says.");
    }
    to->line();
}

void write_interface(out *to, const interface &interface) {
    to->line("## " + std::string(interface.is_export ? "What a module exports: " : "") +
             code(interface.name));
    to->line();
    write_docs(to, interface.docs);
    for (const type *of : interface.types) {
        if (!of->is_anonymous) {
            write_type(to, of);
        }
    }
    for (const function &function : interface.functions) {
        write_function(to, interface, function);
    }
    if (interface.is_export || interface.functions.empty()) {
        return;
    }
    to->line("Granted by `functions = [\"" + interface.module + ".*\"]`, or one by one:");
    to->line();
    for (const function &function : interface.functions) {
        to->line("    " + interface.module + "." + function.core_name);
    }
    to->line();
}

}  // namespace

outputs write_docs_md(const file &file) {
    out to;
    to.line("# The bridge `" + file.name + "`");
    to.line();
    to.line(origin_of(file) +
            " The core signatures are the contract: a module that imports them "
            "by hand links as one that was made from the WIT.");
    to.line();
    for (const auto &interface : file.interfaces) {
        write_interface(&to, *interface);
    }
    std::string text = to.text();
    text.pop_back();
    return {{file.name + ".md", text}};
}

}  // namespace bindgen
