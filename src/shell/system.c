// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "shell/lines.h"
#include "shell/state.h"

// Commands over the engine and the board, and the log.

static tw_err_t mem(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    size_t peak = 0;
    size_t used = tw_engine_arena_used(shell->config.engine, &peak);
    tw_shell_printf(shell, "arena: %U B used, %U B at most\n", (uint64_t)used, (uint64_t)peak);
    return TW_ERR_OK;
}

static const char *level_name(tw_log_level_t level) {
    static const char names[] = "error\0warning\0info\0debug";
    return tw__text_at(names, (uint32_t)level);
}

void tw_shell_log(void *ctx, tw_log_level_t level, const char *text, size_t size) {
    tw_shell_t *shell = ctx;
    char line[TW_SHELL_LINE_BYTES];
    size_t used = tw__format(line, sizeof line, "%s: %n", level_name(level), text, (unsigned)size);
    tw__lines_add(&shell->log, line, (uint32_t)used);
}

void tw_shell_report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    tw_shell_t *shell = ctx;
    const char *text = fault->text[0] != '\0' ? fault->text : tw_err_text(fault->err);
    tw__log(TW_LOG_ERROR, "%s", text);
    if (instance == NULL || instance != shell->calling) {
        tw_shell_print(shell, text);
        tw_shell_print(shell, "\n");
    }
}

// A line per turn, the oldest first. What is logged meanwhile may move them on.
static tw_err_t show_log(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    const char *line = tw__lines_at(&shell->log, tw_shell_turn(shell));
    if (line == NULL) {
        return TW_ERR_OK;
    }
    tw_shell_print(shell, line);
    tw_shell_print(shell, "\n");
    return TW_ERR_PENDING;
}

// What is printed leaves first.
static tw_err_t reboot(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    if (shell->config.reset == NULL) {
        return TW_ERR_UNSUPPORTED;
    }
    if (shell->output_count > 0) {
        return TW_ERR_PENDING;
    }
    shell->config.reset(shell->config.ctx);
    return TW_ERR_OK;
}

static const tw_shell_command_t commands[] = {
    {"mem", "", "how full the arena is", mem},
    {"log", "", "what was logged last", show_log},
    {"reboot", "", "starts anew", reboot},
};

const tw_shell_table_t tw_shell_system = {commands, sizeof commands / sizeof commands[0], NULL};
