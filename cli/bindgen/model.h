// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_MODEL_H
#define CLI_BINDGEN_MODEL_H

// What tw bindgen knows of a WIT file: the one thing that all writers read. parse() makes it and
// refuses what we do not support, so that a writer meets nothing that it cannot write. Types and
// interfaces are owned by the file and live as long as it; aliases are resolved, and equal
// anonymous types are one.
//
// The flat form is the canonical ABI's: parameters are at most MAX_FLAT_PARAMS core values; a
// result of more than one goes through a return pointer: for imports an address that the guest
// gives as the last parameter, for exports an address that the guest's function returns.

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace bindgen {

constexpr size_t MAX_FLAT_PARAMS = 16;
constexpr size_t MAX_FLAGS = 32;  // wasm-tools sees to it

enum class kind {
    boolean,
    u8,
    s8,
    u16,
    s16,
    u32,
    s32,
    u64,
    s64,
    f32,
    f64,
    character,
    string,
    list,  // of numbers: element is u8 ... f64
    record,
    tuple,  // fields are named "f0", "f1" ...
    enumeration,
    flags,   // at most MAX_FLAGS
    option,  // cases "none", "some"
    result,  // cases "ok", "err"
    variant,
    own,      // a handle; only a parameter itself, or in results
    borrow,   // a handle; only a parameter itself
    resource  // what own and borrow are handles of; never a parameter or result itself
};

enum class flat { i32, i64, f32, f64, externref };

struct interface;
struct type;

// A field of a record or tuple, or a case of an enum, flags, option, result or variant.
struct field {
    std::string name;  // as in WIT
    std::vector<std::string> docs;
    const type *of = nullptr;  // NULL: a case without payload
};

struct type {
    bindgen::kind kind = kind::u32;
    std::string name;  // as in WIT, or made of its parts ("option-u32") if is_anonymous; for kinds
                       // up to string the keyword
    bool is_anonymous = true;
    const interface *owner = nullptr;  // that declares it; NULL for kinds up to string
    std::vector<std::string> docs;
    int line = 0;
    std::vector<field> fields;
    const type *element = nullptr;   // of a list
    bool is_filled = false;          // a list<u8> that the host writes into: a parameter of imports
    const type *resource = nullptr;  // of own and borrow
    bool is_externref = false;       // resource, own, borrow: travels as an externref
    std::string drop_name;           // resource: the import that drops a handle; "" if is_externref
    // In memory, as the canonical ABI lays it out; 0 for what never lies there.
    uint32_t size = 0;
    uint32_t align = 0;
    uint32_t tag_size = 0;             // of option, result, variant: bytes of the discriminant
    uint32_t payload_offset = 0;       // the same: where the payload lies
    std::vector<uint32_t> offsets;     // of the fields of a record or tuple
    std::vector<bindgen::flat> flats;  // the flat form; of variants joined
};

struct param {
    std::string name;  // as in WIT; "self" of methods
    const type *of = nullptr;
    uint32_t first_flat = 0;
};

enum class role { plain, constructor, method, statical, drop };

struct function {
    std::string name;       // as in WIT, without resource: "heading", "hello"; constructors "new"
    std::string core_name;  // of the core import or export: "heading", "set_text1", "greeter_hello"
    bindgen::role role = role::plain;
    const type *resource = nullptr;  // unless plain
    std::vector<std::string> docs;   // lines, without attributes
    int line = 0;
    std::vector<param> params;  // a drop has the handle as `self`, an own
    const type *result = nullptr;
    bool pends = false;        // answered later
    bool waits = false;        // pends, and events are handled meanwhile
    uint32_t max_count = 0;    // imports: of the string or list in the result, bytes or elements
    bool has_address = false;  // the result goes through an address
    std::vector<flat> core_params;   // with the address, for imports
    std::vector<flat> core_results;  // none or one
};

struct interface {
    std::string name;        // as in WIT; the world's, for functions that a world exports itself
    std::string module;      // that imports name: "badge"
    std::string prefix;      // what C for the host has before each of its names: "", "tw_host_"
    bool is_export = false;  // modules have it, the host calls it
    std::vector<std::string> docs;
    int line = 0;
    std::vector<const type *> types;  // declared here, each after those it is made of; also the
                                      // anonymous ones, and a resource's own and borrow
    std::vector<function> functions;  // drops last
};

struct file {
    std::string path;  // as given
    std::string name;  // "badge" of "bridge/badge.wit"
    std::vector<std::string>
        notice;  // the SPDX comments that it begins with, for what is made of it
    std::vector<std::unique_ptr<type>> all_types;
    std::vector<std::unique_ptr<interface>> interfaces;
};

// Reads a WIT file. Throws refusal.
std::unique_ptr<file> parse(const std::string &path);

// What is wrong and what to do: "FILE:LINE: UNSUPPORTED: what: what to do".
struct refusal : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// Something must be installed first; what says the command that does it.
struct missing : refusal {
    using refusal::refusal;
};

// ---- for writers ----

bool is_number(kind kind);           // u8 ... f64
inline bool is_variant(kind kind) {  // lowers as a variant with payloads
    return kind == kind::option || kind == kind::result || kind == kind::variant;
}
// The one string or list in a type; NULL if there is none.
const type *find_text(const type *of);
bool contains_handle(const type *of);                // false for NULL
const char *flat_name(flat flat);                    // "i32"
char flat_letter(flat flat);                         // 'i', as in signatures of host functions
std::string signature_of(const function &function);  // "(ii)i", as in tables of host functions
std::string functype_of(const function &function);   // "(i32, i32) -> (i32)"
std::string wit_of(const type *of);                  // "option<u32>", "badge.point" as "point"
std::string wit_of(const function &function);        // "func(text: string) -> u32"
std::string snake(const std::string &name);          // "set-text1": "set_text1"
std::string screaming(const std::string &name);      // "SET_TEXT1"
std::string camel(const std::string &name);          // "SetText1"

}  // namespace bindgen
#endif
