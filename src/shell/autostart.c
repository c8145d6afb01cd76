// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/autostart.h"

#include "shell/state.h"

// autostart: what runs after power-on. The list is the engine's; here it is shown, a line per turn,
// and changed.

struct nth {
    tw_shell_t *shell;
    uint32_t left;
};

static bool print_nth(void *ctx, const char *file, const char *func) {
    struct nth *nth = ctx;
    if (nth->left-- > 0) {
        return true;
    }
    tw_shell_print(nth->shell, file);
    tw_shell_print(nth->shell, func[0] == '\0' ? "" : " ");
    tw_shell_print(nth->shell, func);
    tw_shell_print(nth->shell, "\n");
    return false;
}

static tw_err_t list(tw_shell_t *shell) {
    struct nth nth = {shell, tw_shell_turn(shell)};
    tw_err_t err = tw_autostart_visit(shell->config.engine, print_nth, &nth);
    return err == TW_ERR_OK && nth.left == UINT32_MAX ? TW_ERR_PENDING : err;
}

static tw_err_t autostart(tw_shell_t *shell, int argc, char *const *argv) {
    tw_engine_t *engine = shell->config.engine;
    if (argc == 1) {
        return list(shell);
    }
    (void)tw__shell_claim_state(shell);  // a save that waits there would be in the way
    if (tw__shell_texts_equal(argv[1], "-d")) {
        return argc == 3 ? tw_autostart_set(engine, argv[2], NULL, false)
                         : tw_shell_fail_usage(shell);
    }
    return argc <= 3 ? tw_autostart_set(engine, argv[1], argv[2], true)
                     : tw_shell_fail_usage(shell);
}

static const tw_shell_command_t commands[] = {
    {"autostart", "[FILE [FUNCTION] | -d FILE]", "what runs after power-on; -d: no more",
     autostart},
};

const tw_shell_table_t tw_shell_autostart = {commands, sizeof commands / sizeof commands[0], NULL};
