// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// toml_dump FILE: what toml++ reads of a file, as `key=value` and `table.key=value;value`.

#include <iostream>

#include <toml++/toml.h>

static std::string value_of(const toml::node &node) {
    if (const toml::array *array = node.as_array()) {
        std::string all;
        for (const toml::node &item : *array) {
            all += (all.empty() ? "" : ";") + value_of(item);
        }
        return all;
    }
    return node.is_string() ? node.as_string()->get() : std::to_string(node.as_integer()->get());
}

static void dump(const toml::table &table, const std::string &before) {
    for (const auto &[key, node] : table) {
        std::string name = before + std::string(key.str());
        if (const toml::table *inner = node.as_table()) {
            dump(*inner, name + ".");
        } else {
            std::cout << name << "=" << value_of(node) << "\n";
        }
    }
}

int main(int, char **args) {
    dump(toml::parse_file(args[1]), "");
    return 0;
}
