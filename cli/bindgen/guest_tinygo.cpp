// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "guest.h"

// Go for guests, as TinyGo compiles it without a heap: a file of package main, in which names begin
// with the interface's, BadgeHeading. What an export does is a function of its name, Start. What the
// host gives lies in a buffer that the caller lends, or, where it is a parameter of an export, in
// memory of tinywasm.go until the export returns.

namespace bindgen {
namespace {

const std::set<std::string> WORDS = {
    "break",       "case",    "chan",   "const",  "continue", "default", "defer",   "else",
    "fallthrough", "for",     "func",   "go",     "goto",     "if",      "import",  "interface",
    "map",         "package", "range",  "return", "select",   "struct",  "switch",  "type",
    "var",         "bool",    "byte",   "int",    "int8",     "int16",   "int32",   "int64",
    "uint8",       "uint16",  "uint32", "uint64", "uintptr",  "float32", "float64", "string",
    "rune",        "true",    "false",  "nil",    "len",      "unsafe",  "math",    "base",
    "buffer",      "result",  "self",   "main",   "init"};

const char HELPER[] = R"(// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Made by tw bindgen. Where strings and lists lie that the host gives: those of a result in the
// buffer that the caller lends, those of an export's parameters in twHeap until the export returns.
package main

import "unsafe"

const twHeapBytes = 512

var (
	twHeap      [twHeapBytes / 8]uint64
	twUsed      uintptr
	twLent      uintptr
	twLentBytes uintptr
)

// The next block that the host asks for lies here.
func twLend(base uintptr, bytes uintptr) {
	twLent = base
	twLentBytes = bytes
}

// Takes back what the host was given of the heap.
func twRelease() {
	twUsed = 0
}

// The host asks for a block (old of 0), or makes the last one smaller. 0 where there is no room.
//
//go:wasmexport cabi_realloc
func twRealloc(old uintptr, oldBytes uintptr, align uintptr, bytes uintptr) uintptr {
	if old != 0 {
		return old
	}
	if twLent != 0 {
		base := twLent
		twLent = 0
		if bytes > twLentBytes {
			return 0
		}
		return base
	}
	begin := (twUsed + align - 1) &^ (align - 1)
	if begin > twHeapBytes || bytes > twHeapBytes-begin {
		return 0
	}
	twUsed = begin + bytes
	return uintptr(unsafe.Pointer(&twHeap)) + begin
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
            return "uint8";
        case kind::s8:
            return "int8";
        case kind::u16:
            return "uint16";
        case kind::s16:
            return "int16";
        case kind::s32:
            return "int32";
        case kind::u64:
            return "uint64";
        case kind::s64:
            return "int64";
        case kind::f32:
            return "float32";
        case kind::f64:
            return "float64";
        default:
            return "uint32";
    }
}

const char *core_type(flat flat) {
    return flat == flat::i64   ? "int64"
           : flat == flat::f32 ? "float32"
           : flat == flat::f64 ? "float64"
                               : "int32";
}

class tinygo : public guest {
   public:
    using guest::guest;
    outputs write();

   private:
    const interface *inside = nullptr;
    bool needs_helper = false;

    std::string path_of(const type *of);
    std::string type_of(const type *of);
    void write_docs(const std::vector<std::string> &docs, const std::string &name);
    void write_type(const type *of);
    void write_constants(const type *of);
    void write_raw(const function &function);
    void write_import(const function &function);
    void write_call(const function &function);
    void write_export(const function &function);
    void write_area(const function &function, const std::string &name);
    std::string raw_name(const function &function);
    std::string head_of(const function &function);
    std::vector<std::string> core_params(const function &function);
    std::string core_result(const function &function);

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

    std::vector<std::string> making;
};

// ---- types ----

std::string tinygo::path_of(const type *of) {
    return camel(of->owner->name) + camel(of->name);
}

std::string tinygo::type_of(const type *of) {
    switch (of->kind) {
        case kind::boolean:
            return "bool";
        case kind::character:
            return "rune";
        case kind::string:
            return "string";
        case kind::list:
            return std::string("[]") + number(of->element->kind);
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

// Go's comments begin with the name.
void tinygo::write_docs(const std::vector<std::string> &docs, const std::string &name) {
    for (size_t i = 0; i < docs.size(); i++) {
        to.line("//" + (i == 0 ? " " + name + ": " : docs[i].empty() ? "" : " ") + docs[i]);
    }
}

// gofmt puts what follows names below each other.
std::string padded(const std::string &name, size_t width) {
    return name + std::string(width - name.size() + 1, ' ');
}

size_t widest(const type *of) {
    size_t width = 0;
    for (const field &field : of->fields) {
        width = std::max(width, camel(field.name).size());
    }
    return width;
}

void tinygo::write_constants(const type *of) {
    bool is_flags = of->kind == kind::flags;
    size_t width = path_of(of).size() + widest(of);
    gap();
    to.line("const (");
    for (size_t i = 0; i < of->fields.size(); i++) {
        std::string value = is_flags ? "1 << " + std::to_string(i) : std::to_string(i);
        std::string name = path_of(of) + camel(of->fields[i].name);
        std::string kind = is_variant(of->kind) ? "" : path_of(of) + " ";
        to.line("    " + padded(name, width) + kind + "= " + value);
    }
    to.line(")");
}

void tinygo::write_type(const type *of) {
    if (of->kind < kind::record || of->kind == kind::own || of->kind == kind::borrow) {
        return;
    }
    if (of->is_externref) {
        throw refusal(from.path + ":" + std::to_string(of->line) +
                      ": UNSUPPORTED: Go has no externref: leave @externref out");
    }
    gap();
    write_docs(of->docs, path_of(of));
    if (of->kind == kind::enumeration || of->kind == kind::flags) {
        to.line("type " + path_of(of) + (of->kind == kind::flags ? " uint32" : " int32"));
        write_constants(of);
        return;
    }
    to.line("type " + path_of(of) + " struct {");
    if (of->kind == kind::resource) {
        to.line("handle int32");
    }
    size_t width = 0;
    for (const field &field : of->fields) {
        width = std::max(width, field.of == nullptr ? 0 : camel(field.name).size());
    }
    if (is_variant(of->kind)) {
        width = std::max(width, size_t{3});
        to.line(padded("Tag", width) + "int32");
    }
    for (const field &field : of->fields) {
        if (field.of != nullptr) {
            write_docs(field.docs, camel(field.name));
            to.line(padded(camel(field.name), width) + type_of(field.of));
        }
    }
    to.line("}");
    if (is_variant(of->kind)) {
        write_constants(of);
    }
}

// ---- functions ----

std::string tinygo::raw_name(const function &function) {
    return "raw" + camel(inside->name) +
           (function.resource == nullptr ? "" : camel(function.resource->name)) +
           camel(function.name);
}

std::vector<std::string> tinygo::core_params(const function &function) {
    std::vector<std::string> params;
    for (size_t i = 0; i < function.core_params.size(); i++) {
        params.push_back("p" + std::to_string(i) + " " + core_type(function.core_params[i]));
    }
    return params;
}

std::string tinygo::core_result(const function &function) {
    return function.core_results.empty() ? ""
                                         : std::string(" ") + core_type(function.core_results[0]);
}

void tinygo::write_raw(const function &function) {
    gap();
    to.line("//go:wasmimport " + inside->module + " " + function.core_name);
    list("func " + raw_name(function) + "(", core_params(function), ")" + core_result(function));
}

// "func BadgeHeading(", "func (self GreeterGreeting) Hello("
std::string tinygo::head_of(const function &function) {
    std::string name = camel(function.name);
    switch (function.role) {
        case role::constructor:
            return "func New" + path_of(function.resource) + "(";
        case role::method:
        case role::drop:
            return "func (self " + path_of(function.resource) + ") " + name + "(";
        case role::statical:
            return "func " + path_of(function.resource) + name + "(";
        default:
            return "func " + camel(inside->name) + name + "(";
    }
}

void tinygo::write_import(const function &function) {
    bool has_self = function.role == role::method || function.role == role::drop;
    std::vector<std::string> params;
    for (size_t i = has_self ? 1 : 0; i < function.params.size(); i++) {
        params.push_back(word(function.params[i].name) + " " + type_of(function.params[i].of));
    }
    if (is_lent(function)) {
        const type *text = find_text(function.result);
        params.push_back("buffer *[" + std::to_string(function.max_count) + "]" +
                         (text->kind == kind::string ? "uint8" : number(text->element->kind)));
    }
    write_raw(function);
    write_area(function, raw_name(function));
    gap();
    std::string head = head_of(function);
    write_docs(function.docs, has_self || function.role == role::constructor
                                  ? camel(function.name)
                                  : head.substr(5, head.size() - 6));
    list(head, params,
         ")" + (function.result == nullptr ? "" : " " + type_of(function.result)) + " {");
    write_call(function);
    to.line("}");
}

// Where a result lies: not on the stack, from which TinyGo would move it to the heap.
void tinygo::write_area(const function &function, const std::string &name) {
    if (function.has_address) {
        gap();
        to.line("var " + name + "Area [" + std::to_string((function.result->size + 7) / 8) +
                "]uint64");
    }
}

void tinygo::write_call(const function &function) {
    bool has_self = function.role == role::method || function.role == role::drop;
    std::vector<std::string> args;
    for (size_t i = 0; i < function.params.size(); i++) {
        const param &param = function.params[i];
        for (const std::string &flat :
             lower(param.of, has_self && i == 0 ? "self" : word(param.name))) {
            args.push_back(flat);
        }
    }
    if (is_lent(function)) {
        needs_helper = true;
        to.line("twLend(uintptr(unsafe.Pointer(buffer)), unsafe.Sizeof(*buffer))");
    }
    std::string call = raw_name(function) + "(";
    if (function.has_address) {
        to.line("base := uintptr(unsafe.Pointer(&" + raw_name(function) + "Area))");
        args.push_back("int32(base)");
        list(call, args, ")");
        to.line("return " + lift(function.result, {{}, "base", 0}));
    } else if (function.core_results.empty()) {
        list(call, args, ")");
    } else {
        list("result := " + call, args, ")");
        to.line("return " + lift(function.result, {{"result"}, "", 0}));
    }
}

void tinygo::write_export(const function &function) {
    std::vector<std::string> flats;
    std::vector<std::string> args;
    for (size_t i = 0; i < function.core_params.size(); i++) {
        flats.push_back("p" + std::to_string(i));
    }
    std::string name = "export" + camel(function.name);
    gap();
    if (function.has_address) {
        to.line("var " + name + "Area [" + std::to_string((function.result->size + 7) / 8) +
                "]uint64");
        gap();
    }
    to.line("//go:wasmexport " + function.core_name);
    list("func " + name + "(", core_params(function), ")" + core_result(function) + " {");
    bool is_given = false;
    for (const param &param : function.params) {
        auto begin = flats.begin() + param.first_flat;
        is_given |= find_text(param.of) != nullptr;
        args.push_back(
            lift(param.of, {{begin, begin + static_cast<long>(param.of->flats.size())}, "", 0}));
    }
    needs_helper |= is_given;
    list((function.result == nullptr ? "" : "result := ") + camel(function.name) + "(", args, ")");
    std::string answer;
    if (function.has_address) {
        to.line("base := uintptr(unsafe.Pointer(&" + name + "Area))");
        save(function.result, "result", "base", 0);
        answer = "int32(base)";
    } else if (!function.core_results.empty()) {
        answer = lower(function.result, "result")[0];
    }
    if (is_given) {
        to.line("twRelease()");
    }
    if (!answer.empty()) {
        to.line("return " + answer);
    }
    to.line("}");
}

outputs tinygo::write() {
    for (const auto &interface : from.interfaces) {
        inside = interface.get();
        for (const type *of : interface->types) {
            write_type(of);
        }
        for (const function &function : interface->functions) {
            interface->is_export ? write_export(function) : write_import(function);
        }
    }
    std::string imports;
    for (const char *name : {"math", "unsafe"}) {
        if (to.text().find(std::string(name) + ".") != std::string::npos) {
            imports += "\nimport \"" + std::string(name) + "\"\n";
        }
    }
    std::string body = reindented(to.text(), "\t");
    outputs all = {{from.name + ".go", notice() + "\npackage main\n" + imports +
                                           (body.empty() || body[0] == '\n' ? "" : "\n") + body}};
    if (needs_helper) {
        all.push_back({"tinywasm.go", HELPER});
    }
    return all;
}

// ---- steps ----

std::string tinygo::to_flat(const type *of, const std::string &value) {
    switch (of->kind) {
        case kind::boolean: {
            std::string name = declare_flat(flat::i32);
            to.line("if " + value + " {");
            to.line(name + " = 1");
            to.line("}");
            return name;
        }
        case kind::u64:
            return "int64(" + value + ")";
        case kind::own:
        case kind::borrow:
            return value + ".handle";
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return value;
        default:
            return "int32(" + value + ")";
    }
}

std::string tinygo::from_flat(const type *of, const std::string &flat) {
    switch (of->kind) {
        case kind::boolean:
            return flat + " != 0";
        case kind::own:
        case kind::borrow:
            return path_of(of->resource) + "{" + flat + "}";
        case kind::f32:
        case kind::f64:
        case kind::s32:
        case kind::s64:
            return flat;
        default:
            return type_of(of) + "(" + flat + ")";
    }
}

static std::string pointer(const char *to, const std::string &addr, uint32_t offset) {
    return "(*" + std::string(to) + ")(unsafe.Pointer(" + addr +
           (offset == 0 ? "" : " + " + std::to_string(offset)) + "))";
}

static flat flat_of(kind kind) {
    bool is_long = kind == kind::u64 || kind == kind::s64;
    return is_long             ? flat::i64
           : kind == kind::f32 ? flat::f32
           : kind == kind::f64 ? flat::f64
                               : flat::i32;
}

std::string tinygo::load_flat(kind kind, const std::string &addr, uint32_t offset) {
    std::string text = "*" + pointer(number(kind), addr, offset);
    std::string want = core_type(flat_of(kind));
    return want == number(kind) ? text : want + "(" + text + ")";
}

void tinygo::store_flat(kind kind, const std::string &addr, uint32_t offset,
                        const std::string &flat) {
    to.line("*" + pointer(number(kind), addr, offset) + " = " + number(kind) + "(" + flat + ")");
}

std::string tinygo::text_address(const type *of, const std::string &value) {
    std::string data = of->kind == kind::string ? "StringData(" : "SliceData(";
    return "int32(uintptr(unsafe.Pointer(unsafe." + data + value + "))))";
}

std::string tinygo::text_count(const type *, const std::string &value) {
    return "int32(len(" + value + "))";
}

std::string tinygo::make_text(const type *of, const std::string &address,
                              const std::string &count) {
    bool is_string = of->kind == kind::string;
    std::string element = is_string ? "uint8" : number(of->element->kind);
    return std::string(is_string ? "unsafe.String(" : "unsafe.Slice(") + "(*" + element +
           ")(unsafe.Pointer(uintptr(" + address + "))), int(" + count + "))";
}

std::string tinygo::field_of(const type *of, const std::string &value, size_t i) {
    return value + "." + camel(of->fields[i].name);
}

std::string tinygo::construct(const type *of, const std::vector<std::string> &values) {
    return path_of(of) + "{" + join(values) + "}";
}

std::string tinygo::coerce(flat have, flat want, const std::string &value) {
    if (have == want) {
        return value;
    }
    if (have == flat::f32 || have == flat::f64) {
        return std::string(core_type(want)) +
               (have == flat::f32 ? "(math.Float32bits(" : "(math.Float64bits(") + value + "))";
    }
    if (want == flat::f32) {
        return "math.Float32frombits(uint32(" + value + "))";
    }
    if (want == flat::f64) {
        return "math.Float64frombits(uint64(" + value + "))";
    }
    return want == flat::i64 ? "int64(uint32(" + value + "))" : "int32(" + value + ")";
}

std::string tinygo::declare_flat(flat flat) {
    std::string name = fresh("flat");
    to.line("var " + name + " " + core_type(flat));
    return name;
}

void tinygo::assign(const std::string &variable, const std::string &value) {
    to.line(variable + " = " + value);
}

void tinygo::open_match(const type *, const std::string &) {}

std::string tinygo::open_case(const type *of, const std::string &value, size_t i) {
    to.line("if " + value + ".Tag == " + std::to_string(i) + " {");
    return value + "." + camel(of->fields[i].name);
}

void tinygo::close_case() {
    to.line("}");
}

void tinygo::close_match() {}

std::string tinygo::open_make(const type *of, const std::string &tag) {
    std::string name = fresh("made");
    to.line("var " + name + " " + path_of(of));
    to.line(name + ".Tag = " + tag);
    making.push_back(name);
    return name;
}

void tinygo::open_make_case(const type *of, size_t i) {
    if (of->fields[i].of != nullptr) {
        to.line("if " + making.back() + ".Tag == " + std::to_string(i) + " {");
    }
}

void tinygo::close_make_case(const type *of, size_t i, const std::string &name,
                             const std::string &payload) {
    if (!payload.empty()) {
        to.line(name + "." + camel(of->fields[i].name) + " = " + payload);
        to.line("}");
    }
}

void tinygo::close_make() {
    making.pop_back();
}

}  // namespace

outputs write_guest_tinygo(const file &file) {
    return tinygo(file).write();
}

}  // namespace bindgen
