// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "help/rows.h"

// All commands, in the order in which help shows them; those of a group stand together.
static const struct command *const rows[] = {
    // Projects
    &row_new,
    &row_build,
    &row_test,
    // Modules on this PC
    &row_run,
    &row_inspect,
    &row_disasm,
    &row_translate,
    &row_wasm4,
    // What modules may use
    &row_grants,
    &row_bindgen,
    &row_check,
    // Boards
    &row_boards,
    &row_sim,
    &row_flash,
    &row_size,
    // Running devices
    &row_monitor,
    &row_ls,
    &row_put,
    &row_get,
    &row_rm,
    &row_load,
    &row_unload,
    &row_halt,
    &row_call,
    &row_swap,
    &row_ps,
    &row_log,
    &row_netkey,
    // This tool
    &row_about,
    &row_doctor,
    &row_completions,
    &row_help,
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

const struct command *command_at(size_t index) {
    return index < ROW_COUNT ? rows[index] : NULL;
}

const struct command *command_find(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i]->name, name) == 0) {
            return rows[i];
        }
    }
    return NULL;
}
