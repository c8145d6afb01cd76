// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "guest.h"

// Zig for guests: a namespace per interface. What an export does is a public function of the same
// name in the module's root file. A string or list that the host gives lies in a buffer that the
// caller lends, or, where it is a parameter of an export, in memory of guest/zig/tinywasm.zig until
// the export returns.

namespace bindgen {
namespace {

const std::set<std::string> WORDS = {
    "addrspace",   "align",          "allowzero", "and",         "anyframe", "anytype",
    "asm",         "break",          "callconv",  "catch",       "comptime", "const",
    "continue",    "defer",          "else",      "enum",        "errdefer", "error",
    "export",      "extern",         "fn",        "for",         "if",       "inline",
    "linksection", "noalias",        "noinline",  "nosuspend",   "opaque",   "or",
    "orelse",      "packed",         "pub",       "resume",      "return",   "struct",
    "suspend",     "switch",         "test",      "threadlocal", "try",      "union",
    "unreachable", "usingnamespace", "var",       "volatile",    "while",    "bool",
    "void",        "type",           "true",      "false",       "null",     "undefined",
    "usize",       "isize"};
// What else a parameter may not hide.
const std::set<std::string> OWN = {"raw",  "root",   "tinywasm", "load", "save",  "area",
                                   "base", "buffer", "result",   "drop", "handle"};

// As a declaration or field.
std::string word(const std::string &name) {
    std::string text = snake(name);
    bool is_number = text.size() > 1 && (text[0] == 'u' || text[0] == 'i' || text[0] == 'f') &&
                     text.find_first_not_of("0123456789", 1) == std::string::npos;
    return WORDS.count(text) != 0 || is_number ? "@\"" + text + "\"" : text;
}

const char *number(kind kind) {
    switch (kind) {
        case kind::u8:
            return "u8";
        case kind::s8:
            return "i8";
        case kind::u16:
            return "u16";
        case kind::s16:
            return "i16";
        case kind::s32:
            return "i32";
        case kind::u64:
            return "u64";
        case kind::s64:
            return "i64";
        case kind::f32:
            return "f32";
        case kind::f64:
            return "f64";
        default:
            return "u32";
    }
}

std::string as(const std::string &type, const std::string &value) {
    return "@as(" + type + ", " + value + ")";
}

std::string bits_as(const std::string &type, const std::string &value) {
    return as(type, "@bitCast(" + value + ")");
}

class zig : public guest {
   public:
    using guest::guest;
    std::string write();

   private:
    const interface *inside = nullptr;
    std::set<std::string> taken;         // declared around parameters
    std::vector<std::string> making;     // names of what is being made
    std::vector<const type *> matching;  // types whose cases are gone through

    std::string name_of(const param &param);
    std::string path_of(const type *of);
    std::string type_of(const type *of);
    void collect_names();
    void write_docs(const std::vector<std::string> &docs);
    void write_type(const type *of);
    void write_flags(const type *of);
    void write_fields(const type *of);
    void write_resource(const type *of);
    void write_raw();
    void write_import(const function &function);
    void write_call(const function &function);
    void write_export(const function &function);
    void write_interface(const interface &interface);

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

std::string zig::name_of(const param &param) {
    std::string text = word(param.name);
    return taken.count(text) + OWN.count(text) != 0 ? text + "_" : text;
}

std::string zig::path_of(const type *of) {
    std::string name = camel(of->name);
    return of->owner == inside ? name : word(of->owner->name) + "." + name;
}

std::string zig::type_of(const type *of) {
    if (of == nullptr) {
        return "void";
    }
    switch (of->kind) {
        case kind::boolean:
            return "bool";
        case kind::character:
            return "u21";
        case kind::string:
            return "[]const u8";
        case kind::list:
            return std::string(of->is_filled ? "[]" : "[]const ") + number(of->element->kind);
        case kind::tuple: {
            std::vector<std::string> types;
            for (const field &field : of->fields) {
                types.push_back(type_of(field.of));
            }
            return "struct { " + join(types) + " }";
        }
        case kind::option:
            return "?" + type_of(of->fields[1].of);
        case kind::own:
        case kind::borrow:
            return path_of(of->resource);
        case kind::record:
        case kind::variant:
        case kind::result:
        case kind::enumeration:
        case kind::flags:
            return path_of(of);
        default:
            return number(of->kind);
    }
}

void zig::write_docs(const std::vector<std::string> &docs) {
    for (const std::string &line : docs) {
        to.line(line.empty() ? "///" : "/// " + line);
    }
}

void zig::write_flags(const type *of) {
    to.line("pub const " + camel(of->name) + " = packed struct(u32) {");
    for (const field &field : of->fields) {
        write_docs(field.docs);
        to.line(word(field.name) + ": bool = false,");
    }
    if (of->fields.size() < MAX_FLAGS) {
        to.line("_: u" + std::to_string(MAX_FLAGS - of->fields.size()) + " = 0,");
    }
    to.line("};");
}

void zig::write_fields(const type *of) {
    for (const field &field : of->fields) {
        bool is_bare =
            of->kind == kind::enumeration || (of->kind == kind::variant && field.of == nullptr);
        write_docs(field.docs);
        to.line(word(field.name) + (is_bare ? "," : ": " + type_of(field.of) + ","));
    }
    to.line("};");
}

void zig::write_type(const type *of) {
    bool is_named = !of->is_anonymous || of->kind == kind::result;
    if (!is_named || of->kind == kind::resource) {
        return;
    }
    gap();
    write_docs(of->docs);
    if (of->kind == kind::flags) {
        write_flags(of);
        return;
    }
    to.line("pub const " + camel(of->name) + " = " +
            (of->kind == kind::record        ? "struct {"
             : of->kind == kind::enumeration ? "enum(i32) {"
                                             : "union(enum) {"));
    write_fields(of);
}

// ---- functions ----

// Names that Zig does not let a parameter hide.
void zig::collect_names() {
    taken.clear();
    for (const auto &interface : from.interfaces) {
        taken.insert(word(interface->name));
    }
    for (const function &function : inside->functions) {
        taken.insert(word(function.name));
    }
}

void zig::write_raw() {
    gap();
    to.line("const raw = struct {");
    for (const function &function : inside->functions) {
        std::vector<std::string> params;
        for (size_t i = 0; i < function.core_params.size(); i++) {
            params.push_back("p" + std::to_string(i) + ": " + flat_name(function.core_params[i]));
        }
        list("extern \"" + inside->module + "\" fn " + word(function.core_name) + "(", params,
             ") " +
                 std::string(function.core_results.empty() ? "void"
                                                           : flat_name(function.core_results[0])) +
                 ";");
    }
    to.line("};");
}

void zig::write_import(const function &function) {
    std::vector<std::string> params;
    for (const param &param : function.params) {
        params.push_back(name_of(param) + ": " + type_of(param.of));
    }
    if (is_lent(function)) {
        const type *text = find_text(function.result);
        params.push_back("buffer: *[" + std::to_string(function.max_count) + "]" +
                         (text->kind == kind::string ? "u8" : number(text->element->kind)));
    }
    gap();
    write_docs(function.docs);
    list("pub fn " + word(function.name) + "(", params, ") " + type_of(function.result) + " {");
    write_call(function);
    to.line("}");
}

void zig::write_call(const function &function) {
    std::vector<std::string> args;
    for (const param &param : function.params) {
        for (const std::string &flat : lower(param.of, name_of(param))) {
            args.push_back(flat);
        }
    }
    if (is_lent(function)) {
        to.line("tinywasm.lend(@intFromPtr(buffer), @sizeOf(@TypeOf(buffer.*)));");
    }
    std::string call = "raw." + word(function.core_name) + "(";
    if (function.has_address) {
        to.line("var area: [" + std::to_string((function.result->size + 7) / 8) +
                "]u64 = undefined;");
        to.line("const base = @intFromPtr(&area);");
        args.push_back(bits_as("i32", "base"));
        list(call, args, ");");
        to.line("return " + lift(function.result, {{}, "base", 0}) + ";");
    } else if (function.core_results.empty()) {
        list(call, args, ");");
    } else {
        list("const result = " + call, args, ");");
        to.line("return " + lift(function.result, {{"result"}, "", 0}) + ";");
    }
}

void zig::write_resource(const type *of) {
    if (of->is_externref) {
        throw refusal(from.path + ":" + std::to_string(of->line) +
                      ": UNSUPPORTED: Zig has no externref: leave @externref out");
    }
    gap();
    write_docs(of->docs);
    to.line("pub const " + camel(of->name) + " = struct {");
    to.line("handle: i32,");
    for (const function &function : inside->functions) {
        if (function.resource == of) {
            write_import(function);
        }
    }
    to.line("};");
}

void zig::write_export(const function &function) {
    std::vector<std::string> params;
    std::vector<std::string> flats;
    std::vector<std::string> args;
    for (size_t i = 0; i < function.core_params.size(); i++) {
        flats.push_back("p" + std::to_string(i));
        params.push_back(flats[i] + ": " + flat_name(function.core_params[i]));
    }
    gap();
    list("export fn " + word(function.core_name) + "(", params,
         ") " +
             std::string(function.core_results.empty() ? "void"
                                                       : flat_name(function.core_results[0])) +
             " {");
    bool is_given = false;
    for (const param &param : function.params) {
        auto begin = flats.begin() + param.first_flat;
        is_given |= find_text(param.of) != nullptr;
        args.push_back(
            lift(param.of, {{begin, begin + static_cast<long>(param.of->flats.size())}, "", 0}));
    }
    list((function.result == nullptr ? "" : "const result: " + type_of(function.result) + " = ") +
             std::string("root.") + word(function.name) + "(",
         args, ");");
    std::string answer;
    if (function.has_address) {
        to.line("const area = struct {");
        to.line("var words: [" + std::to_string((function.result->size + 7) / 8) +
                "]u64 = undefined;");
        to.line("};");
        to.line("const base = @intFromPtr(&area.words);");
        save(function.result, "result", "base", 0);
        answer = bits_as("i32", "base");
    } else if (!function.core_results.empty()) {
        answer = lower(function.result, "result")[0];
    }
    if (is_given) {
        to.line("tinywasm.release();");
    }
    if (!answer.empty()) {
        to.line("return " + answer + ";");
    }
    to.line("}");
}

void zig::write_interface(const interface &interface) {
    inside = &interface;
    collect_names();
    gap();
    write_docs(interface.docs);
    to.line("pub const " + word(interface.name) + " = struct {");
    for (const type *of : interface.types) {
        write_type(of);
    }
    if (!interface.is_export && !interface.functions.empty()) {
        write_raw();
    }
    for (const type *of : interface.types) {
        if (of->kind == kind::resource) {
            write_resource(of);
        }
    }
    for (const function &function : interface.functions) {
        if (interface.is_export) {
            write_export(function);
        } else if (function.resource == nullptr) {
            write_import(function);
        }
    }
    to.line("};");
}

std::string zig::write() {
    write_notice();
    gap();
    to.line("const root = @import(\"root\");");
    to.line("const tinywasm = @import(\"tinywasm\");");
    for (const auto &interface : from.interfaces) {
        write_interface(*interface);
    }
    for (const auto &interface : from.interfaces) {
        if (interface->is_export) {
            gap();
            to.line("comptime {");
            to.line("_ = " + word(interface->name) + ";");
            to.line("}");
        }
    }
    gap();
    to.line("fn load(comptime T: type, base: usize) T {");
    to.line("return @as(*const T, @ptrFromInt(base)).*;");
    to.line("}");
    gap();
    to.line("fn save(comptime T: type, base: usize, value: T) void {");
    to.line("@as(*T, @ptrFromInt(base)).* = value;");
    to.line("}");
    return to.text();
}

// ---- steps ----

std::string zig::to_flat(const type *of, const std::string &value) {
    switch (of->kind) {
        case kind::boolean:
            return as("i32", "@intFromBool(" + value + ")");
        case kind::enumeration:
            return "@backingInt(" + value + ")";
        case kind::u32:
        case kind::flags:
            return bits_as("i32", value);
        case kind::u64:
            return bits_as("i64", value);
        case kind::own:
        case kind::borrow:
            return value + ".handle";
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return value;
        default:
            return as("i32", value);
    }
}

std::string zig::from_flat(const type *of, const std::string &flat) {
    switch (of->kind) {
        case kind::boolean:
            return flat + " != 0";
        case kind::s8:
        case kind::s16:
            return as(number(of->kind), "@truncate(" + flat + ")");
        case kind::u8:
        case kind::u16:
        case kind::character:
            return as(type_of(of), "@truncate(" + bits_as("u32", flat) + ")");
        case kind::u32:
        case kind::u64:
            return bits_as(number(of->kind), flat);
        case kind::enumeration:
            return as(path_of(of), "@fromBackingInt(" + flat + ")");
        case kind::flags:
            return bits_as(path_of(of), flat);
        case kind::own:
        case kind::borrow:
            return path_of(of->resource) + "{ .handle = " + flat + " }";
        default:
            return flat;
    }
}

static std::string place(const std::string &addr, uint32_t offset) {
    return offset == 0 ? addr : addr + " + " + std::to_string(offset);
}

// What lies in memory: of a core value's size with its sign, smaller with its own.
static const char *memory_number(kind kind) {
    return kind == kind::u32 ? "i32" : kind == kind::u64 ? "i64" : number(kind);
}

static bool is_small(kind kind) {
    return kind == kind::u8 || kind == kind::s8 || kind == kind::u16 || kind == kind::s16;
}

std::string zig::load_flat(kind kind, const std::string &addr, uint32_t offset) {
    std::string text =
        "load(" + std::string(memory_number(kind)) + ", " + place(addr, offset) + ")";
    return is_small(kind) ? as("i32", text) : text;
}

void zig::store_flat(bindgen::kind kind, const std::string &addr, uint32_t offset,
                     const std::string &flat) {
    std::string have = memory_number(kind);
    std::string want = kind == kind::u8 || kind == kind::s8 ? "u8" : "u16";
    list("save(",
         {is_small(kind) ? want : have, place(addr, offset),
          is_small(kind) ? "@truncate(" + bits_as("u32", as("i32", flat)) + ")" : flat},
         ");");
}

std::string zig::text_address(const type *, const std::string &value) {
    return bits_as("i32", "@intFromPtr(" + value + ".ptr)");
}

std::string zig::text_count(const type *, const std::string &value) {
    return bits_as("i32", value + ".len");
}

std::string zig::make_text(const type *of, const std::string &address, const std::string &count) {
    return "tinywasm.slice(" +
           std::string(of->kind == kind::string ? "u8" : number(of->element->kind)) + ", " +
           address + ", " + count + ")";
}

std::string zig::field_of(const type *of, const std::string &value, size_t i) {
    return of->kind == kind::tuple ? value + "[" + std::to_string(i) + "]"
                                   : value + "." + word(of->fields[i].name);
}

std::string zig::construct(const type *of, const std::vector<std::string> &values) {
    if (of->kind == kind::tuple) {
        return as(type_of(of), ".{ " + join(values) + " }");
    }
    std::vector<std::string> fields;
    for (size_t i = 0; i < values.size(); i++) {
        fields.push_back("." + word(of->fields[i].name) + " = " + values[i]);
    }
    return path_of(of) + "{ " + join(fields) + " }";
}

std::string zig::coerce(flat have, flat want, const std::string &value) {
    if (have == want) {
        return value;
    }
    bool is_float = have == flat::f32 || have == flat::f64;
    if (want == flat::i64) {  // zeros above
        return have == flat::f64 ? bits_as("i64", value)
                                 : as("i64", bits_as("u32", is_float ? value : as("i32", value)));
    }
    std::string narrow =
        have == flat::i64 && want != flat::f64 ? as("i32", "@truncate(" + value + ")") : value;
    return want == flat::i32 && have == flat::i64 ? narrow : bits_as(flat_name(want), narrow);
}

std::string zig::declare_flat(flat flat) {
    std::string name = fresh("flat");
    to.line("var " + name + ": " + flat_name(flat) + " = 0;");
    return name;
}

void zig::assign(const std::string &variable, const std::string &value) {
    to.line(variable + " = " + value + ";");
}

void zig::open_match(const type *of, const std::string &value) {
    matching.push_back(of);
    if (of->kind != kind::option) {
        to.line("switch (" + value + ") {");
    }
}

std::string zig::open_case(const type *of, const std::string &value, size_t i) {
    std::string payload = fresh("some");
    std::string capture = of->fields[i].of == nullptr ? "" : "|" + payload + "| ";
    if (of->kind == kind::option) {
        to.line(i == 0 ? "if (" + value + " == null) {" : "if (" + value + ") " + capture + "{");
    } else {
        to.line("." + word(of->fields[i].name) + " => " + capture + "{");
    }
    return payload;
}

void zig::close_case() {
    to.line(matching.back()->kind == kind::option ? "}" : "},");
}

void zig::close_match() {
    if (matching.back()->kind != kind::option) {
        to.line("}");
    }
    matching.pop_back();
}

std::string zig::open_make(const type *of, const std::string &tag) {
    std::string name = fresh("made");
    to.line("const " + name + ": " + type_of(of) + " = switch (" + tag + ") {");
    making.push_back(name);
    return name;
}

void zig::open_make_case(const type *of, size_t i) {
    to.line((i + 1 == of->fields.size() ? "else" : std::to_string(i)) + " => of_" + making.back() +
            ": {");
}

void zig::close_make_case(const type *of, size_t i, const std::string &name,
                          const std::string &payload) {
    const field &field = of->fields[i];
    std::string value =
        of->kind == kind::option ? (i == 0 ? "null" : payload)
        : field.of == nullptr && of->kind == kind::variant
            ? "." + word(field.name)
            : ".{ ." + word(field.name) + " = " + (field.of == nullptr ? "{}" : payload) + " }";
    to.line("break :of_" + name + " " + value + ";");
    to.line("},");
}

void zig::close_make() {
    to.line("};");
    making.pop_back();
}

}  // namespace

outputs write_guest_zig(const file &file) {
    return {{file.name + ".zig", zig(file).write()}};
}

}  // namespace bindgen
