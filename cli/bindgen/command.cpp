// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>

#include "bindgen.h"
#include "bridge.h"
#include "writers.h"

// tw bindgen: reads the words, then all files, then writes; nothing is written if one is refused.

namespace bindgen {
namespace {

struct request {
    std::string command;
    std::string language;
    std::string folder;
    std::string prefix;
    std::vector<std::string> paths;
};

struct usage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string *value_of(request *asked, const std::string &word) {
    return word == "-o"         ? &asked->folder
           : word == "--lang"   ? &asked->language
           : word == "--prefix" ? &asked->prefix
                                : nullptr;
}

void check_prefix(const request &asked) {
    static const std::regex identifier("[a-z][a-z0-9_]*");
    if (asked.prefix.empty()) {
        return;
    }
    if (asked.command != "host") {
        throw usage("--prefix is for the names of host alone");
    }
    if (!std::regex_match(asked.prefix, identifier)) {
        throw usage("--prefix " + asked.prefix + " begins no name in C: try my_");
    }
}

request read_words(int count, char **args) {
    request asked;
    if (count == 0) {
        throw usage("what to write is missing: host, guest or docs");
    }
    asked.command = args[0];
    for (int i = 1; i < count; i++) {
        const std::string word = args[i];
        std::string *value = value_of(&asked, word);
        if (value != nullptr) {
            if (i + 1 == count) {
                throw usage(word + " lacks its value: see tw help bindgen");
            }
            *value = args[++i];
        } else if (word[0] == '-') {
            throw usage("there is no option " + word + ": see tw help bindgen");
        } else {
            asked.paths.push_back(word);
        }
    }
    if (asked.paths.empty() || asked.folder.empty()) {
        throw usage("a file of WIT and -o FOLDER are needed: see tw help bindgen");
    }
    check_prefix(asked);
    return asked;
}

const writer *find_writer(const request &asked) {
    for (const writer *at = writers; at->command != nullptr; at++) {
        bool is_language =
            at->language == nullptr ? asked.language.empty() : asked.language == at->language;
        if (asked.command == at->command && is_language) {
            return at;
        }
    }
    if (asked.command == "guest") {
        throw usage("guests are written with --lang c, rust, zig, tinygo or assemblyscript");
    }
    throw usage("tw bindgen writes host, guest or docs, not " + asked.command +
                (asked.language.empty() ? "" : " in a language"));
}

void write_file(const std::filesystem::path &path, const std::string &text) {
    std::ofstream file(path, std::ios::binary);
    if (!(file << text) || !file.flush()) {
        throw refusal(path.string() + ": IO: it cannot be written: look at the folder");
    }
}

void run(const request &asked) {
    const writer *writer = find_writer(asked);
    outputs all;
    for (const std::string &path : asked.paths) {
        std::unique_ptr<file> file = parse(path);
        for (auto &interface : file->interfaces) {
            interface->prefix = asked.prefix;
        }
        for (const output &output : writer->write(*file)) {
            all.push_back(output);
        }
    }
    std::error_code ignored;  // writing says what is wrong
    std::filesystem::create_directories(asked.folder, ignored);
    for (const output &output : all) {
        write_file(std::filesystem::path(asked.folder) / output.name, output.text);
    }
}

}  // namespace
}  // namespace bindgen

// 3 if something must be installed first, else 1.
static int fail(const std::exception &error) {
    std::cerr << error.what() << "\n";
    return dynamic_cast<const bindgen::missing *>(&error) != nullptr ? 3 : 1;
}

bool bindgen_is_there(void) {
    return true;
}

int command_bindgen(int count, char **args) {
    try {
        bindgen::run(bindgen::read_words(count, args));
        return 0;
    } catch (const bindgen::usage &error) {
        std::cerr << "tw bindgen: INVAL: " << error.what() << "\n";
        return 2;
    } catch (const std::exception &error) {
        return fail(error);
    }
}

int bindgen_visit(const char *path, bridge *bridge) {
    try {
        std::unique_ptr<bindgen::file> file = bindgen::parse(path);
        for (const auto &interface : file->interfaces) {
            for (const bindgen::function &function : interface->functions) {
                if (!interface->is_export) {
                    bridge_add(bridge, interface->module.c_str(), function.core_name.c_str(),
                               bindgen::signature_of(function).c_str(), path);
                }
            }
        }
        return 0;
    } catch (const std::exception &error) {
        return fail(error);
    }
}
