// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hmac.h"
#include "shell/state.h"
#include "tinywasm/remote_key.h"
#include "tinywasm/shell_remote.h"

// The key of remote shells, from a line that nobody else can read. It comes in a frame, so that it
// is neither shown nor kept in the history.

static tw_err_t refuse_remote(tw_shell_t *shell) {
    shell->has_failed = true;
    tw_shell_print(shell, "netkey: DENIED: others can listen here: use a serial line\n");
    return TW_ERR_DENIED;
}

static tw_err_t netkey(tw_shell_t *shell, int argc, char *const *argv) {
    bool is_removal = argc == 2 && tw__shell_texts_equal(argv[1], "--remove");
    if (argc != 1 && !is_removal) {
        return tw_shell_fail_usage(shell);
    }
    if (is_removal) {
        tw_err_t err = shell->config.is_remote ? refuse_remote(shell)
                                               : tw_remote_key_remove(shell->config.engine);
        return err == TW_ERR_OK || shell->has_failed ? err : tw_shell_fail(shell, "netkey", err);
    }
    tw_shell_print(shell, tw_remote_key_is_set(shell->config.engine)
                              ? "there is a key: remote shells are open to who has it\n"
                              : "there is no key: remote shells are shut; tw netkey sets one\n");
    return TW_ERR_OK;
}

static bool parse_secret(const char *text, uint8_t *bytes, uint32_t size) {
    if (strlen(text) != 2 * (size_t)size) {
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        uint32_t high = tw__shell_digit_of(text[2 * i]);
        uint32_t low = tw__shell_digit_of(text[2 * i + 1]);
        if (high > 15 || low > 15) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

// .netkey KEY SEED, in hex: what they lie in is overwritten.
static tw_err_t set_key(tw_shell_t *shell, int argc, char *const *argv) {
    uint8_t secret[TW_REMOTE_KEY_BYTES + TW_REMOTE_SEED_BYTES];
    bool is_frame = shell->frames != NULL;
    bool is_good = argc == 3 && parse_secret(argv[1], secret, TW_REMOTE_KEY_BYTES) &&
                   parse_secret(argv[2], secret + TW_REMOTE_KEY_BYTES, TW_REMOTE_SEED_BYTES);
    for (int i = 1; i < argc; i++) {
        tw__secret_wipe(argv[i], (uint32_t)strlen(argv[i]));
    }
    if (shell->config.is_remote || !is_frame) {
        tw__secret_wipe(secret, sizeof secret);
        return refuse_remote(shell);
    }
    if (!is_good) {
        return tw_shell_fail_usage(shell);
    }
    tw_err_t err = tw_remote_key_set(shell->config.engine, secret, secret + TW_REMOTE_KEY_BYTES);
    tw__secret_wipe(secret, sizeof secret);
    return err == TW_ERR_OK ? err : tw_shell_fail(shell, "netkey", err);
}

static const tw_shell_command_t commands[] = {
    {"netkey", "[--remove]", "whether remote shells have a key; removes it", netkey},
    {".netkey", "KEY SEED", "", set_key},
};

const tw_shell_table_t tw_shell_netkey = {commands, sizeof commands / sizeof commands[0], NULL};
