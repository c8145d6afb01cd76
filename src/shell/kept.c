// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"
#include "tinywasm/keep.h"

// kept: what the engine keeps of modules' code, and without it.

// The i-th file, whose name is copied.
struct nth {
    uint32_t left;
    bool is_found;
    char name[TW_FILESTORE_NAME_BYTES + 1];
};

static bool find_nth(void *ctx, const tw_fileinfo_t *info) {
    struct nth *nth = ctx;
    if (nth->left-- > 0) {
        return true;
    }
    nth->is_found = true;
    memcpy(nth->name, info->name, strlen(info->name) + 1);
    return false;
}

static tw_err_t show(tw_shell_t *shell, const char *name) {
    uint32_t bytes = 0;
    tw_err_t err = tw_keep_size(shell->config.engine, name, &bytes);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, name, err);
    }
    if (bytes > 0) {
        tw_shell_printf(shell, "%s ", name);
        tw_shell_printf(shell, "%u\n", bytes);
    }
    return TW_ERR_OK;
}

// One file per turn, as ls.
static tw_err_t show_next(tw_shell_t *shell) {
    struct nth nth = {tw_shell_turn(shell), false, ""};
    tw_filestore_t *fs = shell->config.filestore;
    tw_err_t err = fs == NULL ? TW_ERR_STATE : tw_filestore_list(fs, find_nth, &nth);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, "filestore", err);
    }
    err = nth.is_found ? show(shell, nth.name) : TW_ERR_OK;
    return err == TW_ERR_OK && nth.is_found ? TW_ERR_PENDING : err;
}

static tw_err_t kept(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc == 1) {
        return show_next(shell);
    }
    if (argc != 3 || memcmp(argv[1], "rm", sizeof "rm") != 0) {
        return tw_shell_fail_usage(shell);
    }
    tw_err_t err = tw_keep_drop(shell->config.engine, argv[2]);
    return err == TW_ERR_OK ? err : tw_shell_fail(shell, argv[2], err);
}

static const tw_shell_command_t commands[] = {
    {"kept", "[rm FILE]", "bytes of code kept beside each file; rm: makes it anew", kept},
};

const tw_shell_table_t tw_shell_kept = {commands, sizeof commands / sizeof commands[0], NULL};
