// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"
#include "shell/transfer.h"

static tw_err_t save(tw_shell_t *shell, int argc, char *const *argv) {
    return tw__save(shell, argc, argv, tw__receive_ymodem_header);
}

static tw_err_t get(tw_shell_t *shell, int argc, char *const *argv) {
    bool is_xmodem = argc == 3 && tw__shell_texts_equal(argv[1], "-x");
    const char *name = argc == 2 ? argv[1] : is_xmodem ? argv[2] : NULL;
    return tw__get(shell, name, !is_xmodem);
}

static const tw_shell_command_t commands[] = {
    {"save", "[NAME [SIZE]]", "receives a file by YMODEM or XMODEM-CRC: `sb`, `sx`", save},
    {"get", "[-x] NAME", "sends a file by YMODEM, with -x by XMODEM-CRC: `rb`, `rx -c`", get},
};

const tw_shell_table_t tw_shell_ymodem = {commands, sizeof commands / sizeof commands[0], NULL};
