// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "toolchain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "sdk.h"

#define COMMAND_SIZE (SDK_PATH_SIZE + 256)

#define CLANG "$CLANG|clang-22|clang-19"
#define WASM_LD "$WASM_LD|wasm-ld-22|wasm-ld-19"
#define RUSTC "$RUSTC|/usr/bin/rustc"
#define RUST_FOR "$RUSTC|/usr/lib/rustlib/"
#define RUST_APT "rustc libstd-rust-dev-wasm32 lld-19"
#define ZIG "$ZIG|SDK/build/deps/ziglang/ziglang/zig"
#define TINYGO "$TINYGO|SDK/build/deps/tinygo/go.mod", "$TINYGO|go"
#define ASC "node", "SDK/build/deps/node_modules/assemblyscript/bin/asc.js"
#define ASC_WASI "SDK/build/deps/node_modules/@assemblyscript/wasi-shim/package.json"
#define LIBC "/usr/lib/wasm32-wasi/libc.a"

static const struct language languages[] = {
    {"c",
     "c",
     "C",
     "modules",
     {{"clang-19 lld-19", {CLANG, WASM_LD, NULL}},
      {"clang-19 lld-19 wasi-libc", {CLANG, WASM_LD, LIBC, NULL}}}},
    {"rust",
     "rs",
     "Rust",
     "modules",
     {{RUST_APT, {RUSTC, WASM_LD, RUST_FOR "wasm32-unknown-unknown", NULL}},
      {RUST_APT, {RUSTC, WASM_LD, RUST_FOR "wasm32-wasip1|/usr/lib/rustlib/wasm32-wasi", NULL}}}},
    {"zig", "zig", "Zig", "zig", {{NULL, {ZIG, WASM_LD, NULL}}, {NULL, {ZIG, NULL}}}},
    {"tinygo",
     "go",
     "Go, by TinyGo",
     "tinygo",
     {{NULL, {TINYGO, WASM_LD, NULL}}, {NULL, {TINYGO, WASM_LD, CLANG, LIBC, NULL}}}},
    {"assemblyscript",
     "ts",
     "AssemblyScript",
     "assemblyscript",
     {{NULL, {ASC, NULL}}, {NULL, {ASC, ASC_WASI, NULL}}}},
};

const struct language *language_at(size_t index) {
    return index < sizeof languages / sizeof languages[0] ? &languages[index] : NULL;
}

const struct language *language_find(const char *name) {
    const struct language *language = NULL;
    for (size_t i = 0; (language = language_at(i)) != NULL; i++) {
        if (strcmp(language->name, name) == 0) {
            break;
        }
    }
    return language;
}

const struct language *language_of(const char *folder, char *source, size_t room) {
    char path[FILES_PATH_SIZE];
    if (realpath(folder, path) == NULL) {
        return NULL;
    }
    const struct language *language = NULL;
    for (size_t i = 0; (language = language_at(i)) != NULL; i++) {
        snprintf(source, room, "%s/%s.%s", folder, strrchr(path, '/') + 1, language->extension);
        if (file_exists(source)) {
            break;
        }
    }
    return language;
}

// ---- what is missing ----------------------------------------------------------------------------

// One of the alternatives: $NAME is a program that the environment names.
static bool has_one(const char *name) {
    char path[SDK_PATH_SIZE];
    if (name[0] == '$') {
        const char *program = getenv(name + 1);
        return program != NULL && program_find(program, NULL, 0);
    }
    if (strncmp(name, "SDK/", 4) == 0) {
        snprintf(path, sizeof path, "%s/%s", sdk_need(), name + 4);
        return access(path, R_OK) == 0;
    }
    return name[0] == '/' ? access(name, R_OK) == 0 : program_find(name, NULL, 0);
}

static bool has_any(const char *alternatives) {
    char names[256];
    char *rest = NULL;
    bool is_there = false;
    snprintf(names, sizeof names, "%s", alternatives);
    for (char *name = strtok_r(names, "|", &rest); name != NULL && !is_there;
         name = strtok_r(NULL, "|", &rest)) {
        is_there = has_one(name);
    }
    return is_there;
}

// What tools/setup brings, by the name of its folder.
static const char *short_name(const char *name, size_t *size) {
    static const char *const folders[] = {"SDK/build/deps/", "node_modules/"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        size_t length = strlen(folders[i]);
        if (strncmp(name, folders[i], length) == 0) {
            name += length;
            *size = strcspn(name, "/|");
            *size += name[0] == '@' ? 1 + strcspn(name + *size + 1, "/|") : 0;  // @OWNER/NAME
        }
    }
    return name;
}

// "clang-22 or clang-19": without what the environment may name.
static void describe(const char *alternatives, char *what, size_t room) {
    size_t used = 0;
    what[0] = '\0';
    while (*alternatives != '\0') {
        size_t size = strcspn(alternatives, "|");
        size_t shown = size;
        const char *name = short_name(alternatives, &shown);
        if (alternatives[0] != '$' && used < room) {
            used += (size_t)snprintf(what + used, room - used, "%s%.*s", used == 0 ? "" : " or ",
                                     (int)shown, name);
        }
        alternatives += size + (alternatives[size] == '|');
    }
}

static bool find_missing(const char *const *needs, char *what, size_t room) {
    for (; *needs != NULL; needs++) {
        if (!has_any(*needs)) {
            describe(*needs, what, room);
            return true;
        }
    }
    return false;
}

static const char *apt_command(const char *packages) {
    static char command[COMMAND_SIZE];
    snprintf(command, sizeof command, "%sapt-get install --no-install-recommends %s",
             geteuid() == 0 ? "" : "sudo ", packages);
    return command;
}

// tools/setup asks for root itself, but for what it unpacks into an SDK that root installed.
static const char *setup_command(const char *group) {
    static char command[COMMAND_SIZE];
    const char *sdk = sdk_need();
    snprintf(command, sizeof command, "%s%s/tools/setup %s", access(sdk, W_OK) == 0 ? "" : "sudo ",
             sdk, group);
    return command;
}

// TinyGo is built where its source is, at its first use, which in an SDK of root's only root may.
static const char *unbuilt_tinygo(const struct language *language, char *what, size_t room) {
    static char command[COMMAND_SIZE];
    static const char *const program[] = {"$TINYGO|SDK/build/deps/tinygo/bin/tinygo", NULL};
    const char *sdk = sdk_need();
    if (strcmp(language->name, "tinygo") != 0 || access(sdk, W_OK) == 0 ||
        !find_missing(program, what, room)) {
        return NULL;
    }
    snprintf(command, sizeof command, "sudo %s/guest/tinygo/compiler", sdk);
    return command;
}

const char *language_missing(const struct language *language, bool is_command, char *what,
                             size_t room) {
    const struct toolchain *toolchain = &language->toolchains[is_command];
    if (!find_missing(toolchain->needs, what, room)) {
        return unbuilt_tinygo(language, what, room);
    }
    if (strncmp(what, "wasm-ld", strlen("wasm-ld")) == 0 && toolchain->apt == NULL) {
        return apt_command("lld-19");
    }
    return toolchain->apt != NULL ? apt_command(toolchain->apt) : setup_command(language->group);
}

const char *application_missing(const char *compiler, char *what, size_t room) {
    const char *const host[] = {"$CC|cc|gcc|clang",
                                "/usr/include/stdio.h|/usr/local/include/stdio.h", "cmake",
                                "make|ninja", NULL};
    const char *const board[] = {compiler, "cmake", "make|ninja", NULL};
    char packages[128];
    if (!find_missing(compiler == NULL ? host : board, what, room)) {
        return NULL;
    }
    // Debian's package of arm-none-eabi-gcc is gcc-arm-none-eabi.
    size_t target = compiler == NULL ? 0 : strlen(compiler) - strlen("-gcc");
    snprintf(packages, sizeof packages, "%s%.*s cmake make",
             compiler == NULL ? "gcc libc6-dev" : "gcc-", (int)target,
             compiler == NULL ? "" : compiler);
    return apt_command(packages);
}

const char *emulator_missing(const char *program, const char *group, char *what, size_t room) {
    const char *const needs[] = {
        strstr(program, ".mjs") != NULL ? "node" : program,
        strstr(program, ".mjs") != NULL ? "SDK/build/deps/rp2040js/package.json" : program, NULL};
    return find_missing(needs, what, room) ? setup_command(group) : NULL;
}
