// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "layout.h"

#include <algorithm>

namespace bindgen {
namespace {

struct scalar {
    flat lowered;
    uint32_t size;
};

scalar scalar_of(kind kind) {
    switch (kind) {
        case kind::boolean:
        case kind::u8:
        case kind::s8:
            return {flat::i32, 1};
        case kind::u16:
        case kind::s16:
            return {flat::i32, 2};
        case kind::u64:
        case kind::s64:
            return {flat::i64, 8};
        case kind::f32:
            return {flat::f32, 4};
        case kind::f64:
            return {flat::f64, 8};
        default:
            return {flat::i32, 4};
    }
}

uint32_t align_up(uint32_t offset, uint32_t align) {
    return (offset + align - 1) / align * align;
}

uint32_t tag_size_of(size_t cases) {
    return cases <= 0x100 ? 1 : cases <= 0x10000 ? 2 : 4;
}

void lay_out_fields(type *of) {
    of->align = 1;
    for (const field &field : of->fields) {
        of->size = align_up(of->size, field.of->align);
        of->offsets.push_back(of->size);
        of->size += field.of->size;
        of->align = std::max(of->align, field.of->align);
        of->flats.insert(of->flats.end(), field.of->flats.begin(), field.of->flats.end());
    }
    of->size = align_up(of->size, of->align);
}

flat join(flat a, flat b) {
    bool is_word = (a == flat::i32 || a == flat::f32) && (b == flat::i32 || b == flat::f32);
    return a == b ? a : is_word ? flat::i32 : flat::i64;
}

void join_case(std::vector<flat> *flats, const std::vector<flat> &payload) {
    for (size_t i = 0; i < payload.size(); i++) {
        if (i + 1 < flats->size()) {
            (*flats)[i + 1] = join((*flats)[i + 1], payload[i]);
        } else {
            flats->push_back(payload[i]);
        }
    }
}

void lay_out_cases(type *of) {
    uint32_t payload_size = 0;
    uint32_t payload_align = 1;
    of->flats = {flat::i32};
    for (const field &field : of->fields) {
        if (field.of != nullptr) {
            payload_size = std::max(payload_size, field.of->size);
            payload_align = std::max(payload_align, field.of->align);
            join_case(&of->flats, field.of->flats);
        }
    }
    of->tag_size = tag_size_of(of->fields.size());
    of->align = std::max(of->tag_size, payload_align);
    of->payload_offset = align_up(of->tag_size, payload_align);
    of->size = align_up(of->payload_offset + payload_size, of->align);
}

}  // namespace

void lay_out(type *of) {
    switch (of->kind) {
        case kind::resource:
            return;
        case kind::string:
        case kind::list:
            of->size = 8;
            of->align = 4;
            of->flats = {flat::i32, flat::i32};
            return;
        case kind::record:
        case kind::tuple:
            lay_out_fields(of);
            return;
        case kind::option:
        case kind::result:
        case kind::variant:
            lay_out_cases(of);
            return;
        case kind::enumeration:
            of->size = tag_size_of(of->fields.size());
            break;
        case kind::flags:
            of->size = of->fields.size() <= 8 ? 1 : of->fields.size() <= 16 ? 2 : 4;
            break;
        default:
            of->size = scalar_of(of->kind).size;
            break;
    }
    of->align = of->size;
    of->flats = {of->is_externref ? flat::externref : scalar_of(of->kind).lowered};
}

void lower(function *function, bool is_export) {
    for (param &param : function->params) {
        param.first_flat = static_cast<uint32_t>(function->core_params.size());
        function->core_params.insert(function->core_params.end(), param.of->flats.begin(),
                                     param.of->flats.end());
    }
    if (function->result == nullptr || function->result->flats.empty()) {
        return;
    }
    function->has_address = function->result->flats.size() > 1;
    if (!function->has_address) {
        function->core_results = function->result->flats;
    } else if (is_export) {
        function->core_results = {flat::i32};
    } else {
        function->core_params.push_back(flat::i32);
    }
}

// ---- for writers ----

bool is_number(kind kind) {
    return kind >= kind::u8 && kind <= kind::f64;
}

const type *find_text(const type *of) {
    if (of == nullptr || of->kind == kind::string || of->kind == kind::list) {
        return of;
    }
    for (const field &field : of->fields) {
        if (const type *found = field.of != nullptr ? find_text(field.of) : nullptr) {
            return found;
        }
    }
    return nullptr;
}

bool contains_handle(const type *of) {
    if (of == nullptr || of->kind == kind::own || of->kind == kind::borrow) {
        return of != nullptr;
    }
    for (const field &field : of->fields) {
        if (contains_handle(field.of)) {
            return true;
        }
    }
    return false;
}

const char *flat_name(flat flat) {
    static const char *const names[] = {"i32", "i64", "f32", "f64", "externref"};
    return names[static_cast<size_t>(flat)];
}

char flat_letter(flat flat) {
    return "iIfFr"[static_cast<size_t>(flat)];
}

std::string signature_of(const function &function) {
    std::string text = "(";
    for (flat flat : function.core_params) {
        text += flat_letter(flat);
    }
    text += ')';
    for (flat flat : function.core_results) {
        text += flat_letter(flat);
    }
    return text;
}

namespace {

std::string list_of(const std::vector<flat> &flats) {
    std::string text = "(";
    for (flat flat : flats) {
        text += (text.size() > 1 ? ", " : "") + std::string(flat_name(flat));
    }
    return text + ")";
}

std::string arguments_of(const type *of) {
    std::string text;
    for (const field &field : of->fields) {
        if (of->kind == kind::option && field.of == nullptr) {
            continue;
        }
        text += (text.empty() ? "" : ", ") + (field.of == nullptr ? "_" : wit_of(field.of));
    }
    if (of->kind == kind::result && of->fields[1].of == nullptr) {
        text = of->fields[0].of == nullptr ? "" : wit_of(of->fields[0].of);
    }
    return text.empty() ? "" : "<" + text + ">";
}

}  // namespace

std::string functype_of(const function &function) {
    return list_of(function.core_params) + " -> " + list_of(function.core_results);
}

std::string wit_of(const type *of) {
    switch (of->kind) {
        case kind::own:
            return of->resource->name;
        case kind::borrow:
            return "borrow<" + of->resource->name + ">";
        default:
            break;
    }
    if (!of->is_anonymous || of->owner == nullptr) {
        return of->name;
    }
    switch (of->kind) {
        case kind::list:
            return "list<" + wit_of(of->element) + ">";
        case kind::tuple:
            return "tuple" + arguments_of(of);
        case kind::option:
            return "option" + arguments_of(of);
        default:
            return "result" + arguments_of(of);
    }
}

std::string wit_of(const function &function) {
    std::string text = function.role == role::constructor ? "constructor("
                       : function.role == role::statical  ? "static func("
                                                          : "func(";
    bool is_first = true;
    for (const param &param : function.params) {
        if (function.role == role::method && param.first_flat == 0 && param.name == "self") {
            continue;
        }
        text += (is_first ? "" : ", ") + param.name + ": " + wit_of(param.of);
        is_first = false;
    }
    text += ")";
    bool has_result = function.result != nullptr && function.role != role::constructor;
    return has_result ? text + " -> " + wit_of(function.result) : text;
}

std::string snake(const std::string &name) {
    std::string text = name;
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
}

std::string screaming(const std::string &name) {
    std::string text = snake(name);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string camel(const std::string &name) {
    std::string text;
    bool is_start = true;
    for (char c : name) {
        if (c != '-' && c != '_') {
            text += is_start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        }
        is_start = c == '-' || c == '_';
    }
    return text;
}

}  // namespace bindgen
