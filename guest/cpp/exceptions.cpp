// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What a C++ program stands on that throws, compiled with -fwasm-exceptions: the functions __cxa_ and
// the personality of the Itanium ABI for C++, which Debian's libc++abi for WASI leaves out. Compile
// this file with the flags of the program and link it before -lc++abi.
//
// What is thrown as the tag __cpp_exception is the address of the object; its head lies before it.

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <typeinfo>

// libc++abi's type_info as far as its virtual functions are in order: it knows which types a clause
// catches, and moves the address to the base that it names.
namespace __cxxabiv1 {
class __shim_type_info : public std::type_info {
   public:
    virtual ~__shim_type_info();
    virtual void noop1() const;
    virtual void noop2() const;
    virtual bool can_catch(const __shim_type_info *thrown, void *&address) const = 0;
};
}  // namespace __cxxabiv1

__asm__(
    ".globl __cpp_exception\n"
    ".tagtype __cpp_exception i32\n"
    "__cpp_exception:\n");

namespace {

using type_t = __cxxabiv1::__shim_type_info;

struct head {
    const type_t *type;
    void *(*destroy)(void *);  // destructors give what they took
    void *object;  // what was thrown first: behind this head, or behind another's that it refers to
    void *address;     // of that part of it which the last clause caught
    head *next;        // that is caught further out
    int32_t handlers;  // that are running; below 0: it is on its way again
    uint32_t owners;   // the throw, and every exception_ptr
};
static_assert(sizeof(head) <= 32);
constexpr std::size_t head_bytes = 32;  // so that objects are aligned as malloc's

head *caught;
uint32_t flying;

head *head_of(void *thrown) {
    return reinterpret_cast<head *>(static_cast<char *>(thrown) - head_bytes);
}

void *thrown_of(head *exception) {
    return reinterpret_cast<char *>(exception) + head_bytes;
}

head *make(std::size_t size) {
    void *block = std::calloc(1, head_bytes + size);
    if (block == nullptr) {
        std::terminate();
    }
    auto *exception = static_cast<head *>(block);
    exception->object = thrown_of(exception);
    exception->owners = 1;
    return exception;
}

void release(head *exception) {
    if (--exception->owners != 0) {
        return;
    }
    if (exception->object != thrown_of(exception)) {
        release(head_of(exception->object));
    } else if (exception->destroy != nullptr) {
        exception->destroy(exception->object);
    }
    std::free(exception);
}

[[noreturn]] void fly(head *exception) {
    flying++;
    exception->address = exception->object;
    __builtin_wasm_throw(0, thrown_of(exception));
}

// ---- the tables of a function -------------------------------------------------------------------

uint32_t read_unsigned(const uint8_t *&bytes) {
    uint32_t value = 0;
    uint32_t shift = 0;
    uint8_t byte = 0;
    do {
        byte = *bytes++;
        value |= static_cast<uint32_t>(byte & 0x7f) << shift;
        shift += 7;
    } while (byte >= 0x80);
    return value;
}

int32_t read_signed(const uint8_t *&bytes) {
    uint32_t value = 0;
    uint32_t shift = 0;
    uint8_t byte = 0;
    do {
        byte = *bytes++;
        value |= static_cast<uint32_t>(byte & 0x7f) << shift;
        shift += 7;
    } while (byte >= 0x80);
    if (shift < 32 && (byte & 0x40) != 0) {
        value |= ~0u << shift;
    }
    return static_cast<int32_t>(value);
}

struct tables {
    const uint8_t *types_end;  // the types of its clauses, the first of them last
    const uint8_t *sites;
    const uint8_t *actions;
};

constexpr uint8_t omitted = 0xff;

tables read_tables(const uint8_t *bytes) {
    tables read = {nullptr, nullptr, nullptr};
    bytes++;  // where landing pads begin: omitted, they are numbers
    if (*bytes++ != omitted) {
        uint32_t distance = read_unsigned(bytes);
        read.types_end = bytes + distance;
    }
    bytes++;  // sites are in LEB128
    uint32_t size = read_unsigned(bytes);
    read.sites = bytes;
    read.actions = bytes + size;
    return read;
}

// The first action of a landing pad; NULL: it has none.
const uint8_t *find_action(const tables &tables, uint32_t pad) {
    const uint8_t *bytes = tables.sites;
    while (bytes < tables.actions) {
        uint32_t site_pad = read_unsigned(bytes);
        uint32_t action = read_unsigned(bytes);
        if (site_pad == pad) {
            return action == 0 ? nullptr : tables.actions + action - 1;
        }
    }
    return nullptr;
}

// The number of the clause that catches it; 0: none of the landing pad.
int32_t find_clause(const tables &tables, uint32_t pad, head *exception) {
    const uint8_t *action = find_action(tables, pad);
    while (action != nullptr) {
        int32_t clause = read_signed(action);
        const uint8_t *from = action;
        int32_t distance = read_signed(action);
        if (clause > 0) {
            auto *types = reinterpret_cast<const type_t *const *>(tables.types_end);
            const type_t *type = types[-clause];
            void *address = exception->object;
            if (type == nullptr || type->can_catch(exception->type, address)) {
                exception->address = address;
                return clause;
            }
        }
        action = distance == 0 ? nullptr : from + distance;
    }
    return 0;
}

}  // namespace

// ---- what the compiler calls --------------------------------------------------------------------

extern "C" {

// Filled by a landing pad before it asks, and read after.
struct {
    uint32_t pad;
    const uint8_t *tables;
    int32_t clause;
} __wasm_lpad_context;

// Its answer is for an unwinder, which there is not.
int _Unwind_CallPersonality(void *thrown) {
    __wasm_lpad_context.clause = find_clause(read_tables(__wasm_lpad_context.tables),
                                             __wasm_lpad_context.pad, head_of(thrown));
    return 0;
}

void *__cxa_allocate_exception(std::size_t size) noexcept {
    return thrown_of(make(size));
}

void __cxa_free_exception(void *thrown) noexcept {
    std::free(head_of(thrown));
}

void __cxa_throw(void *thrown, std::type_info *type, void *(*destroy)(void *)) {
    head *exception = head_of(thrown);
    exception->type = static_cast<const type_t *>(type);
    exception->destroy = destroy;
    fly(exception);
}

void *__cxa_get_exception_ptr(void *thrown) noexcept {
    return head_of(thrown)->address;
}

void *__cxa_begin_catch(void *thrown) noexcept {
    head *exception = head_of(thrown);
    exception->handlers =
        (exception->handlers < 0 ? -exception->handlers : exception->handlers) + 1;
    if (exception != caught) {
        exception->next = caught;
        caught = exception;
    }
    flying--;
    return exception->address;
}

void __cxa_end_catch() {
    head *exception = caught;
    if (exception == nullptr) {
        return;
    }
    if (exception->handlers < 0) {
        if (++exception->handlers == 0) {  // thrown again: whoever catches it next ends it
            caught = exception->next;
        }
    } else if (--exception->handlers == 0) {
        caught = exception->next;
        release(exception);
    }
}

void __cxa_rethrow() {
    head *exception = caught;
    if (exception == nullptr) {
        std::terminate();
    }
    exception->handlers = -exception->handlers;
    fly(exception);
}

std::type_info *__cxa_current_exception_type() {
    return caught == nullptr
               ? nullptr
               : const_cast<std::type_info *>(static_cast<const std::type_info *>(caught->type));
}

unsigned __cxa_uncaught_exceptions() noexcept {
    return flying;
}

bool __cxa_uncaught_exception() noexcept {
    return flying != 0;
}

// ---- std::exception_ptr ---------------------------------------------------------------------------

void __cxa_increment_exception_refcount(void *object) noexcept {
    if (object != nullptr) {
        head_of(object)->owners++;
    }
}

void __cxa_decrement_exception_refcount(void *object) noexcept {
    if (object != nullptr) {
        release(head_of(object));
    }
}

void *__cxa_current_primary_exception() noexcept {
    if (caught == nullptr) {
        return nullptr;
    }
    __cxa_increment_exception_refcount(caught->object);
    return caught->object;
}

// The object may be caught already, and more than once: a head of its own flies.
void __cxa_rethrow_primary_exception(void *object) {
    if (object == nullptr) {
        return;
    }
    head *exception = make(0);
    exception->type = head_of(object)->type;
    exception->object = object;
    __cxa_increment_exception_refcount(object);
    fly(exception);
}

}  // extern "C"
