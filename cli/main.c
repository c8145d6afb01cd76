// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindgen.h"
#include "command.h"
#include "interp.h"
#include "scan.h"
#include "text.h"

// tw, the host tool: runs and inspects modules on the PC with the library that firmware has.

void tw_panic(const char *file, int line) {
    fprintf(stderr, "tw: panic at %s:%d: please report it\n", file, line);
    abort();
}

static int command_about(int count, char **args);
static int command_help(int count, char **args);

struct command {
    const char *name;
    int (*run)(int count, char **args);  // on this PC; NULL: on a device alone
    const char *synopsis;
    const char *summary;
    const char *help;
};

#define DEVICE_HELP                                                                               \
    "LINE is a serial line, as /dev/ttyACM0, with TinyWASM's shell at its other end and nobody\n" \
    "else on it. What modules print there meanwhile goes to stderr.\n"

static const struct command commands[] = {
    {"run", command_run,
     "tw run FILE.wasm [--invoke NAME ARG...] [--stub] [--fuel N] [--memory BYTES]\n"
     "              [--prefix BYTES] [--stack BYTES] [--stats] [--interp NAME]\n"
     "              [--grants FILE]\n"
     "       tw run FILE.wasm [--dir HOST[::GUEST]]... [--env NAME=VALUE]... [-- ARG...]\n"
     "       tw run MODULE [FUNCTION] --device LINE",
     "runs a function of a module, or a command module",
     "Instantiates the module, calls the function that it exports as NAME and prints each\n"
     "result on a line as TYPE:VALUE, as i32:7, f64:0.1, f32:nan:0x7fc00000, funcref:null.\n"
     "An ARG is read by the function's type: decimal, 0x and hex digits, negative, a float as\n"
     "0.1, 1e-3, 0x1p-2, inf or nan, a NaN by its bits as nan:0x7fc00001, a reference as null\n"
     "or the number of an externref. Without --invoke a module that exports _start is run as a\n"
     "command, with WASI preview 1: its exit code is tw's, a trap is 134. Of any other module\n"
     "the exports are listed.\n"
     "\n"
     "  --invoke NAME ARG...  the function and its arguments, up to the next option\n"
     "  --stub                satisfies imports that nobody defines: a call prints\n"
     "                        `call MODULE.NAME(ARGS)` and gives zero or null; memories and\n"
     "                        tables have their declared minimum, globals are zero or null.\n"
     "                        Functions that take or give other references than funcref and\n"
     "                        externref trap when they are called\n"
     "  --fuel N              instructions that a call may burn (100000000)\n"
     "  --memory BYTES        that may be backed of all memories together (16777216)\n"
     "  --prefix BYTES        of a memory that lie in one piece (all of it, or half of --memory)\n"
     "  --stack BYTES         for the frames of a call (65536)\n"
     "  --stats               what was used of it\n"
     "  --interp NAME         what executes the module (core); tw about lists what there is.\n"
     "                        With one that counts no fuel, --fuel is refused\n"
     "  --grants FILE         what the module may use, as on a device: TOML, or what tw grants\n"
     "                        compile made of it. Without, it may use all\n"
     "  --dir HOST[::GUEST]   a folder that a command may use, by that name, and nothing outside\n"
     "  --env NAME=VALUE      a variable of a command's environment\n"
     "  -- ARG...             a command's arguments. A command has endless fuel, 268435456 bytes\n"
     "                        of memory and a stack of 1048576 unless the options above say so\n"
     "  --device LINE         runs it there: a module that the device's filestore has\n"},
    {"inspect", command_inspect, "tw inspect FILE.wasm", "shows what a module is and needs",
     "Prints types, imports, exports, memories, the features that the module uses and where\n"
     "first, and what it needs on a device: flash for the file, RAM for register code,\n"
     "instance and memory. Nothing of the module is run.\n"},
    {"grants", command_grants,
     "tw grants compile FILE.toml [-o FILE.grants]\n"
     "       tw grants show FILE.grants\n"
     "       tw grants check FILE.wasm --grants FILE",
     "makes and shows what modules may use",
     "compile makes the table that a device reads of the TOML that people write; show writes\n"
     "TOML of a table; check says for each import of a module whether it is granted, and which\n"
     "line is missing. It takes either form. docs/GRANTS.md has the form.\n"},
    {"bindgen", bindgen_run,
     "tw bindgen host [--prefix PREFIX] FILE.wit... -o FOLDER\n"
     "       tw bindgen guest --lang LANGUAGE FILE.wit... -o FOLDER\n"
     "       tw bindgen docs FILE.wit... -o FOLDER",
     "makes bindings from WIT",
     "host writes a C header and a table of host functions whose glue checks what modules pass;\n"
     "guest writes what modules include (c, rust, zig, tinygo, assemblyscript); docs writes a\n"
     "page. WIT is read by wasm-tools: the one in WASM_TOOLS, on the path, or in build/deps.\n"
     "docs/BRIDGE.md is the manual.\n"},
    {"sim", command_sim,
     "tw sim [--script FILE] [--until TIME] [--set PART=VALUE] [--vcd FILE]\n"
     "              [--frames FOLDER] [--png TIME:FILE] [--real-time] PROGRAM [ARG...]",
     "runs an application on a simulated board",
     "PROGRAM is an application built for the board host. Its console is standard output. In\n"
     "virtual time, which the program spends only by sleeping and looking, a run is as fast as\n"
     "the PC can and always the same. docs/SIMULATOR.md is the manual.\n"
     "\n"
     "  --script FILE     what happens when, a line each:\n"
     "                      at 100 ms press A\n"
     "                      after 50 ms release A\n"
     "                      set tmp105 to 21.5\n"
     "                      pin 5 high | pin 5 low | pin 5 release\n"
     "                      adc 0 to 512\n"
     "                      send \"text\\n\" | send uart 3 \"text\"\n"
     "                      expect \"text\" within 2 s | expect led is on | expect exit 0\n"
     "                      screen menu.png\n"
     "                      restart | power off | power on | end\n"
     "  --until TIME      ends the run then; 5s, 100ms, 2min. Else the script's end does\n"
     "  --set PART=VALUE  as `set` at the start; also PART.PROPERTY=VALUE. May be repeated\n"
     "  --vcd FILE        records pins and other signals, for waveform viewers\n"
     "  --frames FOLDER   records what displays show, a PNG for each change\n"
     "  --png TIME:FILE   a PNG of the display at that time. May be repeated\n"
     "  --scale N         makes N times N pixels of each (1)\n"
     "  --real-time       time is the PC's; standard input is the console's\n"
     "  --seed N          of what is random in the program (1)\n"
     "  --keep FOLDER     the images of flash and other memories that outlive power; without\n"
     "                    it they are new and are gone with the run\n"
     "  --patience TIME   of the PC, after which a program that only computes is ended (30s)\n"
     "\n"
     "The exit code is 0 if all went as the script says, 1 if not, 2 for wrong usage, and that\n"
     "of the program if it ends by itself: 97 is its watchdog's, 128 and more a signal's.\n"},
    {"ls", NULL, "tw ls --device LINE", "lists the files of a device", DEVICE_HELP},
    {"put", NULL, "tw put FILE [NAME] --device LINE", "sends a file to a device",
     "The device validates a module as it comes and keeps the old file until all has come with\n"
     "the right hash. A put that was cut off goes on where it was when it is done again.\n"
     "\n" DEVICE_HELP},
    {"get", NULL, "tw get NAME [FILE] --device LINE", "brings a file from a device",
     "What has come is kept in FILE.part until all is there with the right hash; the same get\n"
     "goes on from there.\n"
     "\n" DEVICE_HELP},
    {"rm", NULL, "tw rm NAME --device LINE", "removes a file from a device", DEVICE_HELP},
    {"load", NULL, "tw load FILE --device LINE", "loads a module on a device", DEVICE_HELP},
    {"unload", NULL, "tw unload MODULE --device LINE", "unloads one", DEVICE_HELP},
    {"halt", NULL, "tw halt INSTANCE --device LINE", "ends an instance", DEVICE_HELP},
    {"call", NULL, "tw call INSTANCE FUNCTION [ARG...] --device LINE",
     "calls a function of an instance", DEVICE_HELP},
    {"swap", NULL, "tw swap INSTANCE [FILE] --device LINE",
     "puts a new version in an instance's place", DEVICE_HELP},
    {"ps", NULL, "tw ps --device LINE", "lists instances", DEVICE_HELP},
    {"log", NULL, "tw log --device LINE", "shows what a device logged", DEVICE_HELP},
    {"about", command_about, "tw about", "shows how this tool was built", ""},
    {"help", command_help, "tw help [COMMAND]", "shows this, or more about a command", ""},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static int fail_command(const char *name) {
    return fail_usage("tw", TW_ERR_INVAL, "there is no command %s: see tw help", name);
}

static int command_help(int count, char **args) {
    if (count > 1) {
        return fail_usage("tw help", TW_ERR_INVAL, "it takes one command: see tw help");
    }
    if (count == 1) {
        const struct command *command = find_command(args[0]);
        if (command == NULL) {
            return fail_command(args[0]);
        }
        printf("usage: %s\n\n%c%s.\n%s", command->synopsis, command->summary[0] - 'a' + 'A',
               command->summary + 1, command->help);
        return 0;
    }
    puts("tw runs and inspects WebAssembly modules for microcontrollers, on this PC.\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  %-9s %s\n", commands[i].name, commands[i].summary);
    }
    puts(
        "\ntw help COMMAND says more, tw --version which one this is. The exit code is 0, 1 for\n"
        "a trap or an error in the module, 2 for wrong usage.");
    return 0;
}

static int command_about(int count, char **args) {
    static const char *const profiles[] = {"?", "TINY", "STANDARD", "FULL"};
    (void)args;
    if (count != 0) {
        return fail_usage("tw about", TW_ERR_INVAL, "it takes nothing: leave it away");
    }
    printf("tw, the host tool of TinyWASM %s\n", TW_VERSION);
    printf("interpreter: %s\n", interp_names());
    printf("profile: %s, %u-bit\n", profiles[TW_CFG_PROFILE], (unsigned)(8 * sizeof(void *)));
    puts("features:");
    for (int i = 0; i < FEATURE_COUNT; i++) {
        if (feature_is_built((enum feature)i)) {
            printf("  %s\n", feature_name((enum feature)i));
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        return fail_usage("tw", TW_ERR_INVAL, "a command is missing: see tw help");
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0) {
        puts("tw " TW_VERSION);
        return 0;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        name = "help";
    }
    const struct command *command = find_command(name);
    if (command == NULL) {
        return fail_command(name);
    }
    int count = argc - 2;
    if (count == 1 && strcmp(argv[2], "--help") == 0) {
        return command_help(1, argv + 1);
    }
    const char *device = device_option(&count, argv + 2);
    if (device != NULL) {
        return command_device(name, device, count, argv + 2);
    }
    return command->run != NULL
               ? command->run(count, argv + 2)
               : fail_usage(name, TW_ERR_INVAL, "no device is named: add --device and its line");
}
