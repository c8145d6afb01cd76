// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "guest.h"

// Rust for guests, without its standard library: a module per interface, whose functions take and
// give Rust's own types. What an export does is a function of the same name where this file is a
// module. A string or list that the host gives lies in a buffer that the caller lends, or, where it
// is a parameter of an export, in memory of guest/rust/tinywasm.rs until the export returns.

namespace bindgen {
namespace {

const std::set<std::string> WORDS = {
    "as",     "async",  "await",    "box",     "break",  "const",   "continue", "crate",
    "do",     "dyn",    "else",     "enum",    "extern", "false",   "fn",       "for",
    "if",     "impl",   "in",       "let",     "loop",   "macro",   "match",    "mod",
    "move",   "mut",    "override", "priv",    "pub",    "raw",     "ref",      "return",
    "self",   "static", "struct",   "super",   "trait",  "true",    "try",      "type",
    "union",  "unsafe", "use",      "virtual", "where",  "while",   "yield",    "area",
    "buffer", "result", "final",    "become",  "typeof", "unsized", "abstract"};

std::string word(const std::string &name) {
    std::string text = snake(name);
    return WORDS.count(text) != 0 ? text + "_" : text;
}

std::string wrapped(const std::string &value) {
    return value.find(' ') == std::string::npos ? value : "(" + value + ")";
}

const char *memory_type(kind kind) {
    switch (kind) {
        case kind::u8:
            return "u8";
        case kind::s8:
            return "i8";
        case kind::u16:
            return "u16";
        case kind::s16:
            return "i16";
        case kind::u64:
            return "u64";
        case kind::s64:
            return "i64";
        case kind::f32:
            return "f32";
        case kind::f64:
            return "f64";
        case kind::s32:
            return "i32";
        default:
            return "u32";
    }
}

// What a core value of that kind is.
const char *core_type(kind kind) {
    bool is_long = kind == kind::u64 || kind == kind::s64;
    return is_long ? "i64" : kind == kind::f32 ? "f32" : kind == kind::f64 ? "f64" : "i32";
}

class rust : public guest {
   public:
    using guest::guest;
    std::string write();

   private:
    const interface *inside = nullptr;

    std::string path_of(const type *of);
    std::string type_of(const type *of, const std::string &life);
    std::string number_list(const type *of);
    std::string variant_case(const type *of, size_t i, const std::string &payload);
    void write_docs(const std::vector<std::string> &docs);
    void write_type(const type *of);
    void write_enum(const type *of);
    void write_flags(const type *of);
    void write_resource(const type *of, const interface &interface);
    void write_raw(const interface &interface);
    void write_import(const function &function);
    void write_drop(const function &function);
    void write_call(const function &function);
    void write_export(const function &function);
    void write_interface(const interface &interface);
    std::string result_of(const function &function, const std::string &life);

    std::string to_flat(const type *of, const std::string &value) override;
    std::string from_flat(const type *of, const std::string &flat) override;
    std::string load_flat(kind kind, const std::string &addr, uint32_t offset) override;
    void store_flat(kind kind, const std::string &addr, uint32_t offset,
                    const std::string &flat) override;
    std::string text_address(const type *of, const std::string &value) override;
    std::string text_count(const type *of, const std::string &value) override;
    std::string make_text(const type *of, const std::string &address,
                          const std::string &count) override;
    std::string field_of(const type *of, const std::string &value, size_t i) override;
    std::string construct(const type *of, const std::vector<std::string> &values) override;
    std::string coerce(flat have, flat want, const std::string &value) override;
    std::string declare_flat(flat flat) override;
    void assign(const std::string &variable, const std::string &value) override;
    void open_match(const type *of, const std::string &value) override;
    std::string open_case(const type *of, const std::string &value, size_t i) override;
    void close_case() override;
    void close_match() override;
    std::string open_make(const type *of, const std::string &tag) override;
    void open_make_case(const type *of, size_t i) override;
    void close_make_case(const type *of, size_t i, const std::string &name,
                         const std::string &payload) override;
    void close_make() override;
};

// ---- types ----

std::string rust::path_of(const type *of) {
    std::string name = camel(of->name);
    return of->owner == inside ? name : "super::" + word(of->owner->name) + "::" + name;
}

// life: "'a ", "'static " or "" before what is borrowed.
std::string rust::type_of(const type *of, const std::string &life) {
    if (of == nullptr) {
        return "()";
    }
    switch (of->kind) {
        case kind::boolean:
            return "bool";
        case kind::character:
            return "char";
        case kind::string:
            return "&" + life + "str";
        case kind::list:
            return "&" + life + (of->is_filled ? "mut [" : "[") + memory_type(of->element->kind) +
                   "]";
        case kind::tuple: {
            std::string text;
            for (const field &field : of->fields) {
                text += (text.empty() ? "" : ", ") + type_of(field.of, life);
            }
            return "(" + text + (of->fields.size() == 1 ? ",)" : ")");
        }
        case kind::option:
            return "Option<" + type_of(of->fields[1].of, life) + ">";
        case kind::result:
            return "Result<" + type_of(of->fields[0].of, life) + ", " +
                   type_of(of->fields[1].of, life) + ">";
        case kind::own:
            return path_of(of->resource);
        case kind::borrow:
            return "&" + life + path_of(of->resource);
        case kind::record:
        case kind::variant: {
            std::string name = life.empty() ? "'_" : life.substr(0, life.size() - 1);
            return path_of(of) + (find_text(of) == nullptr ? "" : "<" + name + ">");
        }
        case kind::enumeration:
        case kind::flags:
            return path_of(of);
        default:
            return memory_type(of->kind);
    }
}

void rust::write_docs(const std::vector<std::string> &docs) {
    for (const std::string &line : docs) {
        to.line(line.empty() ? "///" : "/// " + line);
    }
}

void rust::write_enum(const type *of) {
    std::string name = camel(of->name);
    attribute("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
    to.line("pub enum " + name + " {");
    for (const field &field : of->fields) {
        write_docs(field.docs);
        to.line(camel(field.name) + ",");
    }
    to.line("}");
    gap();
    to.line("impl " + name + " {");
    to.line("pub(super) fn from_flat(flat: i32) -> " + name + " {");
    to.line("match flat {");
    for (size_t i = 0; i < of->fields.size(); i++) {
        bool is_last = i + 1 == of->fields.size();
        to.line((is_last ? "_" : std::to_string(i)) + " => " + name +
                "::" + camel(of->fields[i].name) + ",");
    }
    to.line("}");
    to.line("}");
    to.line("}");
}

void rust::write_flags(const type *of) {
    std::string name = camel(of->name);
    attribute("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
    to.line("pub struct " + name + "(pub u32);");
    gap();
    to.line("impl " + name + " {");
    for (size_t i = 0; i < of->fields.size(); i++) {
        write_docs(of->fields[i].docs);
        to.line("pub const " + screaming(of->fields[i].name) + ": " + name + " = " + name +
                "(1 << " + std::to_string(i) + ");");
    }
    to.line("}");
}

void rust::write_type(const type *of) {
    if (of->is_anonymous || of->kind == kind::resource) {
        return;
    }
    gap();
    write_docs(of->docs);
    if (of->kind == kind::enumeration) {
        write_enum(of);
        return;
    }
    if (of->kind == kind::flags) {
        write_flags(of);
        return;
    }
    if (!contains_handle(of)) {
        attribute("#[derive(Clone, Copy, Debug, PartialEq)]");
    }
    bool is_record = of->kind == kind::record;
    to.line("pub " + std::string(is_record ? "struct " : "enum ") + camel(of->name) +
            (find_text(of) == nullptr ? " {" : "<'a> {"));
    for (const field &field : of->fields) {
        write_docs(field.docs);
        std::string payload = field.of == nullptr ? "" : "(" + type_of(field.of, "'a ") + ")";
        to.line(is_record ? "pub " + word(field.name) + ": " + type_of(field.of, "'a ") + ","
                          : camel(field.name) + payload + ",");
    }
    to.line("}");
}

// ---- functions ----

void rust::write_raw(const interface &interface) {
    gap();
    to.line("mod raw {");
    attribute("#[link(wasm_import_module = \"" + interface.module + "\")]");
    to.line("extern \"C\" {");
    for (const function &function : interface.functions) {
        std::vector<std::string> params;
        for (size_t i = 0; i < function.core_params.size(); i++) {
            params.push_back("p" + std::to_string(i) + ": " + flat_name(function.core_params[i]));
        }
        std::string gives = function.core_results.empty()
                                ? ""
                                : std::string(" -> ") + flat_name(function.core_results[0]);
        attribute("#[link_name = \"" + function.core_name + "\"]");
        list("pub fn " + word(function.core_name) + "(", params, ")" + gives + ";");
    }
    to.line("}");
    to.line("}");
}

std::string rust::number_list(const type *of) {
    return of->kind == kind::string ? "u8" : memory_type(of->element->kind);
}

std::string rust::result_of(const function &function, const std::string &life) {
    if (function.role == role::constructor) {
        return " -> " + path_of(function.resource);
    }
    return function.result == nullptr ? "" : " -> " + type_of(function.result, life);
}

void rust::write_import(const function &function) {
    std::vector<std::string> params;
    for (const param &param : function.params) {
        bool is_self = function.role == role::method && params.empty();
        params.push_back(is_self ? "&self" : word(param.name) + ": " + type_of(param.of, ""));
    }
    bool is_given = is_lent(function);
    if (is_given) {
        params.push_back("buffer: &'a mut [" + number_list(find_text(function.result)) + "; " +
                         std::to_string(function.max_count) + "]");
    }
    gap();
    write_docs(function.docs);
    list("pub fn " + word(function.name) + (is_given ? "<'a>(" : "("), params,
         ")" + result_of(function, "'a ") + " {");
    to.line("unsafe {");
    write_call(function);
    to.line("}");
    to.line("}");
}

// What a function does: values to core values, the call, and the result.
void rust::write_call(const function &function) {
    std::vector<std::string> args;
    for (const param &param : function.params) {
        bool is_self = function.role == role::method && &param == &function.params[0];
        for (const std::string &flat : lower(param.of, is_self ? "self" : word(param.name))) {
            args.push_back(flat);
        }
    }
    if (is_lent(function)) {
        to.line("crate::tinywasm::lend(buffer);");
    }
    if (function.has_address) {
        to.line("let mut area = [0u64; " + std::to_string((function.result->size + 7) / 8) + "];");
        to.line("let area = area.as_mut_ptr() as usize;");
        args.push_back("area as i32");
    }
    std::string call = "raw::" + word(function.core_name) + "(";
    if (function.has_address) {
        list(call, args, ");");
        to.line(lift(function.result, {{}, "area", 0}));
    } else if (function.core_results.empty()) {
        list(call, args, ");");
    } else {
        list("let result = " + call, args, ");");
        to.line(lift(function.result, {{"result"}, "", 0}));
    }
}

void rust::write_drop(const function &function) {
    gap();
    to.line("impl Drop for " + camel(function.resource->name) + " {");
    to.line("fn drop(&mut self) {");
    to.line("unsafe { raw::" + word(function.core_name) + "(self.0) }");
    to.line("}");
    to.line("}");
}

void rust::write_resource(const type *of, const interface &interface) {
    std::string name = camel(of->name);
    if (of->is_externref) {
        throw refusal(from.path + ":" + std::to_string(of->line) +
                      ": UNSUPPORTED: Rust has no externref: leave @externref out");
    }
    gap();
    write_docs(of->docs);
    to.line("pub struct " + name + "(pub(super) i32);");
    gap();
    to.line("impl " + name + " {");
    for (const function &function : interface.functions) {
        if (function.resource == of && function.role != role::drop) {
            write_import(function);
        }
    }
    to.line("}");
}

void rust::write_export(const function &function) {
    std::vector<std::string> params;
    std::vector<std::string> flats;
    std::vector<std::string> args;
    for (size_t i = 0; i < function.core_params.size(); i++) {
        flats.push_back("p" + std::to_string(i));
        params.push_back(flats[i] + ": " + flat_name(function.core_params[i]));
    }
    std::string gives = function.core_results.empty()
                            ? ""
                            : std::string(" -> ") + flat_name(function.core_results[0]);
    gap();
    attribute("#[export_name = \"" + function.core_name + "\"]");
    list("unsafe extern \"C\" fn export_" + snake(function.name) + "(", params, ")" + gives + " {");
    bool is_given = false;
    for (const param &param : function.params) {
        auto begin = flats.begin() + param.first_flat;
        is_given |= find_text(param.of) != nullptr;
        args.push_back(
            lift(param.of, {{begin, begin + static_cast<long>(param.of->flats.size())}, "", 0}));
    }
    std::string result = function.result == nullptr
                             ? ""
                             : "let result: " + type_of(function.result, "'static ") + " = ";
    list(result + "super::super::" + word(function.name) + "(", args, ");");
    std::string answer;
    if (function.has_address) {
        const std::string words = std::to_string((function.result->size + 7) / 8);
        to.line("static mut AREA: [u64; " + words + "] = [0; " + words + "];");
        to.line("let area = core::ptr::addr_of_mut!(AREA) as usize;");
        save(function.result, "result", "area", 0);
        answer = "area as i32";
    } else if (!function.core_results.empty()) {
        answer = lower(function.result, "result")[0];
    }
    if (is_given) {
        to.line("crate::tinywasm::release();");
    }
    if (!answer.empty()) {
        to.line(answer);
    }
    to.line("}");
}

void rust::write_interface(const interface &interface) {
    inside = &interface;
    gap();
    write_docs(interface.docs);
    to.line("pub mod " + word(interface.name) + " {");
    for (const type *of : interface.types) {
        write_type(of);
    }
    if (!interface.is_export && !interface.functions.empty()) {
        write_raw(interface);
    }
    for (const type *of : interface.types) {
        if (of->kind == kind::resource) {
            write_resource(of, interface);
        }
    }
    for (const function &function : interface.functions) {
        if (interface.is_export) {
            write_export(function);
        } else if (function.role == role::drop) {
            write_drop(function);
        } else if (function.resource == nullptr) {
            write_import(function);
        }
    }
    to.line("}");
}

std::string rust::write() {
    write_notice();
    to.line("#![allow(dead_code, unused_assignments)]");
    for (const auto &interface : from.interfaces) {
        write_interface(*interface);
    }
    return to.text();
}

// ---- steps ----

std::string rust::to_flat(const type *of, const std::string &value) {
    switch (of->kind) {
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return value;
        case kind::u64:
            return value + " as i64";
        case kind::flags:
            return value + ".0 as i32";
        case kind::borrow:
            return value + ".0";
        case kind::own: {
            std::string handle = fresh("handle");
            to.line("let " + handle + " = " + value + ".0;");
            to.line("core::mem::forget(" + value + ");");
            return handle;
        }
        default:
            return value + " as i32";
    }
}

std::string rust::from_flat(const type *of, const std::string &flat) {
    switch (of->kind) {
        case kind::boolean:
            return wrapped(flat) + " != 0";
        case kind::character:
            return "char::from_u32_unchecked(" + wrapped(flat) + " as u32)";
        case kind::enumeration:
            return path_of(of) + "::from_flat(" + flat + ")";
        case kind::flags:
            return path_of(of) + "(" + wrapped(flat) + " as u32)";
        case kind::own:
            return path_of(of->resource) + "(" + flat + ")";
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return flat;
        default:
            return wrapped(flat) + " as " + memory_type(of->kind);
    }
}

static std::string place(const std::string &addr, uint32_t offset) {
    return offset == 0 ? addr : "(" + addr + " + " + std::to_string(offset) + ")";
}

std::string rust::load_flat(kind kind, const std::string &addr, uint32_t offset) {
    std::string have = memory_type(kind);
    std::string text = "(" + place(addr, offset) + " as *const " + have + ").read()";
    return have == core_type(kind) ? text : text + " as " + core_type(kind);
}

void rust::store_flat(kind kind, const std::string &addr, uint32_t offset,
                      const std::string &flat) {
    std::string want = memory_type(kind);
    bool is_same = want == core_type(kind);
    to.line("(" + place(addr, offset) + " as *mut " + want + ").write(" +
            (is_same ? flat : "(" + flat + ") as " + want) + ");");
}

std::string rust::text_address(const type *of, const std::string &value) {
    return value + (of->is_filled ? ".as_mut_ptr() as i32" : ".as_ptr() as i32");
}

std::string rust::text_count(const type *, const std::string &value) {
    return value + ".len() as i32";
}

std::string rust::make_text(const type *of, const std::string &address, const std::string &count) {
    std::string slice =
        "crate::tinywasm::slice::<" + number_list(of) + ">(" + address + ", " + count + ")";
    return of->kind == kind::string ? "core::str::from_utf8_unchecked(" + slice + ")" : slice;
}

std::string rust::field_of(const type *of, const std::string &value, size_t i) {
    return value + "." + (of->kind == kind::tuple ? std::to_string(i) : word(of->fields[i].name));
}

std::string rust::construct(const type *of, const std::vector<std::string> &values) {
    if (of->kind == kind::tuple) {
        return "(" + join(values) + (values.size() == 1 ? ",)" : ")");
    }
    std::vector<std::string> fields;
    for (size_t i = 0; i < values.size(); i++) {
        fields.push_back(word(of->fields[i].name) + ": " + values[i]);
    }
    return path_of(of) + " { " + join(fields) + " }";
}

std::string rust::coerce(flat have, flat want, const std::string &value) {
    std::string wide = want == flat::i64 ? "i64" : "i32";
    if (have == want) {
        return value;
    }
    if (have == flat::f32 || have == flat::f64) {
        return wrapped(value) + ".to_bits() as " + wide;
    }
    if (want == flat::f32) {
        return "f32::from_bits(" + wrapped(value) + " as u32)";
    }
    if (want == flat::f64) {
        return "f64::from_bits(" + wrapped(value) + " as u64)";
    }
    return want == flat::i64 ? wrapped(value) + " as u32 as i64" : wrapped(value) + " as i32";
}

std::string rust::declare_flat(flat flat) {
    std::string name = fresh("flat");
    bool is_float = flat == flat::f32 || flat == flat::f64;
    to.line("let mut " + name + ": " + flat_name(flat) + (is_float ? " = 0.0;" : " = 0;"));
    return name;
}

void rust::assign(const std::string &variable, const std::string &value) {
    to.line(variable + " = " + value + ";");
}

// Case i as a pattern, or as a value.
std::string rust::variant_case(const type *of, size_t i, const std::string &payload) {
    const field &field = of->fields[i];
    std::string name = of->kind == kind::variant  ? path_of(of) + "::" + camel(field.name)
                       : of->kind == kind::option ? (i == 0 ? "None" : "Some")
                                                  : (i == 0 ? "Ok" : "Err");
    bool is_empty = of->kind == kind::result && field.of == nullptr;
    return name + (is_empty ? "(())" : field.of == nullptr ? "" : "(" + payload + ")");
}

void rust::open_match(const type *, const std::string &value) {
    to.line("match " + value + " {");
}

std::string rust::open_case(const type *of, const std::string &, size_t i) {
    std::string payload = fresh("some");
    to.line(variant_case(of, i, payload) + " => {");
    return payload;
}

void rust::close_case() {
    to.line("}");
}

void rust::close_match() {
    to.line("}");
}

std::string rust::open_make(const type *, const std::string &tag) {
    std::string name = fresh("made");
    to.line("let " + name + " = match " + tag + " {");
    return name;
}

void rust::open_make_case(const type *of, size_t i) {
    to.line((i + 1 == of->fields.size() ? "_" : std::to_string(i)) + " => {");
}

void rust::close_make_case(const type *of, size_t i, const std::string &,
                           const std::string &payload) {
    to.line(variant_case(of, i, payload));
    to.line("}");
}

void rust::close_make() {
    to.line("};");
}

}  // namespace

outputs write_guest_rust(const file &file) {
    return {{file.name + ".rs", rust(file).write()}};
}

}  // namespace bindgen
