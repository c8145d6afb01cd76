// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"

// Commands over the filestore. A listing prints one file per turn: it lists anew and stops at the
// one whose turn it is, for between turns files may come and go.

// The filestore, mounted; NULL if there is none, which is said.
static tw_filestore_t *filestore_of(tw_shell_t *shell) {
    tw_filestore_t *fs = shell->config.filestore;
    bool is_there = fs != NULL;
    if (is_there && fs->is_mounted) {
        return fs;
    }
    shell->has_failed = true;
    tw_shell_printf(shell, "filestore: STATE: %s\n",
                    is_there ? "not mounted: is it new? `format --yes` makes it anew"
                             : "there is none: give config.filestore one");
    return NULL;
}

// ---- ls ----

struct nth {
    tw_shell_t *shell;
    uint32_t left;
};

static bool print_nth(void *ctx, const tw_fileinfo_t *info) {
    struct nth *nth = ctx;
    if (nth->left-- > 0) {
        return true;
    }
    tw_shell_printf(nth->shell, "%s ", info->name);
    tw_shell_printf(nth->shell, "%u\n", info->size);
    return false;
}

static tw_err_t ls(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    tw_filestore_t *fs = filestore_of(shell);
    if (fs == NULL) {
        return TW_ERR_STATE;
    }
    struct nth nth = {shell, tw_shell_turn(shell)};
    tw_err_t err = tw_filestore_list(fs, print_nth, &nth);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, fs->ops->name, err);
    }
    return nth.left == UINT32_MAX ? TW_ERR_PENDING : TW_ERR_OK;
}

// ---- df ----

static tw_err_t df(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    tw_filestore_t *fs = filestore_of(shell);
    if (fs == NULL) {
        return TW_ERR_STATE;
    }
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    tw_err_t err = tw_filestore_space(fs, &total, &free_bytes);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, fs->ops->name, err);
    }
    tw_shell_printf(shell, "filestore %s: %U B, %U used, %U free\n", fs->ops->name, (uint64_t)total,
                    (uint64_t)total - free_bytes, (uint64_t)free_bytes);
    return TW_ERR_OK;
}

// ---- rm ----

static tw_err_t rm(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    tw_filestore_t *fs = filestore_of(shell);
    if (fs == NULL) {
        return TW_ERR_STATE;
    }
    tw_err_t err = tw_filestore_remove(fs, argv[1]);
    return err == TW_ERR_OK ? err : tw_shell_fail(shell, argv[1], err);
}

// ---- cat and hexdump: a piece per turn ----

#define PIECE_BYTES 64u
#define ROW_BYTES 16u

// Reads the piece of this turn; *count is 0 behind the end.
static tw_err_t read_piece(tw_shell_t *shell, int argc, const char *name, uint8_t *piece,
                           uint32_t size, uint32_t *count) {
    *count = 0;
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    tw_filestore_t *fs = filestore_of(shell);
    if (fs == NULL) {
        return TW_ERR_STATE;
    }
    tw_fileinfo_t info = {NULL, 0};
    tw_err_t err = tw_filestore_stat(fs, name, &info);
    uint64_t off = (uint64_t)tw_shell_turn(shell) * size;
    if (err == TW_ERR_OK && off < info.size) {
        err = tw_filestore_read(fs, name, (uint32_t)off, piece, size, count);
    }
    return err == TW_ERR_OK ? err : tw_shell_fail(shell, name, err);
}

static tw_err_t cat(tw_shell_t *shell, int argc, char *const *argv) {
    uint8_t piece[PIECE_BYTES];
    uint32_t count = 0;
    tw_err_t err = read_piece(shell, argc, argv[1], piece, sizeof piece, &count);
    if (err != TW_ERR_OK) {
        return err;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool is_text = (piece[i] >= ' ' && piece[i] <= '~') || piece[i] == '\n' || piece[i] == '\t';
        char shown = is_text ? (char)piece[i] : '.';
        tw_shell_print_bytes(shell, &shown, piece[i] == '\r' ? 0 : 1);
    }
    return count == sizeof piece ? TW_ERR_PENDING : TW_ERR_OK;
}

static tw_err_t hexdump(tw_shell_t *shell, int argc, char *const *argv) {
    uint8_t row[ROW_BYTES];
    uint32_t count = 0;
    tw_err_t err = read_piece(shell, argc, argv[1], row, sizeof row, &count);
    if (err != TW_ERR_OK || count == 0) {
        return err;
    }
    tw__shell_put_hex(shell, tw_shell_turn(shell) * ROW_BYTES, 8);
    for (uint32_t i = 0; i < ROW_BYTES; i++) {
        tw_shell_print(shell, i % 8 == 0 ? "  " : " ");
        if (i < count) {
            tw__shell_put_hex(shell, row[i], 2);
        } else {
            tw_shell_print(shell, "  ");
        }
    }
    tw_shell_print(shell, "  |");
    for (uint32_t i = 0; i < count; i++) {
        char shown = row[i] >= ' ' && row[i] <= '~' ? (char)row[i] : '.';
        tw_shell_print_bytes(shell, &shown, 1);
    }
    tw_shell_print(shell, "|\n");
    return count == sizeof row ? TW_ERR_PENDING : TW_ERR_OK;
}

// ---- format ----

static tw_err_t format(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc != 2 || !tw__shell_texts_equal(argv[1], "--yes")) {
        return tw_shell_fail_usage(shell);
    }
    tw_filestore_t *fs = shell->config.filestore;
    if (fs == NULL) {
        return TW_ERR_STATE;
    }
    (void)tw__shell_claim_state(shell);
    if (shell->config.engine != NULL && tw_engine_module_at(shell->config.engine, 0) != NULL) {
        shell->has_failed = true;
        tw_shell_print(shell, "format: STATE: a module is loaded: halt and unload all\n");
        return TW_ERR_STATE;
    }
    tw_filestore_unmount(fs);
    tw_err_t err = tw_filestore_format(fs);
    if (err == TW_ERR_OK) {
        err = tw_filestore_mount(fs);
    }
    return err == TW_ERR_OK ? err : tw_shell_fail(shell, fs->ops->name, err);
}

static const tw_shell_command_t commands[] = {
    {"ls", "", "lists files and their sizes", ls},
    {"df", "", "how full the filestore is", df},
    {"lsblk", "", "the same", df},
    {"rm", "NAME", "removes a file", rm},
    {"cat", "NAME", "shows a file as text", cat},
    {"hexdump", "NAME", "shows a file in hex", hexdump},
    {"format", "--yes", "removes all files for ever", format},
};

const tw_shell_table_t tw_shell_files = {commands, sizeof commands / sizeof commands[0], NULL};
