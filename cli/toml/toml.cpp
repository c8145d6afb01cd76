// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What toml++ reads, handed on to C.

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "toml.h"

namespace {

struct reading {
    toml_visit_t visit;
    void *ctx;
};

int visit_value(const reading &reading, toml_value value, const toml::node &node) {
    std::string text;
    value.line = node.source().begin.line;
    value.type = TOML_OTHER;
    if (const auto *number = node.as_integer()) {
        value.type = TOML_NUMBER;
        value.number = number->get();
    } else if (const auto *string = node.as_string()) {
        value.type = TOML_TEXT;
        text = string->get();
    }
    value.text = text.c_str();
    value.text_size = text.size();
    return reading.visit(reading.ctx, &value);
}

int visit_list(const reading &reading, toml_value value, const toml::array &list) {
    if (list.empty()) {
        value.line = list.source().begin.line;
        value.type = TOML_EMPTY;
        return reading.visit(reading.ctx, &value);
    }
    int code = 0;
    value.is_in_list = true;
    for (auto node = list.begin(); code == 0 && node != list.end(); ++node) {
        code = visit_value(reading, value, *node);
    }
    return code;
}

int visit_key(const reading &reading, const char *section, const toml::key &key,
              const toml::node &node) {
    const std::string name(key.str());
    toml_value value = {};
    value.section = section;
    value.key = name.c_str();
    const auto *list = node.as_array();
    return list != nullptr ? visit_list(reading, value, *list) : visit_value(reading, value, node);
}

int visit_table(const reading &reading, const toml::key &key, const toml::table &table) {
    const std::string section(key.str());
    toml_value value = {};
    value.section = section.c_str();
    value.line = table.source().begin.line;
    value.type = TOML_SECTION;
    int code = reading.visit(reading.ctx, &value);
    for (auto item = table.begin(); code == 0 && item != table.end(); ++item) {
        code = visit_key(reading, section.c_str(), item->first, item->second);
    }
    return code;
}

// `[grant.ping]` and `["ping"]` are the same section.
int visit_top(const reading &reading, const toml::key &key, const toml::node &node) {
    const auto *table = node.as_table();
    if (table == nullptr) {
        return visit_key(reading, nullptr, key, node);
    }
    if (key.str() != "grant") {
        return visit_table(reading, key, *table);
    }
    int code = 0;
    for (auto item = table->begin(); code == 0 && item != table->end(); ++item) {
        const auto *section = item->second.as_table();
        code = section != nullptr ? visit_table(reading, item->first, *section)
                                  : visit_key(reading, nullptr, item->first, item->second);
    }
    return code;
}

}  // namespace

bool toml_is_there(void) {
    return true;
}

int toml_read(const char *bytes, size_t size, toml_visit_t visit, void *ctx, toml_error *error) {
    const toml::parse_result result = toml::parse(std::string_view(bytes, size));
    if (!result) {
        const std::string text(result.error().description());
        error->line = result.error().source().begin.line;
        std::snprintf(error->text, sizeof error->text, "%s", text.c_str());
        return -1;
    }
    const reading reading = {visit, ctx};
    int code = 0;
    for (auto item = result.table().begin(); code == 0 && item != result.table().end(); ++item) {
        code = visit_top(reading, item->first, item->second);
    }
    return code;
}
