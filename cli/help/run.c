// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

static const struct option options[] = {
    {"--invoke", "NAME ARG...", "the function and its arguments, up to the next option"},
    {"--stub", NULL,
     "satisfies imports that nobody defines: a call prints `call MODULE.NAME(ARGS)` and gives zero "
     "or null; memories and tables have their declared minimum, globals are zero or null. "
     "Functions that take or give other references than funcref and externref trap when they are "
     "called"},
    {"--fuel", "N", "instructions that a call may burn (100000000)"},
    {"--memory", "BYTES", "that may be backed of all memories together (16777216)"},
    {"--prefix", "BYTES", "of a memory that lie in one piece (all of it, or half of --memory)"},
    {"--heap", "BYTES", "of objects that the module may keep: structs and arrays (16777216)"},
    {"--stack", "BYTES", "for the frames of a call (65536)"},
    {"--stats", NULL, "what was used of it"},
    {"--interp", "NAME",
     "what executes the module (core); tw about lists what there is. boards runs the register code "
     "of small processors, where the PC's own has more forms. With one that counts no fuel, --fuel "
     "is refused"},
    {"--grants", "FILE",
     "what the module may use, as on a device: TOML, or what tw grants compile made of it. "
     "Without, "
     "it may use all"},
    {"--dir", "FOLDER[::GUEST]",
     "a folder that a command may use, by that name, and nothing outside"},
    {"--env", "NAME=VALUE", "a variable of a command's environment"},
    {"--", "ARG...",
     "a command's arguments. A command has endless fuel, 268435456 bytes of memory and a stack of "
     "1048576 unless the options above say so"},
    {"--board", "BOARD", "of a project: runs it there instead of on the board in tw.toml"},
    {"--set", "KEY=VALUE", "of a project: gives a parameter another value, as tw build does"},
    {"--all", NULL, "of a project: makes anew what is up to date, too"},
    {"--until", "TIME",
     "of a project: ends it then, as 5s; on the simulator the time is virtual and each run the "
     "same, with flash that is new; on an emulator it is the PC's"},
    {"--device", "LINE", "runs it there: a module that the device's filestore has"},
    OPTION_KEY,
    OPTIONS_END};

const struct command row_run = {
    .name = "run",
    .run = command_run,
    .group = GROUP_MODULE,
    .passes_words = true,
    .synopsis =
        "tw run FILE.wasm [--invoke NAME ARG...] [--stub] [--fuel N] [--memory BYTES]\n"
        "       [--prefix BYTES] [--heap BYTES] [--stack BYTES] [--stats] [--interp NAME]\n"
        "       [--grants FILE]\n"
        "tw run FILE.wasm [--dir FOLDER[::GUEST]]... [--env NAME=VALUE]... [-- ARG...]\n"
        "tw run [--board BOARD] [--set KEY=VALUE]... [--all] [--until TIME] [-- ARG...]\n"
        "tw run MODULE [FUNCTION] --device LINE\n",
    .summary = "runs a function of a module, a command module, or the project in this folder",
    .help =
        "Instantiates the module, calls the function that it exports as NAME and prints each\n"
        "result on a line as TYPE:VALUE, as i32:7, f64:0.1, f32:nan:0x7fc00000, funcref:null.\n"
        "An ARG is read by the function's type: decimal, 0x and hex digits, negative, a float as\n"
        "0.1, 1e-3, 0x1p-2, inf or nan, a NaN by its bits as nan:0x7fc00001, a reference as null\n"
        "or the number of an externref, a v128 as 0x and hex digits, its lowest byte last.\n"
        "Objects of the module are printed as what they are, as anyref:struct or i31ref:i31:7,\n"
        "by the interpreter core; by others as numbers. An exception that leaves the function is\n"
        "printed as exception: TAG(VALUE, ...). Without --invoke a module that exports _start is\n"
        "run as a command, with WASI preview 1: its exit code is tw's, a trap is 134. Of any\n"
        "other module the exports are listed.\n"
        "\n"
        "Without a file the project in this folder is built (tw help build) and run: on the\n"
        "simulator, in the PC's time and with keys for the console, or on the board's emulator;\n"
        "what is on its console is shown until it ends, or Ctrl-C. What its flash keeps is below\n"
        "build/. A project that is a command is run with the words behind --.\n",
    .options = options,
    .words = "FILE.wasm",
    .examples =
        "tw run\n"
        "tw run --board pico --until 5s\n"
        "tw run fac.wasm --invoke fac 10\n"
        "tw run ping.wasm --invoke ping --stub\n"
        "tw run lua.wasm --dir scripts::/scripts -- /scripts/hello.lua\n",
    .exits =
        "0    it ran\n"
        "1    a trap, or an error in the module\n"
        "2    wrong usage\n"
        "134  a command trapped; any other code is what the command exited with\n",
};
