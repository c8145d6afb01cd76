// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

static const struct option inspect_options[] = {OPTION_JSON, OPTIONS_END};

const struct command row_inspect = {
    .name = "inspect",
    .run = command_inspect,
    .group = GROUP_MODULE,
    .synopsis = "tw inspect FILE.wasm [--json]\n",
    .options = inspect_options,
    .summary = "shows what a module is and needs",
    .help =
        "Prints types, imports, exports, memories, the features that the module uses and\n"
        "where first, and what it needs on a device: flash for the file, RAM for register\n"
        "code, instance and memory, and the first profile of the library (TINY, STANDARD, FULL)\n"
        "that has all of these features. Nothing of the module is run.\n",
    .words = "FILE.wasm",
    .examples = "tw inspect ping.wasm\n",
};

static const struct option translate_options[] = {
    {"-o", "FILE.kept", "where it goes (FILE.kept beside FILE.wasm)"}, OPTIONS_END};

const struct command row_translate = {
    .name = "translate",
    .run = command_translate,
    .group = GROUP_MODULE,
    .synopsis = "tw translate FILE.wasm [-o FILE.kept]\n",
    .summary = "makes the register code of a module for a rom store",
    .help =
        "Writes what a device would make of the module and keep beside it. Linked into the\n"
        "firmware as the file .~FILE.wasm of a rom store, aligned to 8, it is run in place\n"
        "by engines with config.keeper = &tw_keeper. It fits firmware of the same sources as\n"
        "this tw and of profile STANDARD, not for Thumb-1 (Cortex-M0) or RISC-V; other firmware\n"
        "makes its own code in RAM.\n",
    .options = translate_options,
    .words = "FILE.wasm",
    .examples = "tw translate ping.wasm -o ping.kept\n",
};

static const struct option grants_options[] = {
    {"-o", "FILE.grants", "where compile writes (FILE.grants beside FILE.toml)"},
    {"--grants", "FILE", "TOML, or what compile made of it"},
    OPTIONS_END};

const struct command row_grants = {
    .name = "grants",
    .run = command_grants,
    .group = GROUP_BRIDGE,
    .synopsis =
        "tw grants compile FILE.toml [-o FILE.grants]\n"
        "tw grants show FILE.grants\n"
        "tw grants check FILE.wasm --grants FILE\n",
    .summary = "makes and shows what modules may use",
    .help =
        "compile makes the table that a device reads of the TOML that people write; show\n"
        "writes TOML of a table; check says for each import of a module whether it is\n"
        "granted, and which line is missing. It takes either form. docs/GRANTS.md has the\n"
        "form.\n",
    .options = grants_options,
    .words = "compile|show|check",
    .examples =
        "tw grants compile grants.toml -o app.grants\n"
        "tw grants check ping.wasm --grants grants.toml\n",
};

static const struct option bindgen_options[] = {
    {"--prefix", "PREFIX", "of the names in C that host writes (tw_)"},
    {"--lang", "c|rust|zig|tinygo|assemblyscript", "the language that guest writes"},
    {"-o", "FOLDER", "where the files go"},
    OPTIONS_END};

const struct command row_bindgen = {
    .name = "bindgen",
    .run = command_bindgen,
    .group = GROUP_BRIDGE,
    .synopsis =
        "tw bindgen host [--prefix PREFIX] FILE.wit... -o FOLDER\n"
        "tw bindgen guest --lang LANGUAGE FILE.wit... -o FOLDER\n"
        "tw bindgen docs FILE.wit... -o FOLDER\n",
    .summary = "makes bindings from WIT",
    .help =
        "host writes a C header and a table of host functions whose glue checks what modules\n"
        "pass; guest writes what modules include; docs writes a page. WIT is read by\n"
        "wasm-tools: the one in WASM_TOOLS, on the path, or in build/deps. docs/BRIDGE.md is\n"
        "the manual.\n",
    .options = bindgen_options,
    .words = "host|guest|docs",
    .examples =
        "tw bindgen host badge.wit -o host\n"
        "tw bindgen guest --lang rust badge.wit -o modules/menu\n",
};

static const struct option sim_options[] = {
    {"--script", "FILE", "what happens when, a line each; see above"},
    {"--until", "TIME", "ends the run then; 5s, 100ms, 2min. Else the script's end does"},
    {"--set", "PART=VALUE", "as `set` at the start; also PART.PROPERTY=VALUE. May be repeated"},
    {"--vcd", "FILE", "records pins and other signals, for waveform viewers"},
    {"--frames", "FOLDER", "records what displays show, a PNG for each change"},
    {"--png", "TIME:FILE", "a PNG of the display at that time. May be repeated"},
    {"--scale", "N", "makes N times N pixels of each (1)"},
    {"--real-time", NULL, "time is the PC's; standard input is the console's"},
    {"--seed", "N", "of what is random in the program (1)"},
    {"--keep", "FOLDER",
     "the images of flash and other memories that outlive power; without it they are new and are "
     "gone with the run"},
    {"--patience", "TIME", "of the PC, after which a program that only computes is ended (30s)"},
    OPTIONS_END};

const struct command row_sim = {
    .name = "sim",
    .run = command_sim,
    .group = GROUP_BOARD,
    .passes_words = true,
    .synopsis =
        "tw sim [--script FILE] [--until TIME] [--set PART=VALUE] [--vcd FILE]\n"
        "       [--frames FOLDER] [--png TIME:FILE] [--real-time] PROGRAM [ARG...]\n",
    .summary = "runs an application on a simulated board",
    .help =
        "PROGRAM is an application built for the board host. Its console is standard output.\n"
        "In virtual time, which the program spends only by sleeping and looking, a run is as\n"
        "fast as the PC can and always the same. docs/SIMULATOR.md is the manual. A script:\n"
        "\n"
        "    at 100 ms press A\n"
        "    after 50 ms release A\n"
        "    set tmp105 to 21.5\n"
        "    pin 5 high | pin 5 low | pin 5 release\n"
        "    adc 0 to 512\n"
        "    send \"text\\n\" | send uart 3 \"text\"\n"
        "    expect \"text\" within 2 s | expect led is on | expect exit 0\n"
        "    screen menu.png\n"
        "    restart | power off | power on | end\n",
    .options = sim_options,
    .words = "FILE",
    .examples =
        "tw sim --until 5s build/host/blink\n"
        "tw sim --script badge.sim --frames shots build/host/badge\n",
    .exits =
        "0    all went as the script says\n"
        "1    something did not\n"
        "2    wrong usage\n"
        "else that of the program, if it ends by itself: 97 is its watchdog's, 128 and more a\n"
        "     signal's\n",
};

static const struct option check_options[] = {
    {"--app", "FOLDER", "the application's folder, with its tw.toml (this folder)"},
    {"--board", "BOARD", "compares what an instance takes with what the board has, too"},
    OPTION_JSON,
    OPTIONS_END};

const struct command row_check = {
    .name = "check",
    .run = command_check,
    .group = GROUP_BRIDGE,
    .synopsis = "tw check FILE.wasm [--app FOLDER] [--board BOARD] [--json]\n",
    .summary = "says whether an application has what a module needs",
    .help =
        "Before it is uploaded: whether the application's bridge has each import, with the same\n"
        "type, and whether its grants allow it; else which line is missing. The bridge is the\n"
        "WIT in the folder and its folder bridge, and what `bridge` in tw.toml names of the\n"
        "SDK's; functions of hand-written tables stand in files NAME.sig, a line each, as\n"
        "`hosted.pong ()`. `wasi` there is WASI preview 1. With --board the file is compared with\n"
        "the flash for it, and what an instance takes under [limits] of tw.toml with the arena\n"
        "that applications have there, from what it takes in any case to what it takes on this\n"
        "PC, whose pointers are longer. profile is the first one of the library (TINY, STANDARD,\n"
        "FULL) that has all that the module uses: the firmware must have it or more.\n",
    .options = check_options,
    .words = "FILE.wasm",
    .examples =
        "tw check ping.wasm --app apps/simple\n"
        "tw check menu.wasm --app . --board microbit\n",
    .exits =
        "0    the application has all\n"
        "1    something is missing, of another type, not granted or too large\n"
        "2    wrong usage\n"
        "3    tw was built without what reads TOML or WIT\n",
};

static const struct option disasm_options[] = {
    {"--func", "NAME", "this function alone: by the name of its export, or its index"},
    OPTION_JSON,
    OPTIONS_END};

const struct command row_disasm = {
    .name = "disasm",
    .run = command_disasm,
    .group = GROUP_MODULE,
    .synopsis = "tw disasm FILE.wasm [--func NAME] [--json]\n",
    .summary = "shows a module's code, wasm and register code side by side",
    .help =
        "A line for each instruction: its byte in the file, its name and what follows it; beside\n"
        "it the operations of register code that the translator wrote for it, each at its unit\n"
        "of the function. s3 is cell 3 of the frame, acc the accumulator, #5 a number, -> 12 the\n"
        "unit that a branch goes to. What is folded away has nothing beside it. Register code is\n"
        "that of this PC: the accumulator of 64-bit targets holds more.\n",
    .options = disasm_options,
    .words = "FILE.wasm",
    .examples =
        "tw disasm ping.wasm\n"
        "tw disasm fac.wasm --func fac --json\n",
};
