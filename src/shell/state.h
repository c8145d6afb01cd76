// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_STATE_H
#define TW_SHELL_STATE_H

// What the files of this room share. The shell is a machine with two states: a line is edited
// (command is NULL), or a command runs. Bytes come into `typed`, text leaves through `output`; each
// poll moves a few of them, so that a flood of either cannot hold the engine up.

#include <stdarg.h>

#include "base/assert.h"
#include "base/fault.h"
#include "base/mem.h"
#include "tinywasm/module.h"
#include "tinywasm/shell.h"

#define TW_KEY_CANCEL 0x03u  // Ctrl-C
#define TW_KEY_CAN 0x18u
#define TW_KEY_ESCAPE 0x1bu
#define TW_KEY_FRAME 0x1eu  // begins a frame: edit.c has no use for it

// What a file with a frame's commands puts into its table. take: true if the byte is part of a
// frame. end: the command that came as a frame has ended with err.
struct tw__frame_ops {
    bool (*take)(tw_shell_t *shell, uint8_t byte);
    void (*end)(tw_shell_t *shell, tw_err_t err);
};

// output.c
// Text from a command or from the shell itself; tw_shell_print tells them apart from others'.
void tw__shell_put(tw_shell_t *shell, const char *text, size_t size);
void tw__shell_put_text(tw_shell_t *shell, const char *text);
void tw__shell_put_hex(tw_shell_t *shell, uint32_t value, uint32_t digits);
// Writes out what waits, as far as the line takes it, but not more than most bytes.
void tw__shell_drain(tw_shell_t *shell, uint32_t most);
uint32_t tw__shell_room(const tw_shell_t *shell);
// Input and output are the command's alone, without keys or text of others, from begin to end.
void tw__shell_raw_begin(tw_shell_t *shell);
void tw__shell_raw_end(tw_shell_t *shell);
size_t tw__shell_raw_read(tw_shell_t *shell, void *bytes, size_t size);
void tw__shell_raw_write(void *shell, const uint8_t *bytes, uint32_t size);

// edit.c
// Takes a key. True if it ended the line, which is then in shell->line.
bool tw__edit_key(tw_shell_t *shell, uint8_t byte);
// Shows prompt and line again where something else was printed.
void tw__edit_show(tw_shell_t *shell);
void tw__edit_hide(tw_shell_t *shell);
// An empty line.
void tw__edit_clear(tw_shell_t *shell);
// Makes the line this text.
void tw__edit_set(tw_shell_t *shell, const char *text, size_t size);
// False if the line has no room for it.
bool tw__edit_insert(tw_shell_t *shell, const char *text, size_t size);
// Adds the line to the history, unless it is empty or the same as the last.
void tw__edit_remember(tw_shell_t *shell);

// complete.c
void tw__complete(tw_shell_t *shell);

// words.c
// Splits text in place. False if a quote is open or there are too many words; *problem says which.
bool tw__words_split(char *text, char **words, uint32_t *count, const char **problem);

// shell.c
// Command i over all tables; NULL past the end.
const tw_shell_command_t *tw__shell_command_at(const tw_shell_t *shell, uint32_t i);
// Runs the words of text, which is changed and must stay until the command ends.
void tw__shell_run(tw_shell_t *shell, char *text);
// end is called once when the command is over, also when it is cancelled.
void tw__shell_on_end(tw_shell_t *shell, void (*end)(tw_shell_t *shell));
// shell->state, for the command that asks. What another has left there for later is given up.
void *tw__shell_claim_state(tw_shell_t *shell);
// Somebody else is at the other end, or nobody: what has come and is not done, and what is not on
// its way, goes. is_kept: who was there comes back, so the command goes on, and a frame is not run
// twice.
void tw__shell_hang_up(tw_shell_t *shell, bool is_kept);
// The command has nothing to do until something arrives.
void tw__shell_idle(tw_shell_t *shell);
// The engine's fault if it is of this error, else the code's own text.
void tw__shell_put_error(tw_shell_t *shell, tw_err_t err);
// 0 to 15; 99 for what is no hex digit.
uint32_t tw__shell_digit_of(char c);
bool tw__shell_texts_equal(const char *a, const char *b);
bool tw__shell_ends_with(const char *text, const char *end);

#endif
