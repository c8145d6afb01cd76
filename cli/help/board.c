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
    .synopsis = "tw flash BOARD FILE [--with WAY] [--drive FOLDER] [--port LINE] [--dry-run]\n",
    .summary = "writes a program to a board",
    .help =
        "FILE is the ELF that the build made, or already in the form that the way takes. The\n"
        "ways are in the board's data (BOARD_FLASH): drive copies UF2 or hex to the drive that\n"
        "the boot loader shows, and looks first whether it is that board's; the others are\n"
        "programs. Boards that are emulated only are refused.\n",
    .options = flash_options,
    .words = "BOARD",
    .examples =
        "tw flash pico build/pico/blink.elf\n"
        "tw flash pico build/pico/blink.elf --with openocd --dry-run\n",
};
