// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "guest.h"

// AssemblyScript for guests: a namespace per interface. What is borrowed from the host is copied, so
// nothing is lent. A file cannot export for another one, so exports stay with the module's author,
// and those of anything but numbers are refused.

namespace bindgen {
namespace {

const std::set<std::string> WORDS = {
    "abstract", "as",      "break",     "case",      "catch",      "class",     "const",
    "continue", "declare", "default",   "delete",    "do",         "else",      "enum",
    "export",   "extends", "false",     "finally",   "for",        "from",      "function",
    "get",      "if",      "import",    "in",        "instanceof", "interface", "is",
    "keyof",    "let",     "module",    "namespace", "new",        "null",      "of",
    "override", "private", "protected", "public",    "readonly",   "return",    "set",
    "static",   "super",   "switch",    "this",      "throw",      "true",      "try",
    "type",     "typeof",  "var",       "void",      "while",      "yield",     "core",
    "base",     "result",  "load",      "store",     "heap",       "memory",    "handle",
    "tag",      "string",  "bool",      "i8",        "i16",        "i32",       "i64",
    "u8",       "u16",     "u32",       "u64",       "f32",        "f64",       "usize",
    "isize",    "select",  "min",       "max"};

const char HELPER[] = R"(// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Made by tw bindgen: how strings and lists come and go.

// The size of a text in UTF-8, and behind it the text. Free it.
export function lower(text: string): usize {
  const addr = heap.alloc(4 + 3 * text.length);
  store<i32>(addr, <i32>String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, addr + 4));
  return addr;
}

// Gives back what lower made, if it made something.
export function free(text: usize): void {
  if (text != 0) heap.free(text);
}

export function liftText(addr: i32, size: i32): string {
  return String.UTF8.decodeUnsafe(addr, size);
}

export function liftList<T>(addr: i32, count: i32): StaticArray<T> {
  const list = new StaticArray<T>(count);
  memory.copy(changetype<usize>(list), addr, count * sizeof<T>());
  return list;
}

let given: usize = 0;

// Gives back what the host asked for.
export function release(): void {
  free(given);
  given = 0;
}

// The host asks for a block (old of 0), or makes it smaller. A module whose imports give strings or
// lists has to export it: `export { cabi_realloc } from "./tinywasm";`.
export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  if (old != 0) return old;
  given = heap.alloc(size);
  return given;
}
)";

std::string lower_first(std::string text) {
    text[0] = static_cast<char>(text[0] >= 'A' && text[0] <= 'Z' ? text[0] + 'a' - 'A' : text[0]);
    return text;
}

std::string word(const std::string &name) {
    std::string text = lower_first(camel(name));
    return WORDS.count(text) != 0 ? text + "_" : text;
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

// A value that is a reference: a field of it may be null where it is a case's payload.
bool is_object(const type *of) {
    return of->kind >= kind::list && of->kind != kind::enumeration && of->kind != kind::flags;
}

class assemblyscript : public guest {
   public:
    using guest::guest;
    outputs write();

   private:
    const interface *inside = nullptr;
    std::set<std::string> used;      // of tinywasm.ts
    std::vector<std::string> texts;  // to be freed after the call
    std::vector<std::string> spare;  // variables for texts within cases
    int depth = 0;                   // of the cases gone through
    std::vector<std::string> making;

    std::string path_of(const type *of);
    std::string type_of(const type *of);
    void refuse(int line, const std::string &what);
    void write_docs(const std::vector<std::string> &docs);
    void write_enum(const type *of);
    void write_type(const type *of);
    void write_cases(const type *of);
    void write_resource(const type *of);
    void write_core();
    void write_import(const function &function);
    void write_call(const function &function);
    void write_result(const function &function, const std::string &call);
    void check_export(const function &function);
    void write_interface(const interface &interface);

    std::string to_flat(const type *of, const std::string &value) override;
    std::string from_flat(const type *of, const std::string &flat) override;
    std::string load_flat(kind kind, const std::string &addr, uint32_t offset) override;
    // Only results of exports lie in the module's memory, and check_export takes none of those.
    void store_flat(kind, const std::string &, uint32_t, const std::string &) override {}
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

std::string assemblyscript::path_of(const type *of) {
    std::string name = camel(of->name);
    return of->owner == inside ? name : word(of->owner->name) + "." + name;
}

std::string assemblyscript::type_of(const type *of) {
    switch (of->kind) {
        case kind::boolean:
            return "bool";
        case kind::character:
            return "u32";
        case kind::string:
            return "string";
        case kind::list:
            return std::string("StaticArray<") + number(of->element->kind) + ">";
        case kind::own:
        case kind::borrow:
            return path_of(of->resource);
        case kind::record:
        case kind::tuple:
        case kind::option:
        case kind::result:
        case kind::variant:
        case kind::enumeration:
        case kind::flags:
            return path_of(of);
        default:
            return number(of->kind);
    }
}

void assemblyscript::refuse(int line, const std::string &what) {
    throw refusal(from.path + ":" + std::to_string(line) + ": UNSUPPORTED: " + what);
}

void assemblyscript::write_docs(const std::vector<std::string> &docs) {
    for (const std::string &line : docs) {
        to.line(line.empty() ? "//" : "// " + line);
    }
}

void assemblyscript::write_enum(const type *of) {
    to.line("export enum " + camel(of->name) + " {");
    for (size_t i = 0; i < of->fields.size(); i++) {
        write_docs(of->fields[i].docs);
        to.line(screaming(of->fields[i].name) + " = " + (of->kind == kind::flags ? "1 << " : "") +
                std::to_string(i) + ",");
    }
    to.line("}");
}

// The cases of a value with a tag; those without payload have a number only.
void assemblyscript::write_cases(const type *of) {
    to.line("tag: i32 = 0;");
    for (size_t i = 0; i < of->fields.size(); i++) {
        const field &field = of->fields[i];
        write_docs(field.docs);
        to.line("static readonly " + screaming(field.name) + ": i32 = " + std::to_string(i) + ";");
        if (field.of == nullptr) {
            continue;
        }
        std::string begin = field.of->kind == kind::string    ? " = \"\";"
                            : is_object(field.of)             ? " | null = null;"
                            : field.of->kind == kind::boolean ? " = false;"
                                                              : " = 0;";
        to.line(word(field.name) + ": " + type_of(field.of) + begin);
    }
}

void assemblyscript::write_type(const type *of) {
    if (of->kind < kind::record || of->kind >= kind::own) {
        return;
    }
    gap();
    write_docs(of->docs);
    if (of->kind == kind::enumeration || of->kind == kind::flags) {
        write_enum(of);
        return;
    }
    to.line("export class " + camel(of->name) + " {");
    if (is_variant(of->kind)) {
        write_cases(of);
    } else {
        std::vector<std::string> fields;
        for (const field &field : of->fields) {
            fields.push_back("public " + word(field.name) + ": " + type_of(field.of));
        }
        list("constructor(", fields, ") {}");
    }
    to.line("}");
}

// ---- functions ----

void assemblyscript::write_core() {
    gap();
    to.line("export namespace core {");
    for (const function &function : inside->functions) {
        std::vector<std::string> params;
        for (size_t i = 0; i < function.core_params.size(); i++) {
            params.push_back("p" + std::to_string(i) + ": " + flat_name(function.core_params[i]));
        }
        to.line("@external(\"" + inside->module + "\", \"" + function.core_name + "\")");
        list("export declare function " + word(function.core_name) + "(", params,
             std::string("): ") +
                 (function.core_results.empty() ? "void" : flat_name(function.core_results[0])) +
                 ";");
    }
    to.line("}");
}

void assemblyscript::write_import(const function &function) {
    bool has_self = function.role == role::method || function.role == role::drop;
    std::vector<std::string> params;
    for (size_t i = has_self ? 1 : 0; i < function.params.size(); i++) {
        params.push_back(word(function.params[i].name) + ": " + type_of(function.params[i].of));
    }
    std::string head = function.role == role::plain ? "export function " + word(function.name)
                       : function.role == role::constructor ? "static create"
                       : has_self                           ? word(function.name)
                                                            : "static " + word(function.name);
    gap();
    write_docs(function.docs);
    list(head + "(", params,
         "): " + (function.result == nullptr ? "void" : type_of(function.result)) + " {");
    write_call(function);
    to.line("}");
}

void assemblyscript::write_call(const function &function) {
    bool has_self = function.role == role::method || function.role == role::drop;
    std::vector<std::string> args;
    texts.clear();
    for (size_t i = 0; i < function.params.size(); i++) {
        const param &param = function.params[i];
        for (const std::string &flat :
             lower(param.of, has_self && i == 0 ? "this" : word(param.name))) {
            args.push_back(flat);
        }
    }
    if (function.has_address) {
        to.line("const base = memory.data(" + std::to_string(function.result->size) + ", 8);");
        args.push_back("i32(base)");
    }
    list((function.core_results.empty() ? "" : "const result = ") + std::string("core.") +
             word(function.core_name) + "(",
         args, ");");
    for (auto text = texts.rbegin(); text != texts.rend(); ++text) {
        to.line("free(" + *text + ");");
        used.insert("free");
    }
    if (function.has_address || !function.core_results.empty()) {
        source at;
        at.addr = "base";
        if (!function.has_address) {
            at.flats = {"result"};
        }
        write_result(function, lift(function.result, at));
    }
}

void assemblyscript::write_result(const function &function, const std::string &value) {
    if (!is_lent(function)) {
        to.line("return " + value + ";");
        return;
    }
    used.insert("release");
    to.line("const copy = " + value + ";");
    to.line("release();");
    to.line("return copy;");
}

void assemblyscript::write_resource(const type *of) {
    if (of->is_externref) {
        refuse(of->line,
               "an externref does not lie in an object of AssemblyScript: "
               "leave @externref out");
    }
    gap();
    write_docs(of->docs);
    to.line("export class " + camel(of->name) + " {");
    to.line("constructor(public handle: i32) {}");
    for (const function &function : inside->functions) {
        if (function.resource == of) {
            write_import(function);
        }
    }
    to.line("}");
}

void assemblyscript::check_export(const function &function) {
    bool is_plain = function.result == nullptr ||
                    (function.result->flats.size() == 1 && !is_variant(function.result->kind));
    for (const param &param : function.params) {
        is_plain &= param.of->flats.size() == 1;
    }
    if (!is_plain) {
        refuse(function.line, "AssemblyScript exports functions of numbers only: write " +
                                  function.name + " by hand, or in another language");
    }
}

void assemblyscript::write_interface(const interface &interface) {
    inside = &interface;
    gap();
    write_docs(interface.docs);
    to.line("export namespace " + word(interface.name) + " {");
    for (const type *of : interface.types) {
        write_type(of);
    }
    if (!interface.is_export && !interface.functions.empty()) {
        write_core();
    }
    for (const type *of : interface.types) {
        if (of->kind == kind::resource) {
            write_resource(of);
        }
    }
    for (const function &function : interface.functions) {
        if (interface.is_export) {
            check_export(function);
        } else if (function.resource == nullptr) {
            write_import(function);
        }
    }
    to.line("}");
}

outputs assemblyscript::write() {
    for (const auto &interface : from.interfaces) {
        if (!interface->is_export || !interface->types.empty()) {
            write_interface(*interface);
        }
    }
    for (const auto &interface : from.interfaces) {
        for (const function &function : interface->functions) {
            interface->is_export ? check_export(function) : void();
        }
    }
    std::string imports;
    if (!used.empty()) {
        std::vector<std::string> names(used.begin(), used.end());
        imports = "\nimport { " + join(names) + " } from \"./tinywasm\";\n";
    }
    std::string body = reindented(to.text(), "  ");
    outputs all = {{from.name + ".ts", notice() + imports + "\n" + body}};
    if (!used.empty()) {
        all.push_back({"tinywasm.ts", HELPER});
    }
    return all;
}

// ---- steps ----

std::string assemblyscript::to_flat(const type *of, const std::string &value) {
    switch (of->kind) {
        case kind::u64:
            return "i64(" + value + ")";
        case kind::own:
        case kind::borrow:
            return value + ".handle";
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return value;
        default:
            return "i32(" + value + ")";
    }
}

std::string assemblyscript::from_flat(const type *of, const std::string &flat) {
    switch (of->kind) {
        case kind::boolean:
            return flat + " != 0";
        case kind::own:
        case kind::borrow:
            return "new " + path_of(of->resource) + "(" + flat + ")";
        case kind::enumeration:
        case kind::flags:
            return "<" + path_of(of) + ">" + flat;
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return flat;
        default:
            return type_of(of) + "(" + flat + ")";
    }
}

std::string assemblyscript::load_flat(kind kind, const std::string &addr, uint32_t offset) {
    bool is_long = kind == kind::u64 || kind == kind::s64;
    std::string want = is_long                                  ? "i64"
                       : kind == kind::f32 || kind == kind::f64 ? number(kind)
                                                                : "i32";
    std::string text = "load<" + std::string(number(kind)) + ">(" + addr +
                       (offset == 0 ? ")" : ", " + std::to_string(offset) + ")");
    return want == number(kind) ? text : want + "(" + text + ")";
}

std::string assemblyscript::text_address(const type *of, const std::string &value) {
    if (of->kind == kind::list) {
        return "i32(changetype<usize>(" + value + "))";
    }
    std::string name = depth == 0 ? fresh("text") : spare.back();
    if (depth != 0) {
        spare.pop_back();
    }
    used.insert("lower");
    to.line((depth == 0 ? "const " : "") + name + " = lower(" + value + ");");
    texts.push_back(name);
    return "i32(" + name + " + 4)";
}

// Called after text_address of the same value.
std::string assemblyscript::text_count(const type *of, const std::string &value) {
    return of->kind == kind::list ? value + ".length" : "load<i32>(" + texts.back() + ")";
}

std::string assemblyscript::make_text(const type *of, const std::string &address,
                                      const std::string &count) {
    if (of->kind == kind::string) {
        used.insert("liftText");
        return "liftText(" + address + ", " + count + ")";
    }
    used.insert("liftList");
    return "liftList<" + std::string(number(of->element->kind)) + ">(" + address + ", " + count +
           ")";
}

std::string assemblyscript::field_of(const type *of, const std::string &value, size_t i) {
    return value + "." + word(of->fields[i].name);
}

std::string assemblyscript::construct(const type *of, const std::vector<std::string> &values) {
    return "new " + path_of(of) + "(" + join(values) + ")";
}

std::string assemblyscript::coerce(flat have, flat want, const std::string &value) {
    if (have == want) {
        return value;
    }
    if (have == flat::f32) {
        std::string bits = "reinterpret<u32>(" + value + ")";
        return std::string(flat_name(want)) + "(" + bits + ")";
    }
    if (have == flat::f64) {
        return "reinterpret<i64>(" + value + ")";
    }
    if (want == flat::f32) {
        return "reinterpret<f32>(i32(" + value + "))";
    }
    if (want == flat::f64) {
        return "reinterpret<f64>(" + value + ")";
    }
    return want == flat::i64 ? "i64(u32(" + value + "))" : "i32(" + value + ")";
}

std::string assemblyscript::declare_flat(flat flat) {
    std::string name = fresh("flat");
    to.line("let " + name + ": " + flat_name(flat) + " = 0;");
    return name;
}

void assemblyscript::assign(const std::string &variable, const std::string &value) {
    to.line(variable + " = " + value + ";");
}

static size_t count_strings(const type *of) {
    size_t count = of != nullptr && of->kind == kind::string ? 1 : 0;
    for (size_t i = 0; of != nullptr && i < of->fields.size(); i++) {
        count += count_strings(of->fields[i].of);
    }
    return count;
}

// What a case makes must be known when it is freed, after the call.
void assemblyscript::open_match(const type *of, const std::string &) {
    for (size_t left = depth++ == 0 ? count_strings(of) : 0; left > 0; left--) {
        spare.push_back(fresh("text"));
        to.line("let " + spare.back() + ": usize = 0;");
    }
}

std::string assemblyscript::open_case(const type *of, const std::string &value, size_t i) {
    const field &field = of->fields[i];
    to.line("if (" + value + ".tag == " + std::to_string(i) + ") {");
    bool is_null = field.of != nullptr && is_object(field.of);
    return value + "." + word(field.name) + (is_null ? "!" : "");
}

void assemblyscript::close_case() {
    to.line("}");
}

void assemblyscript::close_match() {
    depth--;
}

std::string assemblyscript::open_make(const type *of, const std::string &tag) {
    std::string name = fresh("made");
    to.line("const " + name + " = new " + path_of(of) + "();");
    to.line(name + ".tag = " + tag + ";");
    making.push_back(name);
    return name;
}

void assemblyscript::open_make_case(const type *of, size_t i) {
    if (of->fields[i].of != nullptr) {
        to.line("if (" + making.back() + ".tag == " + std::to_string(i) + ") {");
    }
}

void assemblyscript::close_make_case(const type *of, size_t i, const std::string &name,
                                     const std::string &payload) {
    if (!payload.empty()) {
        to.line(name + "." + word(of->fields[i].name) + " = " + payload + ";");
        to.line("}");
    }
}

void assemblyscript::close_make() {
    making.pop_back();
}

}  // namespace

outputs write_guest_assemblyscript(const file &file) {
    return assemblyscript(file).write();
}

}  // namespace bindgen
