// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "guest.h"

namespace bindgen {

bool guest::is_text(const type *of) {
    return of->kind == kind::string || of->kind == kind::list;
}

bool guest::is_lent(const function &function) {
    return find_text(function.result) != nullptr;
}

std::string guest::join(const std::vector<std::string> &items, const std::string &between) {
    std::string text;
    for (const std::string &item : items) {
        text += (text.empty() ? "" : between) + item;
    }
    return text;
}

std::string guest::reindented(const std::string &text, const std::string &step) {
    std::string all;
    for (size_t at = 0; at < text.size();) {
        size_t end = text.find('\n', at) + 1;
        for (; text.compare(at, 4, "    ") == 0; at += 4) {
            all += step;
        }
        all += text.substr(at, end - at);
        at = end;
    }
    return all;
}

std::string guest::fresh(const std::string &stem) {
    return stem + std::to_string(names++);
}

std::string guest::notice() const {
    std::string text;
    for (const std::string &line : from.notice) {
        text += "// " + line + "\n";
    }
    return text + "// " + origin_of(from) + "\n";
}

void guest::write_notice() {
    to.raw(notice());
}

void guest::gap() {
    const std::string &text = to.text();
    size_t size = text.size();
    bool is_open = size < 2 || text.compare(size - 2, 2, "{\n") == 0;
    if (!is_open && text.compare(size - 2, 2, "\n\n") != 0) {
        to.line();
    }
}

void guest::list(const std::string &head, const std::vector<std::string> &items,
                 const std::string &tail) {
    std::string line = head + join(items) + tail;
    if (items.empty() || line.size() <= static_cast<size_t>(to.columns_left())) {
        to.line(line);
        return;
    }
    std::string indent(static_cast<size_t>(100 - to.columns_left()), ' ');
    to.line(head);
    for (const std::string &item : items) {
        to.line("    " + item + ",");
    }
    to.raw(indent + tail.substr(0, tail.size() - 1));
    to.raw(tail.back() == '{' ? "" : tail.substr(tail.size() - 1) + "\n");
    if (tail.back() == '{') {
        to.open();
    }
}

void guest::attribute(const std::string &text) {
    to.raw(std::string(static_cast<size_t>(100 - to.columns_left()), ' ') + text + "\n");
}

static kind unsigned_of(uint32_t size) {
    return size == 1 ? kind::u8 : size == 2 ? kind::u16 : kind::u32;
}

kind guest::tag_kind(const type *of) {
    return unsigned_of(of->tag_size);
}

kind guest::memory_kind(const type *of) {
    switch (of->kind) {
        case kind::boolean:
            return kind::u8;
        case kind::enumeration:
        case kind::flags:
            return unsigned_of(of->size);
        case kind::character:
        case kind::own:
        case kind::borrow:
            return kind::u32;
        default:
            return of->kind;
    }
}

static bool has_fields(const type *of) {
    return of->kind == kind::record || of->kind == kind::tuple;
}

// Where the core values of field i begin among those of a record.
static size_t first_flat(const type *of, size_t i) {
    size_t first = 0;
    for (size_t before = 0; before < i; before++) {
        first += of->fields[before].of->flats.size();
    }
    return first;
}

std::vector<std::string> guest::lower(const type *of, const std::string &value) {
    if (is_text(of)) {
        return {text_address(of, value), text_count(of, value)};
    }
    if (is_variant(of->kind)) {
        return lower_cases(of, value);
    }
    if (!has_fields(of)) {
        return {to_flat(of, value)};
    }
    std::vector<std::string> all;
    for (size_t i = 0; i < of->fields.size(); i++) {
        for (const std::string &flat : lower(of->fields[i].of, field_of(of, value, i))) {
            all.push_back(flat);
        }
    }
    return all;
}

std::vector<std::string> guest::lower_cases(const type *of, const std::string &value) {
    std::vector<std::string> all;
    for (flat flat : of->flats) {
        all.push_back(declare_flat(flat));
    }
    open_match(of, value);
    for (size_t i = 0; i < of->fields.size(); i++) {
        std::string payload = open_case(of, value, i);
        assign(all[0], std::to_string(i));
        const type *inner = of->fields[i].of;
        std::vector<std::string> flats;
        if (inner != nullptr) {
            flats = lower(inner, payload);
        }
        for (size_t j = 0; j < flats.size(); j++) {
            assign(all[j + 1], coerce(inner->flats[j], of->flats[j + 1], flats[j]));
        }
        close_case();
    }
    close_match();
    return all;
}

void guest::save(const type *of, const std::string &value, const std::string &addr,
                 uint32_t offset) {
    if (is_text(of)) {
        store_flat(kind::u32, addr, offset, text_address(of, value));
        store_flat(kind::u32, addr, offset + 4, text_count(of, value));
    } else if (is_variant(of->kind)) {
        open_match(of, value);
        for (size_t i = 0; i < of->fields.size(); i++) {
            std::string payload = open_case(of, value, i);
            store_flat(tag_kind(of), addr, offset, std::to_string(i));
            if (of->fields[i].of != nullptr) {
                save(of->fields[i].of, payload, addr, offset + of->payload_offset);
            }
            close_case();
        }
        close_match();
    } else if (has_fields(of)) {
        for (size_t i = 0; i < of->fields.size(); i++) {
            save(of->fields[i].of, field_of(of, value, i), addr, offset + of->offsets[i]);
        }
    } else {
        store_flat(memory_kind(of), addr, offset, to_flat(of, value));
    }
}

source guest::part(const type *of, const source &at, size_t i) {
    if (at.is_memory()) {
        return {{}, at.addr, at.offset + of->offsets[i]};
    }
    auto begin = at.flats.begin() + static_cast<long>(first_flat(of, i));
    return {{begin, begin + static_cast<long>(of->fields[i].of->flats.size())}, "", 0};
}

source guest::payload_of(const type *of, const source &at, size_t i) {
    if (at.is_memory()) {
        return {{}, at.addr, at.offset + of->payload_offset};
    }
    source inner;
    const std::vector<flat> &flats = of->fields[i].of->flats;
    for (size_t j = 0; j < flats.size(); j++) {
        inner.flats.push_back(coerce(of->flats[j + 1], flats[j], at.flats[j + 1]));
    }
    return inner;
}

std::string guest::lift(const type *of, const source &at) {
    if (is_text(of)) {
        return at.is_memory() ? make_text(of, load_flat(kind::u32, at.addr, at.offset),
                                          load_flat(kind::u32, at.addr, at.offset + 4))
                              : make_text(of, at.flats[0], at.flats[1]);
    }
    if (is_variant(of->kind)) {
        return lift_cases(of, at);
    }
    if (!has_fields(of)) {
        return from_flat(
            of, at.is_memory() ? load_flat(memory_kind(of), at.addr, at.offset) : at.flats[0]);
    }
    std::vector<std::string> values;
    for (size_t i = 0; i < of->fields.size(); i++) {
        values.push_back(lift(of->fields[i].of, part(of, at, i)));
    }
    return construct(of, values);
}

std::string guest::lift_cases(const type *of, const source &at) {
    std::string tag = at.is_memory() ? load_flat(tag_kind(of), at.addr, at.offset) : at.flats[0];
    std::string name = open_make(of, tag);
    for (size_t i = 0; i < of->fields.size(); i++) {
        open_make_case(of, i);
        const type *inner = of->fields[i].of;
        std::string payload = inner == nullptr ? "" : lift(inner, payload_of(of, at, i));
        close_make_case(of, i, name, payload);
    }
    close_make();
    return name;
}

}  // namespace bindgen
