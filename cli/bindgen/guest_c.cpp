// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "c_common.h"
#include "c_cases.h"
#include "guest_c_code.h"
#include "writers.h"

// C for guests, compiled by clang for wasm32: a header with the functions of the host, inline over
// their core imports, and where something is exported or a text comes back a source file besides.

namespace bindgen {
namespace {

std::string core_type(flat flat) {
    switch (flat) {
        case flat::i64:
            return "int64_t";
        case flat::f32:
            return "float";
        case flat::f64:
            return "double";
        case flat::externref:
            return "__externref_t";
        default:
            return "int32_t";
    }
}

std::string core_result(const function &function) {
    return function.core_results.empty() ? "void" : core_type(function.core_results[0]);
}

std::vector<std::string> core_params(const function &function) {
    std::vector<std::string> items;
    for (size_t i = 0; i < function.core_params.size(); i++) {
        items.push_back(core_type(function.core_params[i]) + " a" + std::to_string(i));
    }
    return items.empty() ? std::vector<std::string>{"void"} : items;
}

std::vector<std::string> prototype_of(const function &function) {
    std::vector<std::string> items;
    for (const param &param : function.params) {
        items.push_back(c_param(param, side::guest));
    }
    return items.empty() ? std::vector<std::string>{"void"} : items;
}

std::string result_of(const function &function) {
    return function.result == nullptr ? "void " : c_type(function.result, side::guest);
}

// ---- functions of the host ----

void write_core_import(out *to, const interface &interface, const function &function) {
    write_call(to, "__attribute__((",
               {"import_module(\"" + interface.module + "\")",
                "import_name(\"" + function.core_name + "\")"},
               "))");
    write_call(to, core_result(function) + " core_" + c_symbol(interface, function) + "(",
               core_params(function), ");");
}

void write_import(out *to, const interface &interface, const function &function,
                  const std::string &room) {
    const std::string symbol = c_symbol(interface, function);
    write_core_import(to, interface, function);
    write_comment(to, function.docs);
    if (function.max_count != 0) {
        to->line("// The text or list is valid until the next call that gives one.");
    }
    write_call(to, "static inline " + result_of(function) + symbol + "(", prototype_of(function),
               ") {");
    std::vector<std::string> args = write_flattening(to, function);
    if (function.max_count != 0) {
        to->line("tw_room = " + room + ";");
        to->line("tw_room_size = sizeof " + room + ";");
    }
    const std::string head = "core_" + symbol + "(";
    if (function.has_address) {
        to->line("_Alignas(" + std::to_string(function.result->align) + ") uint8_t image[" +
                 std::to_string(function.result->size) + "];");
        args.push_back("(int32_t)image");
        write_call(to, head, args, ");");
        if (function.max_count != 0) {
            to->line("tw_room = 0;");
        }
        to->line(c_type(function.result, side::guest) + "result;");
        write_load(to, function.result, 0, "result");
        to->line("return result;");
    } else if (function.result == nullptr) {
        write_call(to, head, args, ");");
    } else if (function.result->kind == kind::own && !function.result->is_externref) {
        to->line(c_type(function.result, side::guest) + "result;");
        write_call(to, "result.handle = " + head, args, ");");
        to->line("return result;");
    } else {
        write_unflat_result(to, function.result, head, args);
    }
    to->line("}");
    to->line();
}

// ---- functions of the module ----

void write_export_prototype(out *to, const interface &interface, const function &function) {
    const std::string symbol = c_symbol(interface, function);
    write_comment(to, function.docs);
    if (!is_wrapped(function)) {
        to->line("__attribute__((export_name(\"" + function.core_name + "\")))");
    }
    write_call(to, result_of(function) + symbol + "(", prototype_of(function), ");");
    to->line();
}

// The host takes a result of more than one value out of `area` before it calls the module again.
void write_answer(out *to, const function &function) {
    const type *of = function.result;
    if (function.has_address) {
        to->line("static _Alignas(" + std::to_string(of->align) + ") uint8_t area[" +
                 std::to_string(of->size) + "];");
        write_save(to, of, 0, "result");
        to->line("return (int32_t)area;");
    } else if (is_by_address(of)) {
        to->line("return (int32_t)" + tag_of(of, "result") + ";");
    } else {
        to->line("return " + flat_of(of, "result", function.core_results[0]) + ";");
    }
}

void write_export(out *to, const interface &interface, const function &function) {
    const std::string symbol = c_symbol(interface, function);
    if (!is_wrapped(function)) {
        return;
    }
    to->line("__attribute__((export_name(\"" + function.core_name + "\")))");
    write_call(to, core_result(function) + " core_" + symbol + "(", core_params(function), ");");
    write_call(to, core_result(function) + " core_" + symbol + "(", core_params(function), ") {");
    write_unflattening(to, function);
    std::vector<std::string> args;
    for (const param &param : function.params) {
        args.push_back((is_by_address(param.of) ? "&" : "") + c_word(param.name));
    }
    if (function.result == nullptr) {
        write_call(to, symbol + "(", args, ");");
        to->line("given_size = 0;");
    } else {
        write_call(to, c_type(function.result, side::guest) + "result = " + symbol + "(", args,
                   ");");
        to->line("given_size = 0;");
        write_answer(to, function);
    }
    to->line("}");
    to->line();
}

// ---- blocks for the host ----

struct needs {
    uint32_t room = 0;  // bytes of the largest text or list that the host gives
    bool has_given = false;
    bool has_area = false;
    bool has_source = false;
};

needs needs_of(const file &file) {
    needs found;
    for (const auto &interface : file.interfaces) {
        for (const function &function : interface->functions) {
            if (function.max_count != 0) {
                const type *text = find_text(function.result);
                uint32_t size = text->kind == kind::string ? 1 : text->element->size;
                found.room = std::max(found.room, function.max_count * size);
            }
            found.has_area = found.has_area || (interface->is_export && function.has_address);
            found.has_given = found.has_given || (interface->is_export && is_wrapped(function));
        }
    }
    found.has_source = found.room != 0 || found.has_given;
    return found;
}

// The host allocates with cabi_realloc: for a result in `tw_room`, for arguments of an export in
// `given`, which is empty again when the export returns.
void write_blocks(out *to, const std::string &room, const needs &needs) {
    to->line("// Bytes of all texts and lists that the host gives to one call of an export.");
    to->line("#ifndef TW_GIVEN_BYTES");
    to->line("#define TW_GIVEN_BYTES 256");
    to->line("#endif");
    to->line("static _Alignas(8) uint8_t given[TW_GIVEN_BYTES];");
    to->line("static uint32_t given_size;");
    if (needs.room != 0) {
        to->line("_Alignas(8) uint8_t " + room + "[" + std::to_string(needs.room) + "];");
    }
    to->line("// Shared by all files that tw bindgen has made.");
    to->line("__attribute__((weak)) uint8_t *tw_room;");
    to->line("__attribute__((weak)) uint32_t tw_room_size;");
    to->line();
    to->line("// Where the host puts texts and lists; define another one and this is left out.");
    to->line("__attribute__((weak, export_name(\"cabi_realloc\")))");
    to->line("void *cabi_realloc(void *block, uint32_t size, uint32_t align, uint32_t new_size);");
    to->line("void *cabi_realloc(void *block, uint32_t size, uint32_t align, uint32_t new_size) {");
    to->line("if (block != 0) {");
    to->line("return block;");
    to->line("}");
    to->line("if (tw_room != 0 && new_size <= tw_room_size) {");
    to->line("return tw_room;");
    to->line("}");
    to->line("uint32_t start = (given_size + align - 1) / align * align;");
    to->line("if (size != 0 || start > sizeof given || new_size > sizeof given - start) {");
    to->line("__builtin_trap();");
    to->line("}");
    to->line("given_size = start + new_size;");
    to->line("return given + start;");
    to->line("}");
    to->line();
}

void write_saving(out *to) {
    to->line("// Puts the lower bytes of a number into a result.");
    to->line("static void save(uint8_t *target, uint64_t bits, uint32_t size) {");
    to->line("__builtin_memcpy(target, &bits, size);");
    to->line("}");
    to->line();
}

// A number of one type out of something of another size and kind, by its bytes.
void write_copy(out *to, const std::string &type, const std::string &name,
                const std::string &from) {
    bool is_address = from.back() == '*';
    to->line("static inline " + type + " " + name + "(" + from + (is_address ? "" : " ") +
             "from) {");
    to->line(type + " value;");
    to->line(std::string("__builtin_memcpy(&value, ") + (is_address ? "" : "&") +
             "from, sizeof value);");
    to->line("return value;");
    to->line("}");
}

void write_copies(out *to) {
    for (const char *bits : {"16", "32", "64"}) {
        write_copy(to, std::string("uint") + bits + "_t", std::string("tw_load_u") + bits,
                   "const uint8_t *");
    }
    write_copy(to, "float", "tw_load_f32", "const uint8_t *");
    write_copy(to, "double", "tw_load_f64", "const uint8_t *");
    write_copy(to, "uint32_t", "tw_f32_bits", "float");
    write_copy(to, "uint64_t", "tw_f64_bits", "double");
    write_copy(to, "float", "tw_f32_of", "uint32_t");
    write_copy(to, "double", "tw_f64_of", "uint64_t");
}

std::string header_of(const file &file, const needs &needs) {
    out to;
    const std::string guard = "GUEST_" + screaming(file.name) + "_H";
    write_notice(&to, file);
    to.line("// " + origin_of(file));
    to.line("// clang-format off");
    to.line("#ifndef " + guard);
    to.line("#define " + guard);
    to.line();
    to.line("#include <stdbool.h>");
    to.line("#include <stdint.h>");
    to.line();
    to.line("#ifndef TW_GUEST_TYPES");
    to.line("#define TW_GUEST_TYPES");
    to.line("// Text: UTF-8, not terminated.");
    to.line("typedef struct tw_str {");
    to.line("const char *chars;");
    to.line("uint32_t size;");
    to.line("} tw_str_t;");
    to.line("// A list of numbers: an array of count elements.");
    to.line("typedef struct tw_list {");
    to.line("const void *items;");
    to.line("uint32_t count;");
    to.line("} tw_list_t;");
    to.line("// An array of count bytes that the host writes into.");
    to.line("typedef struct tw_buffer {");
    to.line("void *items;");
    to.line("uint32_t count;");
    to.line("} tw_buffer_t;");
    to.line("// The text of a C string.");
    to.line("static inline tw_str_t tw_str(const char *chars) {");
    to.line("tw_str_t str = {chars, (uint32_t)__builtin_strlen(chars)};");
    to.line("return str;");
    to.line("}");
    write_copies(&to);
    to.line("#endif");
    to.line();
    if (needs.room != 0) {
        to.line("// In " + file.name + ".c: where the host puts what a function gives.");
        to.line("extern uint8_t " + c_word(file.name) + "_room[" + std::to_string(needs.room) +
                "];");
        to.line("extern uint8_t *tw_room;");
        to.line("extern uint32_t tw_room_size;");
        to.line();
    }
    for (const auto &interface : file.interfaces) {
        write_comment(&to, interface->docs);
        if (!interface->docs.empty()) {
            to.line();
        }
        write_types(&to, *interface, side::guest);
        for (const function &function : interface->functions) {
            if (interface->is_export) {
                write_export_prototype(&to, *interface, function);
            } else {
                write_import(&to, *interface, function, c_word(file.name) + "_room");
            }
        }
    }
    to.line("#endif");
    return to.text();
}

std::string source_of(const file &file, const needs &needs) {
    out to;
    write_notice(&to, file);
    to.line("// " + origin_of(file));
    to.line("// clang-format off");
    to.line("#include \"" + file.name + ".h\"");
    to.line();
    write_blocks(&to, c_word(file.name) + "_room", needs);
    if (needs.has_area) {
        write_saving(&to);
    }
    for (const auto &interface : file.interfaces) {
        if (interface->is_export) {
            for (const function &function : interface->functions) {
                write_export(&to, *interface, function);
            }
        }
    }
    std::string text = to.text();
    text.pop_back();
    return text;
}

}  // namespace

outputs write_guest_c(const file &file) {
    needs needs = needs_of(file);
    outputs all = {{file.name + ".h", header_of(file, needs)}};
    if (needs.has_source) {
        all.push_back({file.name + ".c", source_of(file, needs)});
    }
    return all;
}

}  // namespace bindgen
