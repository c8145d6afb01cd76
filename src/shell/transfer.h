// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_TRANSFER_H
#define TW_SHELL_TRANSFER_H

#include "shell/modem.h"
#include "tinywasm/shell.h"

// The commands save and get. header: what takes YMODEM's first packet; NULL: XMODEM alone.
tw_err_t tw__save(tw_shell_t *shell, int argc, char *const *argv, tw__receive_header_t header);
// is_ymodem: name and size go in front.
tw_err_t tw__get(tw_shell_t *shell, const char *name, bool is_ymodem);

#endif
