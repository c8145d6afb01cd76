// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/swap.h"

#include "shell/modules.h"
#include "shell/state.h"

// swap: a file's module takes the place of an instance. The engine does it step by step; the
// command waits, and then unloads the module that nobody needs any more.

struct swap {
    tw_module_t *old;
    tw_module_t *made;
    tw_err_t err;
    bool is_over;
};

static struct swap *swap_of(tw_shell_t *shell) {
    return (struct swap *)(void *)shell->state;
}

// When it is set, the command of now is a swap. There is nothing to undo.
static void end_swap(tw_shell_t *shell) {
    (void)shell;
}

// A call that was begun in the old version, when nobody waited for the swap any more, goes on in
// the new one.
static void follow(tw_shell_t *shell, tw_instance_t *instance) {
    tw_instance_t *at = NULL;
    for (uint32_t i = 0; (at = tw_engine_instance_at(shell->config.engine, i)) != NULL; i++) {
        if (at == shell->calling) {
            return;
        }
    }
    shell->calling = shell->calling == NULL ? NULL : instance;
}

static void on_done(void *ctx, tw_instance_t *instance, tw_err_t err) {
    tw_shell_t *shell = ctx;
    struct swap *swap = swap_of(shell);
    if (shell->end != end_swap) {
        if (err == TW_ERR_OK) {
            follow(shell, instance);
        }
        return;  // nobody waits for it any more: state is another command's
    }
    swap->err = err;
    swap->is_over = true;
    if (err != TW_ERR_OK) {
        tw__shell_put_error(shell, err);
        shell->has_failed = true;
        return;
    }
    tw__shell_put_text(shell, "swapped ");
    tw__shell_put_text(shell, tw_instance_name(instance));
    tw__shell_put_text(shell, "\n");
}

// A module that another instance still needs stays.
static void unload(tw_module_t *module) {
    tw_err_t err = tw_module_unload(module);
    (void)err;
}

// The instance may go while the module is loaded, so it is looked for in each turn.
static tw_err_t begin(tw_shell_t *shell, const char *name, const char *file) {
    tw_instance_t *old = NULL;
    tw_module_t *module = NULL;
    tw_err_t err = tw__shell_find_instance(shell, name, &old);
    err = err == TW_ERR_OK ? tw__shell_load(shell, file, &module) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    struct swap *swap = tw__shell_claim_state(shell);
    memset(swap, 0, sizeof *swap);
    swap->old = tw_instance_module(old);
    swap->made = module;
    err = tw_instance_swap(old, module, on_done, shell);
    if (err != TW_ERR_OK) {
        tw__shell_put_error(shell, err);
        shell->has_failed = true;
        unload(module);
        return err;
    }
    tw__shell_on_end(shell, end_swap);
    return TW_ERR_PENDING;
}

static tw_err_t swap(tw_shell_t *shell, int argc, char *const *argv) {
    struct swap *state = swap_of(shell);
    if (argc < 2 || argc > 3) {
        return tw_shell_fail_usage(shell);
    }
    if (shell->end != end_swap) {
        return begin(shell, argv[1], argv[argc - 1]);
    }
    if (!state->is_over) {
        tw__shell_idle(shell);
        return TW_ERR_PENDING;
    }
    unload(state->err == TW_ERR_OK ? state->old : state->made);
    return state->err;
}

static const tw_shell_command_t commands[] = {
    {"swap", "INSTANCE [FILE]", "puts a new version in an instance's place while all runs", swap},
};

const tw_shell_table_t tw_shell_swap = {commands, sizeof commands / sizeof commands[0], NULL};
