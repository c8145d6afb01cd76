// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_GUEST_H
#define CLI_BINDGEN_GUEST_H

// The walks that writers for guests have in common: values to core values and back, by type. A
// writer says how its language spells a step; what must stand before an expression it writes down.

#include <string>
#include <vector>

#include "model.h"
#include "out.h"
#include "writers.h"

namespace bindgen {

// Where a value comes from: core values, or memory at an address (an expression) and offset.
struct source {
    std::vector<std::string> flats;
    std::string addr;
    uint32_t offset = 0;
    bool is_memory() const {
        return flats.empty();
    }
};

class guest {
   public:
    explicit guest(const file &file) : from(file) {}
    virtual ~guest() = default;

   protected:
    const file &from;
    out to;

    // The core values of a value.
    std::vector<std::string> lower(const type *of, const std::string &value);
    // The value of core values, or of what lies in memory.
    std::string lift(const type *of, const source &at);
    // Puts a value into memory at an address (an expression) and offset.
    void save(const type *of, const std::string &value, const std::string &addr, uint32_t offset);
    // What stands at the top of each file: whose it is, and what it is made of.
    std::string notice() const;
    void write_notice();
    // An empty line, unless a block has just begun.
    void gap();
    // A line that begins with '#' and is indented as any other.
    void attribute(const std::string &text);
    // HEAD ITEM, ITEM ... TAIL on a line, or where that is too long with a line for each item.
    void list(const std::string &head, const std::vector<std::string> &items,
              const std::string &tail);
    // A name that was not used yet.
    std::string fresh(const std::string &stem);
    // True if a string or list is in the result: its memory is lent.
    static bool is_lent(const function &function);
    static std::string join(const std::vector<std::string> &items,
                            const std::string &between = ", ");
    // With `step` in the place of each four spaces that lines begin with.
    static std::string reindented(const std::string &text, const std::string &step);
    static bool is_text(const type *of);
    // "u8" ... "s32", "u64" ...: what lies in memory of a value that is one core value.
    static kind memory_kind(const type *of);
    static kind tag_kind(const type *of);

    // One core value of a value that is one, and back.
    virtual std::string to_flat(const type *of, const std::string &value) = 0;
    virtual std::string from_flat(const type *of, const std::string &flat) = 0;
    // A core value from memory.
    virtual std::string load_flat(kind kind, const std::string &addr, uint32_t offset) = 0;
    // Puts a core value there; languages without it refuse results of exports that need it.
    virtual void store_flat(kind kind, const std::string &addr, uint32_t offset,
                            const std::string &flat) = 0;
    virtual std::string text_address(const type *of, const std::string &value) = 0;
    virtual std::string text_count(const type *of, const std::string &value) = 0;
    virtual std::string make_text(const type *of, const std::string &address,
                                  const std::string &count) = 0;
    virtual std::string field_of(const type *of, const std::string &value, size_t i) = 0;
    virtual std::string construct(const type *of, const std::vector<std::string> &values) = 0;
    // A core value of another type with the same bits, zeros above.
    virtual std::string coerce(flat have, flat want, const std::string &value) = 0;
    virtual std::string declare_flat(flat flat) = 0;  // a variable of 0; its name
    virtual void assign(const std::string &variable, const std::string &value) = 0;
    // Going through the cases of a value: open_case gives its payload.
    virtual void open_match(const type *of, const std::string &value) = 0;
    virtual std::string open_case(const type *of, const std::string &value, size_t i) = 0;
    virtual void close_case() = 0;
    virtual void close_match() = 0;
    // Making a value by its tag, case by case: the payload of each is then known, "" if there is
    // none.
    virtual std::string open_make(const type *of, const std::string &tag) = 0;
    virtual void open_make_case(const type *of, size_t i) = 0;
    virtual void close_make_case(const type *of, size_t i, const std::string &name,
                                 const std::string &payload) = 0;
    virtual void close_make() = 0;

   private:
    int names = 0;
    std::vector<std::string> lower_cases(const type *of, const std::string &value);
    std::string lift_cases(const type *of, const source &at);
    source part(const type *of, const source &at, size_t i);
    source payload_of(const type *of, const source &at, size_t i);
};

}  // namespace bindgen
#endif
