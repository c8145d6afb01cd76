// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/shell.h"

#include "shell/state.h"

// The shell's turns: what is typed comes in, a key is taken or the command runs on, what is printed
// goes out.

#define WRITE_BYTES 32u  // that a poll writes: 3 ms of a line at 115,200 baud
// What one key may print: prompt, line and sequences. A turn of a command may print as much.
#define TURN_BYTES (TW_SHELL_LINE_BYTES + 48u)

// ---- texts and numbers ----

bool tw__shell_texts_equal(const char *a, const char *b) {
    size_t size = strlen(a);
    return size == strlen(b) && memcmp(a, b, size) == 0;
}

bool tw__shell_ends_with(const char *text, const char *end) {
    size_t size = strlen(text);
    size_t end_size = strlen(end);
    return end_size <= size && memcmp(text + size - end_size, end, end_size) == 0;
}

uint32_t tw__shell_digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return (uint32_t)(c - '0');
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? (uint32_t)(lower - 'a') + 10 : 99;
}

bool tw_shell_parse_number(const char *text, uint32_t most, uint32_t *number) {
    bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    uint32_t base = is_hex ? 16 : 10;
    uint64_t value = 0;
    text += is_hex ? 2 : 0;
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        uint32_t digit = tw__shell_digit_of(*text);
        value = value * base + digit;
        if (digit >= base || value > most) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return true;
}

// ---- set-up ----

void tw_shell_config_init(tw_shell_config_t *config) {
    memset(config, 0, sizeof *config);
    config->prompt = "==> ";
}

void tw_shell_init(tw_shell_t *shell, const tw_shell_config_t *config) {
    TW_ASSERT(config->read != NULL && config->write != NULL);
    TW_ASSERT(strlen(config->prompt) <= 16);
    memset(shell, 0, sizeof *shell);
    shell->config = *config;
    shell->history = (tw_shell_lines_t){config->history, config->history_size, 0};
    shell->log = (tw_shell_lines_t){config->log, config->log_size, 0};
}

tw_engine_t *tw_shell_engine(const tw_shell_t *shell) {
    return shell->config.engine;
}

tw_filestore_t *tw_shell_filestore(const tw_shell_t *shell) {
    return shell->config.filestore;
}

// ---- errors ----

tw_err_t tw_shell_fail(tw_shell_t *shell, const char *where, tw_err_t err) {
    shell->has_failed = true;
    tw_shell_printf(shell, "%s: %s: ", where, tw_err_name(err) + sizeof "TW_ERR_" - 1);
    tw_shell_print(shell, tw_err_text(err));
    tw_shell_print(shell, "\n");
    return err;
}

static void put_usage(tw_shell_t *shell, const tw_shell_command_t *command) {
    tw__shell_put_text(shell, command->name);
    tw__shell_put_text(shell, command->usage[0] == '\0' ? "" : " ");
    tw__shell_put_text(shell, command->usage);
}

tw_err_t tw_shell_fail_usage(tw_shell_t *shell) {
    shell->has_failed = true;
    tw__shell_put_text(shell, "use: ");
    put_usage(shell, shell->command);
    tw__shell_put_text(shell, "\n");
    return TW_ERR_INVAL;
}

void tw__shell_put_error(tw_shell_t *shell, tw_err_t err) {
    const tw_engine_t *engine = shell->config.engine;
    const tw_fault_t *fault = engine == NULL ? NULL : tw_engine_fault(engine);
    if (fault == NULL || fault->err != err || fault->text[0] == '\0') {
        tw_shell_fail(shell, shell->words[0], err);
        return;
    }
    tw__shell_put_text(shell, fault->text);
    tw__shell_put_text(shell, "\n");
}

// ---- commands ----

static const tw_shell_command_t help_command;

const tw_shell_command_t *tw__shell_command_at(const tw_shell_t *shell, uint32_t i) {
    for (uint32_t t = 0; t < shell->config.table_count; t++) {
        const tw_shell_table_t *table = shell->config.tables[t];
        if (i < table->command_count) {
            return &table->commands[i];
        }
        i -= table->command_count;
    }
    return i == 0 ? &help_command : NULL;
}

static const tw_shell_command_t *find_command(const tw_shell_t *shell, const char *name) {
    const tw_shell_command_t *command;
    for (uint32_t i = 0; (command = tw__shell_command_at(shell, i)) != NULL; i++) {
        if (tw__shell_texts_equal(command->name, name)) {
            return command;
        }
    }
    return NULL;
}

uint32_t tw_shell_turn(const tw_shell_t *shell) {
    return shell->turn;
}

void tw__shell_on_end(tw_shell_t *shell, void (*end)(tw_shell_t *shell)) {
    shell->end = end;
}

void *tw__shell_claim_state(tw_shell_t *shell) {
    void (*give_up)(tw_shell_t *shell) = shell->give_up;
    shell->give_up = NULL;
    if (give_up != NULL) {
        give_up(shell);
    }
    return shell->state;
}

void tw__shell_idle(tw_shell_t *shell) {
    shell->is_idle = true;
}

static tw_err_t help_one(tw_shell_t *shell, const char *name) {
    const tw_shell_command_t *command = find_command(shell, name);
    if (command == NULL) {
        return tw_shell_fail(shell, name, TW_ERR_NOENT);
    }
    put_usage(shell, command);
    tw_shell_printf(shell, "\n  %s\n", command->help);
    return TW_ERR_OK;
}

// A command per turn. Those of programs, whose names begin with '.', are not for people.
static tw_err_t help(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc > 1) {
        return argc > 2 ? tw_shell_fail_usage(shell) : help_one(shell, argv[1]);
    }
    const tw_shell_command_t *command = tw__shell_command_at(shell, tw_shell_turn(shell));
    if (command == NULL) {
        return TW_ERR_OK;
    }
    static const char blanks[] = "          ";
    size_t size = strlen(command->name);
    if (command->name[0] == '.') {
        return TW_ERR_PENDING;
    }
    tw_shell_printf(shell, "  %s%s %s\n", command->name, size < sizeof blanks ? blanks + size : "",
                    command->help);
    return TW_ERR_PENDING;
}

static const tw_shell_command_t help_command = {"help", "[COMMAND]", "lists commands, or says more",
                                                help};

// The command is over: what it holds goes, and a line can be edited again.
static void finish(tw_shell_t *shell, tw_err_t err) {
    void (*end)(tw_shell_t *shell) = shell->end;
    shell->end = NULL;
    if (end != NULL) {
        end(shell);
    }
    if (err != TW_ERR_OK && !shell->has_failed) {
        tw__shell_put_error(shell, err);
    }
    tw__shell_put_text(shell, shell->line_owner == 0 ? "" : "\n");
    shell->command = NULL;
    shell->is_in_command = false;
    if (shell->frames != NULL) {
        const struct tw__frame_ops *frames = shell->frames;
        shell->frames = NULL;
        frames->end(shell, err);
    } else {
        tw__edit_clear(shell);
    }
}

static void take_turn(tw_shell_t *shell) {
    shell->is_idle = false;
    shell->is_in_command = true;
    tw_err_t err = shell->command->run(shell, (int)shell->word_count, shell->words);
    shell->turn++;
    if (err != TW_ERR_PENDING) {
        finish(shell, err);
    }
    shell->is_in_command = false;
}

// A line that names no command: `what` is wrong with it.
static void refuse(tw_shell_t *shell, const char *where, const char *code, const char *what) {
    tw_shell_printf(shell, "%s: %s: ", where, code);
    tw__shell_put_text(shell, what);
    tw__shell_put_text(shell, "\n");
    shell->has_failed = true;
    finish(shell, TW_ERR_INVAL);
}

void tw__shell_run(tw_shell_t *shell, char *text) {
    const char *problem = "";
    shell->turn = 0;
    shell->has_failed = false;
    shell->is_in_command = true;
    if (!tw__words_split(text, shell->words, &shell->word_count, &problem)) {
        refuse(shell, "line", "INVAL", problem);
        return;
    }
    if (shell->word_count == 0) {
        finish(shell, TW_ERR_OK);
        return;
    }
    shell->command = find_command(shell, shell->words[0]);
    if (shell->command == NULL) {
        refuse(shell, shell->words[0], "NOENT", "no such command: help lists them");
        return;
    }
    take_turn(shell);
}

// ---- input ----

static void cancel(tw_shell_t *shell) {
    shell->typed_count = 0;
    shell->has_failed = true;
    shell->is_in_command = true;
    tw__shell_put_text(shell, "^C\n");
    finish(shell, TW_ERR_INTERRUPTED);
}

void tw__shell_hang_up(tw_shell_t *shell, bool is_kept) {
    if (!is_kept && shell->command != NULL) {
        cancel(shell);
    }
    if (!is_kept) {
        shell->frame_number = 0;
    }
    if (shell->command == NULL) {
        tw__edit_clear(shell);
    }
    shell->typed_count = 0;
    shell->output_count = 0;
    shell->line_owner = 0;
    shell->frame_state = 0;
    shell->is_line_shown = false;
    shell->is_quiet = true;
}

// What is typed while a command runs waits; Ctrl-C does not. True if something had arrived: more
// may follow at once, where a line keeps only a byte or two.
static bool read_typed(tw_shell_t *shell) {
    uint8_t bytes[16];
    uint32_t room = TW_SHELL_TYPED_BYTES - shell->typed_count;
    bool has_room = shell->command != NULL || room > sizeof bytes;
    size_t count = shell->config.read(shell->config.ctx, bytes, has_room ? sizeof bytes : room);
    for (size_t i = 0; i < count; i++) {
        if (shell->command != NULL && bytes[i] == TW_KEY_CANCEL) {
            cancel(shell);
        } else if (shell->typed_count < TW_SHELL_TYPED_BYTES) {
            uint32_t at = (shell->typed_first + shell->typed_count++) % TW_SHELL_TYPED_BYTES;
            shell->typed[at] = bytes[i];
        }
    }
    return count > 0;
}

static void end_line(tw_shell_t *shell) {
    tw__shell_put_text(shell, "\n");
    shell->is_line_shown = false;
    if (shell->is_overlong) {
        tw_shell_printf(shell, "line: LIMIT: it is longer than %u bytes: nothing was done\n",
                        (uint32_t)TW_SHELL_LINE_BYTES - 1);
        tw__edit_clear(shell);
        return;
    }
    tw__edit_remember(shell);
    tw__shell_run(shell, shell->line);
}

static bool is_in_frame(tw_shell_t *shell, uint8_t byte) {
    for (uint32_t t = 0; t < shell->config.table_count; t++) {
        const struct tw__frame_ops *frames = shell->config.tables[t]->frames;
        if (frames != NULL && frames->take(shell, byte)) {
            return true;
        }
    }
    return false;
}

static void take_typed(tw_shell_t *shell) {
    while (shell->command == NULL && shell->typed_count > 0 && tw__shell_room(shell) > TURN_BYTES) {
        uint8_t byte = shell->typed[shell->typed_first];
        shell->typed_first = (shell->typed_first + 1) % TW_SHELL_TYPED_BYTES;
        shell->typed_count--;
        if (is_in_frame(shell, byte)) {
            continue;
        }
        shell->is_quiet = false;
        if (!shell->is_line_shown) {
            tw__edit_show(shell);
        }
        if (tw__edit_key(shell, byte)) {
            end_line(shell);
        }
    }
}

bool tw_shell_poll(tw_shell_t *shell, uint32_t now_ms) {
    shell->now_ms = now_ms;
    bool has_read = !shell->is_raw && read_typed(shell);
    if (shell->command == NULL) {
        take_typed(shell);
    } else if (shell->is_raw || tw__shell_room(shell) > TURN_BYTES) {
        take_turn(shell);
    }
    if (shell->command == NULL && !shell->is_quiet && !shell->is_line_shown &&
        tw__shell_room(shell) > TURN_BYTES) {
        tw__edit_show(shell);
    }
    tw__shell_drain(shell, WRITE_BYTES);
    return has_read || shell->typed_count > 0 || (shell->output_count > 0 && !shell->is_raw) ||
           (shell->command != NULL && !shell->is_idle);
}
