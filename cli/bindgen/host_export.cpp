// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "host_export.h"

#include "c_cases.h"

// Calls of what modules export: arguments to flat values, and results, of which the core one is
// either the value itself or the address of all in the module's memory.

namespace bindgen {
namespace {

std::string text_of(uint32_t number) {
    return std::to_string(number);
}

std::string cast(const type *of) {
    std::string name = c_type(of, side::host);
    if (name.back() == ' ') {
        name.pop_back();
    }
    return "(" + name + ")";
}

std::string mask_of(const type *of) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%xu",
                  static_cast<uint32_t>((uint64_t{1} << of->fields.size()) - 1));
    return text;
}

bool gives_texts(const function &function) {
    for (const param &param : function.params) {
        if (find_text(param.of) != nullptr) {
            return true;
        }
    }
    return false;
}

// ---- arguments ----



// An i32 or i64 of bits that are an unsigned number in C.
std::string value_of(const std::string &bits, flat as) {
    return as == flat::i64 ? "tw_value_i64((int64_t)" + bits + ")"
                           : "tw_value_i32((int32_t)" + bits + ")";
}

std::string zero_of(flat as) {
    return "tw_value_" + std::string(flat_name(as)) + "(0)";
}

// A value of one flat value, as that or as what cases share.
std::string value_of(const type *of, const std::string &value, flat as) {
    flat own = of->flats[0];
    if (own == flat::f32 || own == flat::f64) {
        const std::string name = flat_name(own);
        return own == as ? "tw_value_" + name + "(" + value + ")"
                         : value_of("tw_bits_" + name + "(" + value + ")", as);
    }
    bool is_joined = own == flat::i32 && as == flat::i64;
    return value_of(is_joined ? "(uint32_t)" + value : value, as);
}

std::string argument(size_t i) {
    return "args[" + std::to_string(i) + "] = ";
}

void give_text(out *to, const type *of, const std::string &value, size_t first,
               const std::vector<flat> &flats) {
    bool is_text = of->kind == kind::string;
    uint32_t element = is_text ? 1 : of->element->size;
    const std::string size = value + (is_text ? ".size" : ".count");
    write_call(to, "err = tw_give(",
               {"instance", value + (is_text ? ".chars" : ".bytes"),
                element == 1 ? size : "(uint64_t)" + size + " * " + text_of(element),
                text_of(element), "&addr"},
               ");");
    to->line("if (err != TW_ERR_OK) {");
    to->line("return err;");
    to->line("}");
    to->line(argument(first) + value_of("addr", flats[first]) + ";");
    to->line(argument(first + 1) + value_of(size, flats[first + 1]) + ";");
}

void flatten(out *to, const type *of, const std::string &value, size_t first,
             const std::vector<flat> &flats) {
    if (of->kind == kind::string || of->kind == kind::list) {
        give_text(to, of, value, first, flats);
        return;
    }
    if (is_variant(of->kind)) {
        to->line(argument(first) + value_of(tag_of(of, value), flats[first]) + ";");
        for (size_t i = 1; i < of->flats.size(); i++) {
            to->line(argument(first + i) + zero_of(flats[first + i]) + ";");
        }
        write_cases(to, of, value, [&](size_t i) {
            flatten(to, of->fields[i].of, payload_of(of, i, value), first + 1, flats);
        });
        return;
    }
    if (is_by_address(of)) {
        for (const field &field : of->fields) {
            flatten(to, field.of, member(value, c_word(field.name)), first, flats);
            first += field.of->flats.size();
        }
        return;
    }
    to->line(argument(first) + value_of(of, value, flats[first]) + ";");
}

void write_flat_arguments(out *to, const function &function) {
    if (function.core_params.empty()) {
        return;
    }
    to->line("tw_value_t args[" + std::to_string(function.core_params.size()) + "];");
    for (const param &param : function.params) {
        const std::string name = c_word(param.name);
        flatten(to, param.of, is_by_address(param.of) ? "(*" + name + ")" : name, param.first_flat,
                function.core_params);
    }
}

// ---- results ----

// Whether `value`, an i32, is none of the type's; "" if it always is.
std::string is_wrong(const type *of) {
    const std::string bits = "(uint32_t)value->of.i32";
    switch (of->kind) {
        case kind::boolean:
            return bits + " > 1";
        case kind::enumeration:
        case kind::option:
        case kind::result:
        case kind::variant:
            return bits + " >= " + text_of(static_cast<uint32_t>(of->fields.size()));
        case kind::flags:
            return of->fields.size() == 32 ? "" : bits + " > " + mask_of(of);
        case kind::character:
            return "!tw_is_char(" + bits + ")";
        default:
            return "";
    }
}

std::string value_in_cell(const type *of) {
    switch (of->kind) {
        case kind::boolean:
            return "value->of.i32 != 0";
        case kind::s32:
            return "value->of.i32";
        case kind::u64:
            return "(uint64_t)value->of.i64";
        case kind::s64:
            return "value->of.i64";
        case kind::f32:
            return "tw_f32_of(value->of.f32_bits)";
        case kind::f64:
            return "tw_f64_of(value->of.f64_bits)";
        default:
            return cast(of) + "value->of.i32";
    }
}

// Sets *result from the core value that is all of it.
void write_cell(out *to, const type *of) {
    const std::string wrong = is_wrong(of);
    if (!wrong.empty()) {
        to->line("if (" + wrong + ") {");
        to->line("return TW_ERR_CORRUPT;");
        to->line("}");
    }
    if (of->kind == kind::variant) {
        to->line("result->tag = (" + c_stem(of) + "_tag_t)value->of.i32;");
    } else if (is_variant(of->kind)) {
        to->line(tag_of(of, "(*result)") + " = value->of.i32 != 0;");
    } else {
        to->line("*result = " + value_in_cell(of) + ";");
    }
    to->line("return TW_ERR_OK;");
}

std::string fetch_of(const type *of, uint32_t offset) {
    const std::string at = "(&fetch, " + text_of(offset);
    const std::string sized = at + ", " + text_of(of->size);
    switch (of->kind) {
        case kind::boolean:
            return "tw_fetch_below" + sized + ", 2) != 0";
        case kind::enumeration:
            return cast(of) + "tw_fetch_below" + sized + ", " +
                   text_of(static_cast<uint32_t>(of->fields.size())) + ")";
        case kind::flags:
            return "tw_fetch_flags" + sized + ", " + mask_of(of) + ")";
        case kind::character:
            return "tw_fetch_char" + at + ")";
        case kind::string:
            return "tw_fetch_str" + at + ")";
        case kind::list:
            return "tw_fetch_list" + at + ", " + text_of(of->element->size) + ")";
        case kind::f32:
            return "tw_f32_of((uint32_t)tw_fetch" + sized + "))";
        case kind::f64:
            return "tw_f64_of(tw_fetch" + sized + "))";
        case kind::u64:
            return "tw_fetch" + sized + ")";
        default:
            return cast(of) + "tw_fetch" + sized + ")";
    }
}

void fetch_into(out *to, const type *of, uint32_t offset, const std::string &target) {
    if (is_variant(of->kind)) {
        const std::string tag = "tw_fetch_below(&fetch, " + text_of(offset) + ", " +
                                text_of(of->tag_size) + ", " +
                                text_of(static_cast<uint32_t>(of->fields.size())) + ")";
        to->line(tag_of(of, target) + " = " +
                 (of->kind == kind::variant ? "(" + c_stem(of) + "_tag_t)" + tag : tag + " != 0") +
                 ";");
        if (has_payload(of)) {
            write_cases(to, of, target, [&](size_t i) {
                fetch_into(to, of->fields[i].of, offset + of->payload_offset,
                           payload_of(of, i, target));
            });
        }
    } else if (is_by_address(of)) {
        for (size_t i = 0; i < of->fields.size(); i++) {
            fetch_into(to, of->fields[i].of, offset + of->offsets[i],
                       member(target, c_word(of->fields[i].name)));
        }
    } else {
        write_assignment(to, target, fetch_of(of, offset));
    }
}

void write_image(out *to, const type *of) {
    to->line("uint8_t image[" + text_of(of->size) + "];");
    write_call(to, "tw_fetch_t fetch = tw_fetch_begin(",
               {"instance", find_text(of) != nullptr ? "space" : "NULL", "value", "image",
                "sizeof image", text_of(of->align)},
               ");");
    fetch_into(to, of, 0, is_by_address(of) ? "(*result)" : "*result");
    to->line("return fetch.err;");
}

// ---- functions ----

// What stands behind the arguments of a call, or the value that a result is made of.
void add_result(std::vector<std::string> *items, const function &function, bool is_prototype) {
    if (find_text(function.result) != nullptr) {
        items->push_back(is_prototype ? "tw_space_t *space" : "space");
    }
    if (function.result != nullptr) {
        items->push_back((is_prototype ? c_type(function.result, side::host) + "*" : "") +
                         std::string("result"));
    }
}

std::vector<std::string> params_of(const function &function) {
    std::vector<std::string> items = {"tw_instance_t *instance"};
    for (const param &param : function.params) {
        items.push_back(c_param(param, side::host));
    }
    return items;
}

std::vector<std::string> call_params(const function &function) {
    std::vector<std::string> items = params_of(function);
    add_result(&items, function, true);
    return items;
}

std::vector<std::string> begin_params(const function &function) {
    std::vector<std::string> items = params_of(function);
    items.push_back("tw_done_fn_t done");
    items.push_back("void *ctx");
    return items;
}

std::vector<std::string> result_params(const function &function) {
    std::vector<std::string> items = {"tw_instance_t *instance", "const tw_value_t *value"};
    add_result(&items, function, true);
    return items;
}

void write_arguments(out *to, const function &function) {
    if (gives_texts(function)) {
        to->line("uint32_t addr = 0;");
        to->line("tw_err_t err = TW_ERR_OK;");
    }
    write_flat_arguments(to, function);
}

std::vector<std::string> arguments_of(const function &function) {
    size_t count = function.core_params.size();
    return {"instance", "\"" + function.core_name + "\"", count == 0 ? "NULL" : "args",
            std::to_string(count)};
}

void write_result_function(out *to, const std::string &symbol, const function &function) {
    write_call(to, "tw_err_t " + symbol + "_result(", result_params(function), ") {");
    if (function.has_address) {
        write_image(to, function.result);
    } else {
        to->line("(void)instance;");
        write_cell(to, function.result);
    }
    to->line("}");
    to->line();
}

void write_call_function(out *to, const std::string &symbol, const function &function) {
    write_call(to, "tw_err_t " + symbol + "(", call_params(function), ") {");
    write_arguments(to, function);
    std::vector<std::string> items = arguments_of(function);
    if (function.result == nullptr) {
        items.push_back("NULL");
        write_call(to, "return tw_call_export(", items, ");");
        to->line("}");
        to->line();
        return;
    }
    to->line("tw_value_t value;");
    items.push_back("&value");
    write_call(to, std::string(gives_texts(function) ? "" : "tw_err_t ") + "err = tw_call_export(",
               items, ");");
    to->line("if (err != TW_ERR_OK) {");
    to->line("return err;");
    to->line("}");
    std::vector<std::string> results = {"instance", "&value"};
    add_result(&results, function, false);
    write_call(to, "return " + symbol + "_result(", results, ");");
    to->line("}");
    to->line();
}

void write_begin_function(out *to, const std::string &symbol, const function &function) {
    write_call(to, "tw_err_t " + symbol + "_begin(", begin_params(function), ") {");
    write_arguments(to, function);
    std::vector<std::string> items = arguments_of(function);
    items.push_back("done");
    items.push_back("ctx");
    write_call(to, "return tw_begin_export(", items, ");");
    to->line("}");
    to->line();
}

}  // namespace

void write_export_glue(out *to, const interface &interface, const function &function) {
    const std::string symbol = c_symbol(interface, function);
    if (function.result != nullptr) {
        write_result_function(to, symbol, function);
    }
    write_call_function(to, symbol, function);
    write_begin_function(to, symbol, function);
}

void write_export_prototypes(out *to, const interface &interface) {
    to->line("// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it");
    to->line("// in slices, as tw_instance_begin; done makes its result with NAME_result.");
    to->line();
    for (const function &function : interface.functions) {
        const std::string head = "tw_err_t " + c_symbol(interface, function);
        write_comment(to, function.docs);
        write_call(to, head + "(", call_params(function), ");");
        write_call(to, head + "_begin(", begin_params(function), ");");
        if (function.result != nullptr) {
            write_call(to, head + "_result(", result_params(function), ");");
        }
        to->line();
    }
}

}  // namespace bindgen
