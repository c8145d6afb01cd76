// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#define LANGUAGES "c|rust|zig|tinygo|assemblyscript"
#define TEMPLATES "simple|blink|buttons|display|filestore|badge|wasi"
#define PROJECT_EXITS                                                  \
    "0    it is done\n"                                                \
    "1    what is in the project does not compile, or a test failed\n" \
    "2    wrong usage\n"                                               \
    "3    something must be installed first; the error has the command that does it\n"

static const struct option new_options[] = {
    {"--template", TEMPLATES, "what it is made of (simple; for a module that of the project)"},
    {"--lang", LANGUAGES, "the module's language (c; for a module that of the project)"},
    {"--board", "BOARD", "that tw build and tw run take without --board (host, the simulator)"},
    OPTIONS_END};

const struct command row_new = {
    .name = "new",
    .run = command_new,
    .group = GROUP_PROJECT,
    .synopsis =
        "tw new project NAME [--template T] [--lang LANGUAGE] [--board BOARD]\n"
        "tw new module NAME [--template T] [--lang LANGUAGE]\n",
    .summary = "makes a project or a module of a template",
    .help =
        "A project is a folder with main.c, the application; modules/NAME, each a module in a\n"
        "language of its own; tests/; and tw.toml, which says what it is composed of. All of it\n"
        "is yours to change. A module is made in modules/ of the project that this folder is,\n"
        "and stands in its tw.toml then, or else in this folder.\n"
        "\n"
        "  simple     a module that the application calls once a second\n"
        "  blink      a module makes the LED blink\n"
        "  buttons    a press of a button calls a module\n"
        "  display    a display shows how often a module was called\n"
        "  filestore  modules come over the serial line and stay in flash\n"
        "  badge      a badge whose text is a module's, and a menu of modules\n"
        "  wasi       a command with WASI, which runs on the PC\n",
    .options = new_options,
    .words = "project|module",
    .examples =
        "tw new project blink --template blink --board pico\n"
        "tw new project hello --lang rust\n"
        "cd hello && tw new module beep --lang zig\n",
    .exits = PROJECT_EXITS,
};

#define BUILD_OPTIONS                                                                           \
    {"--set", "KEY=VALUE",                                                                      \
     "gives a parameter of the application another value, in this build: a KEY that stands in " \
     "[parameters] of tw.toml, which the application knows as APP_KEY. May be repeated"},       \
        {"--all", NULL, "makes anew what is up to date, too"}

static const struct option build_options[] = {
    {"--board", "BOARD", "for this board instead of the one in tw.toml; host is the simulator"},
    BUILD_OPTIONS,
    OPTION_JSON,
    OPTIONS_END};

const struct command row_build = {
    .name = "build",
    .run = command_build,
    .group = GROUP_PROJECT,
    .synopsis =
        "tw build [project|modules] [--board BOARD] [--set KEY=VALUE]... [--all]\n"
        "         [--json]\n",
    .summary = "builds the project in this folder, or its modules alone",
    .help =
        "modules/NAME/NAME.c is in C, .rs in Rust, .zig in Zig, .go in Go, .ts in AssemblyScript.\n"
        "Each is compiled with the SDK's guest/build to NAME.wasm beside it if it is newer than\n"
        "that, with the words of link.flags there, and shrunk with wasm-opt where that is\n"
        "installed and makes it smaller. Then the application is built for the board, below\n"
        "build/. In a folder that is no project, but a module, that is built.\n"
        "\n"
        "Where the compiler of a module is missing, a module that is up to date is used as it is;\n"
        "where that of the application is missing, the template's program for the simulator, as\n"
        "it was installed, as long as the project is as tw new made it. Both are said, with what "
        "a\n"
        "rebuild needs. Else it is an error, with the command that installs what is missing.\n",
    .options = build_options,
    .words = "project|modules",
    .examples =
        "tw build\n"
        "tw build modules --all\n"
        "tw build --board pico --set loop_ms=100\n",
    .exits = PROJECT_EXITS,
};

static const struct option test_options[] = {
    BUILD_OPTIONS,
    {"--update", NULL, "writes transcripts that differ anew; look at what changed"},
    OPTION_JSON,
    OPTIONS_END};

const struct command row_test = {
    .name = "test",
    .run = command_test,
    .group = GROUP_PROJECT,
    .synopsis = "tw test [PART] [--set KEY=VALUE]... [--all] [--update] [--json]\n",
    .summary = "builds the project and runs its tests",
    .help =
        "A test is a file in tests/; PART runs those alone that have it in their names.\n"
        "\n"
        "NAME.sim is a script of tw sim (tw help sim): the application runs with it on the\n"
        "simulator, and what it expects must come, as\n"
        "\n"
        "    at 500 ms press A\n"
        "    expect \"button_a\" within 1 s\n"
        "\n"
        "NAME.txt is a transcript: lines that begin with `$ tw `, each with the output that the\n"
        "command must have behind it, errors too, and `exit code N` if that is not 0, as\n"
        "\n"
        "    $ tw run modules/math/math.wasm --invoke add 1 2\n"
        "    i32:3\n",
    .options = test_options,
    .examples =
        "tw test\n"
        "tw test demo --update\n",
    .exits = PROJECT_EXITS,
};
