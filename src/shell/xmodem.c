// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/transfer.h"

static tw_err_t save(tw_shell_t *shell, int argc, char *const *argv) {
    return tw__save(shell, argc, argv, NULL);
}

static tw_err_t get(tw_shell_t *shell, int argc, char *const *argv) {
    return tw__get(shell, argc == 2 ? argv[1] : NULL, false);
}

static const tw_shell_command_t commands[] = {
    {"save", "NAME [SIZE]", "receives a file by XMODEM-CRC, as `sx` sends it", save},
    {"get", "NAME", "sends a file by XMODEM-CRC, as `rx -c` receives it", get},
};

const tw_shell_table_t tw_shell_xmodem = {commands, sizeof commands / sizeof commands[0], NULL};
