// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A JSON library of others whose errors are exceptions: documents that are made, read, searched,
// patched and merged, and every way to damage one byte of a document.

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

using nlohmann::json;

static json make() {
    json all = {{"name", "sensor"},
                {"pins", {4, 5, 6}},
                {"on", true},
                {"none", nullptr},
                {"range", {{"low", -40.5}, {"high", 125}}},
                {"text", "a\tb \u00e4 \U0001F600"}};
    for (int i = 0; i < 50; i++) {
        all["samples"].push_back({{"t", i}, {"value", i * 0.25}, {"tag", "s" + std::to_string(i)}});
    }
    return all;
}

static void show_use(const json &all) {
    std::cout << all["range"].dump() << ' ' << all.at("/samples/7/tag"_json_pointer) << ' '
              << all["text"].get<std::string>() << '\n';
    json changed = all;
    changed.merge_patch(json::parse(R"({"on": false, "range": {"low": null}, "new": [1]})"));
    std::cout << json::diff(all, changed).dump(2) << '\n';
    std::cout << (json::parse(all.dump()) == all) << all.dump().size() << '\n';
}

template <typename Action>
static void try_it(const char *name, Action action) {
    try {
        action();
        std::cout << name << ": no error\n";
    } catch (const json::parse_error &error) {
        std::cout << name << ": at " << error.byte << ": " << error.what() << '\n';
    } catch (const json::exception &error) {
        std::cout << name << ": " << error.id << ": " << error.what() << '\n';
    }
}

static void show_errors(const json &all) {
    try_it("type", [&] { std::cout << all["name"].get<int>(); });
    try_it("key", [&] { std::cout << all.at("missing"); });
    try_it("index", [&] { std::cout << all["pins"].at(9); });
    try_it("pointer", [&] { std::cout << all.at("/pins/x"_json_pointer); });
    try_it("end", [&] { std::cout << json::parse("[1, 2"); });
    try_it("comma", [&] { std::cout << json::parse("[1,, 2]"); });
    try_it("escape", [&] { std::cout << json::parse("\"\\q\""); });
    try_it("utf8", [&] { std::cout << json("\xff").dump(); });
    try_it("patch",
           [&] { std::cout << all.patch(json::parse(R"([{"op":"remove","path":"/x"}])")); });
}

static void show_damage(const std::string &text) {
    std::map<int, int> counts;
    for (std::size_t i = 0; i < text.size(); i++) {
        for (char other : {'"', '{', ']', ' ', '7', '\xc3'}) {
            std::string damaged = text;
            damaged[i] = other;
            try {
                counts[json::parse(damaged).size() > 0 ? 0 : -1]++;
            } catch (const json::exception &error) {
                counts[error.id]++;
            }
        }
    }
    for (const auto &[id, count] : counts) {
        std::cout << "damage " << id << ": " << count << '\n';
    }
}

int main() {
    json all = make();
    show_use(all);
    show_errors(all);
    all["samples"].erase(all["samples"].begin() + 4, all["samples"].end());
    show_damage(all.dump());
    return 0;
}
