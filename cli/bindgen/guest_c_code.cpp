// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "guest_c_code.h"

#include "c_cases.h"

namespace bindgen {
namespace {

const char *const CORE_TYPES[] = {"int32_t", "int64_t", "float", "double", "__externref_t"};

std::string core_type(flat flat) {
    return CORE_TYPES[static_cast<size_t>(flat)];
}

flat own_flat(const type *of) {
    return of->flats[0];
}

}  // namespace

std::string flat_of(const type *of, const std::string &value, flat as) {
    if (of->is_externref) {
        return value;
    }
    bool is_handle = of->kind == kind::own || of->kind == kind::borrow;
    std::string core = is_handle ? value + ".handle" : value;
    flat own = own_flat(of);
    if (own == as) {
        return own == flat::f32 || own == flat::f64 ? core : "(" + core_type(as) + ")" + core;
    }
    if (own == flat::f32) {
        core = "tw_f32_bits(" + core + ")";
    } else if (own == flat::f64) {
        core = "tw_f64_bits(" + core + ")";
    } else if (own == flat::i32) {
        core = "(uint32_t)" + core;
    }
    return "(" + core_type(as) + ")" + core;
}

namespace {

// Assigns the flat values of `value` to v0, v1 ...
void flatten(out *to, const type *of, const std::string &value, size_t first,
             const std::vector<flat> &flats) {
    auto set = [&](size_t i, const std::string &expression) {
        to->line("v" + std::to_string(first + i) + " = " + expression + ";");
    };
    if (of->kind == kind::string || of->kind == kind::list) {
        bool is_text = of->kind == kind::string;
        for (size_t i = 0; i < 2; i++) {
            std::string part = value + (i == 0    ? is_text ? ".chars" : ".items"
                                        : is_text ? ".size"
                                                  : ".count");
            part = i == 0 ? "(uintptr_t)" + part : part;
            set(i, "(" + core_type(flats[first + i]) + ")" + part);
        }
    } else if (is_variant(of->kind)) {
        set(0, "(" + core_type(flats[first]) + ")" + tag_of(of, value));
        if (of->flats.size() > 1) {
            write_cases(to, of, value, [&](size_t i) {
                flatten(to, of->fields[i].of, payload_of(of, i, value), first + 1, flats);
            });
        }
    } else if (is_by_address(of)) {
        for (const field &field : of->fields) {
            flatten(to, field.of, member(value, c_word(field.name)), first, flats);
            first += field.of->flats.size();
        }
    } else {
        set(0, flat_of(of, value, flats[first]));
    }
}

// The expression for a flat value whose form is that of the type itself.
std::string direct(const type *of, const std::string &value) {
    return flat_of(of, value, own_flat(of));
}

}  // namespace

std::vector<std::string> write_flattening(out *to, const function &function) {
    std::vector<std::string> args;
    for (const param &param : function.params) {
        const std::string name = c_word(param.name);
        const type *of = param.of;
        if (of->kind == kind::string || of->kind == kind::list) {
            bool is_text = of->kind == kind::string;
            args.push_back("(int32_t)" + name + (is_text ? ".chars" : ".items"));
            args.push_back("(int32_t)" + name + (is_text ? ".size" : ".count"));
        } else if (!is_by_address(of)) {
            args.push_back(direct(of, name));
        } else {
            for (size_t i = 0; i < of->flats.size(); i++) {
                const std::string variable = "v" + std::to_string(param.first_flat + i);
                to->line(core_type(of->flats[i]) + " " + variable + " = 0;");
                args.push_back(variable);
            }
            flatten(to, of, "(*" + name + ")", param.first_flat, function.core_params);
        }
    }
    return args;
}

// ---- from flat values ----

namespace {

std::string cast_of(const type *of) {
    std::string name = c_type(of, side::guest);
    name.pop_back();
    return "(" + name + ")";
}

// A value out of a flat one that may have another form.
std::string value_of(const type *of, const std::string &value, flat as) {
    flat own = own_flat(of);
    std::string core = value;
    if (own == flat::f32 && as != flat::f32) {
        return "tw_f32_of((uint32_t)" + core + ")";
    }
    if (own == flat::f64 && as != flat::f64) {
        return "tw_f64_of((uint64_t)" + core + ")";
    }
    if (own == flat::f32 || own == flat::f64) {
        return core;
    }
    return of->kind == kind::boolean ? core + " != 0" : cast_of(of) + core;
}

void unflatten(out *to, const type *of, const std::string &target, size_t first,
               const std::vector<flat> &flats) {
    auto at = [&](size_t i) { return "a" + std::to_string(first + i); };
    if (of->kind == kind::string || of->kind == kind::list) {
        bool is_text = of->kind == kind::string;
        to->line(target + (is_text ? ".chars = (const char *)" : ".items = (const void *)") +
                 "(uintptr_t)" + at(0) + ";");
        to->line(target + (is_text ? ".size" : ".count") + " = (uint32_t)" + at(1) + ";");
    } else if (is_variant(of->kind)) {
        to->line(
            tag_of(of, target) + " = " +
            (of->kind == kind::variant ? "(" + c_stem(of) + "_tag_t)" + at(0) : at(0) + " != 0") +
            ";");
        if (of->flats.size() > 1) {
            write_cases(to, of, target, [&](size_t i) {
                unflatten(to, of->fields[i].of, payload_of(of, i, target), first + 1, flats);
            });
        }
    } else if (is_by_address(of)) {
        for (const field &field : of->fields) {
            unflatten(to, field.of, member(target, c_word(field.name)), first, flats);
            first += field.of->flats.size();
        }
    } else {
        to->line(target + " = " + value_of(of, at(0), flats[first]) + ";");
    }
}

}  // namespace

void write_unflattening(out *to, const function &function) {
    for (const param &param : function.params) {
        const std::string name = c_word(param.name);
        to->line(c_type(param.of, side::guest) + name + ";");
        unflatten(to, param.of, name, param.first_flat, function.core_params);
    }
}

bool is_wrapped(const function &function) {
    if (function.result != nullptr && (function.has_address || is_by_address(function.result))) {
        return true;
    }
    for (const param &param : function.params) {
        if (is_by_address(param.of) || param.of->kind == kind::string ||
            param.of->kind == kind::list) {
            return true;
        }
    }
    return false;
}

// ---- out of memory ----

namespace {

// A whole number of `size` bytes at an offset of the image.
std::string word_at(uint32_t offset, uint32_t size) {
    const std::string at = std::to_string(offset);
    return size == 1 ? "image[" + at + "]"
                     : "tw_load_u" + std::to_string(size * 8) + "(&image[" + at + "])";
}

std::string load_of(const type *of, uint32_t offset) {
    if (of->kind == kind::f32 || of->kind == kind::f64) {
        return "tw_load_" + of->name + "(&image[" + std::to_string(offset) + "])";
    }
    const std::string word = word_at(offset, of->size);
    return of->kind == kind::boolean ? word + " != 0" : cast_of(of) + word;
}

void load_text(out *to, const type *of, uint32_t offset, const std::string &value) {
    bool is_text = of->kind == kind::string;
    to->line(value + (is_text ? ".chars = (const char *)" : ".items = (const void *)") +
             word_at(offset, 4) + ";");
    to->line(value + (is_text ? ".size" : ".count") + " = " + word_at(offset + 4, 4) + ";");
}

}  // namespace

void write_load(out *to, const type *of, uint32_t offset, const std::string &value) {
    if (of->kind == kind::string || of->kind == kind::list) {
        load_text(to, of, offset, value);
    } else if (of->kind == kind::own) {
        to->line(value + ".handle = (int32_t)" + word_at(offset, 4) + ";");
    } else if (is_variant(of->kind)) {
        const std::string tag = word_at(offset, of->tag_size);
        to->line(tag_of(of, value) + " = " +
                 (of->kind == kind::variant ? "(" + c_stem(of) + "_tag_t)" + tag : tag + " != 0") +
                 ";");
        if (of->flats.size() > 1) {
            write_cases(to, of, value, [&](size_t i) {
                write_load(to, of->fields[i].of, offset + of->payload_offset,
                           payload_of(of, i, value));
            });
        }
    } else if (is_by_address(of)) {
        for (size_t i = 0; i < of->fields.size(); i++) {
            write_load(to, of->fields[i].of, offset + of->offsets[i],
                       member(value, c_word(of->fields[i].name)));
        }
    } else {
        to->line(value + " = " + load_of(of, offset) + ";");
    }
}

void write_save(out *to, const type *of, uint32_t offset, const std::string &value) {
    const std::string at = "save(&area[" + std::to_string(offset) + "], ";
    const std::string size = ", " + std::to_string(of->size) + ");";
    if (of->kind == kind::string || of->kind == kind::list) {
        bool is_text = of->kind == kind::string;
        to->line(at + "(uintptr_t)" + value + (is_text ? ".chars" : ".items") + ", 4);");
        to->line("save(&area[" + std::to_string(offset + 4) + "], " + value +
                 (is_text ? ".size" : ".count") + ", 4);");
    } else if (is_variant(of->kind)) {
        to->line(at + "(uint64_t)" + tag_of(of, value) + ", " + std::to_string(of->tag_size) +
                 ");");
        if (of->flats.size() > 1) {
            write_cases(to, of, value, [&](size_t i) {
                write_save(to, of->fields[i].of, offset + of->payload_offset,
                           payload_of(of, i, value));
            });
        }
    } else if (is_by_address(of)) {
        for (size_t i = 0; i < of->fields.size(); i++) {
            write_save(to, of->fields[i].of, offset + of->offsets[i],
                       member(value, c_word(of->fields[i].name)));
        }
    } else if (of->kind == kind::f32 || of->kind == kind::f64) {
        to->line(at + "tw_" + of->name + "_bits(" + value + ")" + size);
    } else {
        to->line(at + "(uint64_t)" + value + size);
    }
}

void write_unflat_result(out *to, const type *of, const std::string &head,
                         const std::vector<std::string> &args) {
    if (is_variant(of->kind)) {
        to->line(c_type(of, side::guest) + "result;");
        write_call(to,
                   tag_of(of, "result") + " = " +
                       (of->kind == kind::variant ? "(" + c_stem(of) + "_tag_t)" : "") + head,
                   args, of->kind == kind::variant ? ");" : ") != 0;");
        to->line("return result;");
        return;
    }
    bool is_plain = of->is_externref || own_flat(of) == flat::f32 || own_flat(of) == flat::f64;
    write_call(to, "return " + (is_plain || of->kind == kind::boolean ? "" : cast_of(of)) + head,
               args, of->kind == kind::boolean ? ") != 0;" : ");");
}

}  // namespace bindgen
