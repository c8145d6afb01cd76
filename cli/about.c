// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "bindgen.h"
#include "command.h"
#include "frames.h"
#include "interp.h"
#include "json.h"
#include "ports.h"
#include "scan.h"
#include "sdk.h"
#include "text.h"
#include "toml.h"

// tw about: version, build, features, licences.

#define LICENCE "Apache-2.0"

#ifdef __clang__
#define TOOL_COMPILER "clang " __clang_version__
#else
#define TOOL_COMPILER "GCC " __VERSION__
#endif

// Libraries of others that this tw may have in it.
struct part {
    const char *name;
    const char *licence;
    const char *purpose;
    bool is_there;
};

static size_t list_parts(struct part parts[4]) {
    parts[0] = (struct part){"toml++", "MIT", "reads TOML", toml_is_there()};
    parts[1] = (struct part){"nlohmann-json", "MIT", "reads what wasm-tools says of WIT",
                             bindgen_is_there()};
    parts[2] =
        (struct part){"libpng", "libpng-2.0", "writes pictures of displays", png_library() != NULL};
    parts[3] = (struct part){"libserialport", "LGPL-3.0-or-later, linked dynamically",
                             "finds serial ports", ports_are_known()};
    return 4;
}

static void print_about(void) {
    struct part parts[4];
    const char *sdk = sdk_find();
    printf("tw, the host tool of TinyWASM %s\n", TW_VERSION);
    printf("interpreter: %s\n", interp_names());
    printf("profile: %s, %u-bit\n", profile_name(TW_CFG_PROFILE), (unsigned)(8 * sizeof(void *)));
    puts("features:");
    for (int i = 0; i < FEATURE_COUNT; i++) {
        if (feature_is_built((enum feature)i)) {
            printf("  %s\n", feature_name((enum feature)i));
        }
    }
    puts("libraries:");
    for (size_t i = 0; i < list_parts(parts); i++) {
        printf("  %s (%s) %s%s\n", parts[i].name, parts[i].licence, parts[i].purpose,
               parts[i].is_there ? "" : ": not in this build");
    }
    printf("compiler: %s\n", TOOL_COMPILER);
    printf("SDK: %s\n", sdk == NULL ? "none: run make install, or set TINYWASM_SDK" : sdk);
    puts("licence: " LICENCE "; docs/THIRD-PARTY.md has what others made");
}

static void json_about(void) {
    struct json json = {0, {false}};
    struct part parts[4];
    json_begin(&json, NULL);
    json_text(&json, "version", TW_VERSION);
    json_text(&json, "interpreters", interp_names());
    json_text(&json, "profile", profile_name(TW_CFG_PROFILE));
    json_number(&json, "pointer_bits", 8 * sizeof(void *));
    json_begin_list(&json, "features");
    for (int i = 0; i < FEATURE_COUNT; i++) {
        if (feature_is_built((enum feature)i)) {
            json_text(&json, NULL, feature_name((enum feature)i));
        }
    }
    json_end_list(&json);
    json_begin_list(&json, "libraries");
    for (size_t i = 0; i < list_parts(parts); i++) {
        json_begin(&json, NULL);
        json_text(&json, "name", parts[i].name);
        json_text(&json, "licence", parts[i].licence);
        json_bool(&json, "is_there", parts[i].is_there);
        json_end(&json);
    }
    json_end_list(&json);
    json_text(&json, "compiler", TOOL_COMPILER);
    json_text(&json, "sdk", sdk_find());
    json_text(&json, "licence", LICENCE);
    json_end(&json);
}

int command_about(int count, char **args) {
    bool is_json = args_flag(&count, args, "--json");
    int code = args_check("about", count, args, 0, 0);
    if (code == 0) {
        is_json ? json_about() : print_about();
    }
    return code;
}
