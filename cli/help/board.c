// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

static const struct option boards_options[] = {
    OPTION_JSON, {"--names", NULL, "writes the names alone, a line each"}, OPTIONS_END};

const struct command row_boards = {
    .name = "boards",
    .run = command_boards,
    .group = GROUP_BOARD,
    .synopsis = "tw boards [--json] [--names]\n",
    .summary = "lists the boards that applications can be built for",
    .help =
        "Core, flash, RAM, tier (1: emulated and tested so; 3: not tested), the filestore, how\n"
        "tw flash writes it, and what is attached, by the data in boards/ of the SDK.\n",
    .options = boards_options,
    .examples =
        "tw boards\n"
        "tw boards --json\n",
};

static const struct option flash_options[] = {
    {"--with", "drive|openocd|picotool|esptool|st-flash",
     "the way, if the board has several; else the first that can be taken now"},
    {"--drive", "FOLDER",
     "where the boot loader's drive is mounted; else it is looked for below TINYWASM_DRIVES, "
     "/media, "
     "/run/media, /mnt and /Volumes"},
    {"--port", "LINE", "the serial line, for esptool; else that looks for it"},
    {"--dry-run", NULL, "prints the commands and does nothing"},
    OPTIONS_END};

const struct command row_flash = {
    .name = "flash",
    .run = command_flash,
    .group = GROUP_BOARD,
    .synopsis = "tw flash BOARD [FILE] [--with WAY] [--drive FOLDER] [--port LINE] [--dry-run]\n",
    .summary = "writes a program to a board",
    .help =
        "FILE is the ELF that the build made, or already in the form that the way takes; without\n"
        "it the project in this folder is built and written. The ways are in the board's data\n"
        "(BOARD_FLASH): drive copies UF2 or hex to the drive that the boot loader shows, and\n"
        "looks first whether it is that board's; the others are programs. Boards that are\n"
        "emulated only are refused.\n",
    .options = flash_options,
    .words = "BOARD",
    .examples =
        "tw flash pico\n"
        "tw flash microbit build/microbit/simple.hex\n"
        "tw flash pico build/pico/blink.elf --with openocd --dry-run\n",
};

static const struct option monitor_options[] = {
    {"--board", "BOARD", "looks for this board's USB numbers (BOARD_USB of its data) alone"},
    {"--baud", "N", "bits a second (115200)"},
    {"--for", "SECONDS", "ends then; else Ctrl-] ends it, or the end of tw"},
    OPTION_KEY,
    {"--list", NULL, "lists the serial ports and does nothing else"},
    {"--json", NULL, "with --list: writes JSON instead, for programs"},
    OPTIONS_END};

const struct command row_monitor = {
    .name = "monitor",
    .run = command_monitor,
    .group = GROUP_DEVICE,
    .synopsis =
        "tw monitor [LINE] [--board BOARD] [--baud N] [--key FILE] [--for SECONDS]\n"
        "tw monitor --list [--json]\n",
    .summary = "is a terminal on a board's serial line",
    .help =
        "Shows what the line brings, and sends what is typed, key by key; Ctrl-] ends it. When\n"
        "the line goes, because the board restarts, it waits and opens it again. Without LINE it\n"
        "takes the USB serial port of a board that it knows, else the only USB serial port.\n"
        "LINE may be a pseudo-terminal, too, as emulators make them, or tcp://HOST[:PORT], where\n"
        "a remote shell listens.\n",
    .options = monitor_options,
    .words = "LINE",
    .examples =
        "tw monitor\n"
        "tw monitor /dev/ttyACM0\n"
        "echo ls | tw monitor --board pico --for 2\n",
};

static const struct option size_options[] = {
    {"--board", "BOARD", "whose program of the project is measured; else that of tw.toml"},
    OPTION_JSON,
    OPTIONS_END};

const struct command row_size = {
    .name = "size",
    .run = command_size,
    .group = GROUP_BOARD,
    .synopsis = "tw size [PROGRAM.elf] [--board BOARD] [--json]\n",
    .summary = "shows what a program takes of flash and RAM, by room",
    .help =
        "By the map that the linker wrote beside the program: rooms of the library, devices,\n"
        "the port, the application with the modules in it, and what the compiler adds. Without\n"
        "a program it takes that of the project in this folder, as tw build has left it, and\n"
        "its modules: the size of each file, and of the register code that is made of it, and the\n"
        "profile of the library (TINY, STANDARD, FULL) that it needs.\n",
    .options = size_options,
    .words = "FILE",
    .examples =
        "tw size --board pico\n"
        "tw size build/lm3s6965evb/simple.elf --board lm3s6965evb\n",
};
