// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "host_lift.h"

#include "c_cases.h"

namespace bindgen {
namespace {

std::string text_of(uint32_t number) {
    return std::to_string(number);
}

std::string cast(const std::string &c_type_with_blank) {
    std::string name = c_type_with_blank;
    if (name.back() == ' ') {
        name.pop_back();
    }
    return "(" + name + ")";
}

std::string mask_of(const type *of) {
    uint64_t mask = (uint64_t{1} << of->fields.size()) - 1;
    char text[16];
    std::snprintf(text, sizeof text, "0x%xu", static_cast<uint32_t>(mask));
    return text;
}

bool is_composite(const type *of) {
    return is_by_address(of);
}

// ---- arguments ----

using cells = std::vector<uint32_t>;

std::string lift_of(const type *of, const cells &cells) {
    const std::string at = "(&lift, " + text_of(cells[0]);
    bool is_text = of->kind == kind::string || of->kind == kind::list;
    if (is_text && cells[1] != cells[0] + 1) {
        const std::string apart = at + ", " + text_of(cells[1]);
        return of->kind == kind::string
                   ? "tw_lift_str_of" + apart + ")"
                   : "tw_lift_list_of" + apart + ", " + text_of(of->element->size) + ")";
    }
    switch (of->kind) {
        case kind::boolean:
            return "tw_lift_below" + at + ", 2) != 0";
        case kind::u32:
            return "tw_lift_u32" + at + ")";
        case kind::u64:
            return "tw_lift_u64" + at + ")";
        case kind::s64:
            return "(int64_t)tw_lift_u64" + at + ")";
        case kind::f32:
            return "tw_lift_f32" + at + ")";
        case kind::f64:
            return "tw_lift_f64" + at + ")";
        case kind::character:
            return "tw_lift_char" + at + ")";
        case kind::string:
            return "tw_lift_str" + at + ")";
        case kind::list:
            if (of->is_filled) {
                return "tw_lift_buffer" + at + ")";
            }
            return "tw_lift_list" + at + ", " + text_of(of->element->size) + ")";
        case kind::enumeration:
            return cast(c_type(of, side::host)) + "tw_lift_below" + at + ", " +
                   std::to_string(of->fields.size()) + ")";
        case kind::flags:
            return "tw_lift_flags" + at + ", " + mask_of(of) + ")";
        case kind::own:
        case kind::borrow:
            return "tw_lift_handle" + at + ", &" + c_stem(of->resource) + "_handles, " +
                   (of->is_externref ? "true" : "false") + ")";
        default:
            return cast(c_type(of, side::host)) + "tw_lift_u32" + at + ")";
    }
}

void lift_into(out *to, const type *of, const std::string &target, const cells &at) {
    if (!is_composite(of)) {
        write_assignment(to, target, lift_of(of, at));
        return;
    }
    if (!is_variant(of->kind)) {
        size_t first = 0;
        for (const field &field : of->fields) {
            lift_into(to, field.of, target + "." + c_word(field.name),
                      {at.begin() + static_cast<long>(first), at.end()});
            first += field.of->flats.size();
        }
        return;
    }
    const std::string tag =
        "tw_lift_below(&lift, " + text_of(at[0]) + ", " + std::to_string(of->fields.size()) + ")";
    to->line(tag_of(of, target) + " = " +
             (of->kind == kind::variant ? "(" + c_stem(of) + "_tag_t)" + tag : tag + " != 0") +
             ";");
    if (!has_payload(of)) {
        return;
    }
    write_cases(to, of, target, [&](size_t i) {
        lift_into(to, of->fields[i].of, payload_of(of, i, target), {at.begin() + 1, at.end()});
    });
}

// ---- results ----

void store_text(out *to, const type *of, uint32_t offset, const std::string &value) {
    bool is_text = of->kind == kind::string;
    std::string size = value + (is_text ? ".size" : ".count");
    std::string bytes = value + (is_text ? ".chars" : ".bytes");
    std::string whole = is_text || of->element->size == 1
                            ? size
                            : "(uint64_t)" + size + " * " + text_of(of->element->size);
    write_call(to, "err = tw_room_take(",
               {"call", "&room", bytes, whole, "&image[" + text_of(offset) + "]"}, ");");
    to->line("tw_put_u32(&image[" + text_of(offset + 4) + "], 0, " + size + ");");
}

void store_handle(out *to, const type *of, uint32_t offset, const std::string &value) {
    to->line("if (err == TW_ERR_OK) {");
    to->line("uint32_t handle = 0;");
    write_call(to, "err = tw_lower_handle(",
               {"call", "&" + c_stem(of->resource) + "_handles", value, "&handle"}, ");");
    to->line("tw_put_u32(&image[" + text_of(offset) + "], 0, handle);");
    to->line("}");
}

void store_number(out *to, const type *of, uint32_t offset, const std::string &value) {
    const std::string at = "image[" + text_of(offset) + "]";
    bool is_float = of->kind == kind::f32 || of->kind == kind::f64;
    if (of->size == 1) {
        to->line(at + " = (uint8_t)" + value + ";");
        return;
    }
    const std::string bits = text_of(of->size * 8);
    bool is_cast = of->kind != kind::u16 && of->kind != kind::u32 && of->kind != kind::u64 &&
                   of->kind != kind::character && !is_float;
    to->line("tw_put_" + (is_float ? "f" : std::string("u")) + bits + "(&" + at + ", 0, " +
             (is_cast ? "(uint" + bits + "_t)" : "") + value + ");");
}

void store_tag(out *to, const type *of, uint32_t offset, const std::string &value) {
    const std::string tag = tag_of(of, value);
    if (of->tag_size == 1) {
        to->line("image[" + text_of(offset) + "] = (uint8_t)" + tag + ";");
    } else {
        to->line("tw_put_u16(&image[" + text_of(offset) + "], 0, (uint16_t)" + tag + ");");
    }
}

}  // namespace

bool is_fallible(const type *of) {
    if (of->kind == kind::record || of->kind == kind::tuple) {
        for (const field &field : of->fields) {
            if (is_fallible(field.of)) {
                return true;
            }
        }
        return false;
    }
    return !is_number(of->kind);
}

void write_lift(out *to, const param &param, const std::vector<uint32_t> &at) {
    const std::string name = c_word(param.name);
    if (!is_composite(param.of)) {
        write_assignment(to, c_type(param.of, side::host) + name, lift_of(param.of, at));
        return;
    }
    to->line(c_type(param.of, side::host) + name + ";");
    lift_into(to, param.of, name, at);
}

void write_result(out *to, const type *of) {
    bool is_struct = is_composite(of) || of->kind == kind::string || of->kind == kind::list;
    const std::string declared = c_type(of, side::host) + "result";
    if (is_struct) {
        to->line(declared + " = {0};");
        return;
    }
    bool is_handle = of->kind == kind::own || of->kind == kind::borrow;
    to->line(declared + " = " +
             (of->kind == kind::boolean       ? "false"
              : of->kind == kind::enumeration ? case_of(of, 0)
              : is_handle                     ? "NULL"
                                              : "0") +
             ";");
}

void write_lower(out *to, const type *of) {
    switch (of->kind) {
        case kind::own:
            to->line("uint32_t handle = 0;");
            to->line("if (err == TW_ERR_OK) {");
            write_call(to, "err = tw_lower_handle(",
                       {"call", "&" + c_stem(of->resource) + "_handles", "result", "&handle"},
                       ");");
            to->line("}");
            to->line("tw_lower_u32(call, handle);");
            return;
        case kind::u64:
            to->line("tw_lower_u64(call, result);");
            return;
        case kind::s64:
            to->line("tw_lower_u64(call, (uint64_t)result);");
            return;
        case kind::f32:
            to->line("tw_lower_f32(call, result);");
            return;
        case kind::f64:
            to->line("tw_lower_f64(call, result);");
            return;
        case kind::record:
        case kind::tuple:
            to->line("tw_lower_u32(call, (uint32_t)result." + c_word(of->fields[0].name) + ");");
            return;
        case kind::option:
        case kind::result:
        case kind::variant:
            to->line("tw_lower_u32(call, (uint32_t)" + tag_of(of, "result") + ");");
            return;
        case kind::u32:
        case kind::character:
        case kind::flags:
            to->line("tw_lower_u32(call, result);");
            return;
        default:
            to->line("tw_lower_u32(call, (uint32_t)result);");
            return;
    }
}

void write_store(out *to, const type *of, uint32_t offset, const std::string &value) {
    if (of->kind == kind::string || of->kind == kind::list) {
        store_text(to, of, offset, value);
    } else if (of->kind == kind::own) {
        store_handle(to, of, offset, value);
    } else if (is_variant(of->kind)) {
        store_tag(to, of, offset, value);
        if (has_payload(of)) {
            write_cases(to, of, value, [&](size_t i) {
                write_store(to, of->fields[i].of, offset + of->payload_offset,
                            payload_of(of, i, value));
            });
        }
    } else if (is_composite(of)) {
        for (size_t i = 0; i < of->fields.size(); i++) {
            write_store(to, of->fields[i].of, offset + of->offsets[i],
                        value + "." + c_word(of->fields[i].name));
        }
    } else {
        store_number(to, of, offset, value);
    }
}

uint32_t offset_of_text(const type *of) {
    for (size_t i = 0; i < of->fields.size(); i++) {
        const type *part = of->fields[i].of;
        if (part != nullptr && find_text(part) != nullptr) {
            return (is_variant(of->kind) ? of->payload_offset : of->offsets[i]) +
                   offset_of_text(part);
        }
    }
    return 0;
}

}  // namespace bindgen
