// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SHELL_H
#define TINYWASM_SHELL_H

// A command shell on a serial line: editing, history, completion, files, modules, transfers. It is
// driven by polls and never waits, so modules run beside it. It allocates nothing: all that it
// keeps is in tw_shell_t and in the buffers of its configuration. Commands come in const tables;
// an application names those that it wants and adds its own, and what it does not name is not
// linked. One thread, the engine's; nothing here may be called from an ISR.

#include "tinywasm/instance.h"
#include "tinywasm/log.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SHELL_LINE_BYTES 128    // a command line, with its NUL
#define TW_SHELL_WORDS 12          // of a line
#define TW_SHELL_OUTPUT_BYTES 256  // waiting for the line to take it
#define TW_SHELL_TYPED_BYTES 64    // typed ahead
#define TW_SHELL_STATE_WORDS 56    // what a command keeps from turn to turn
// Sizes of config.packet: for XMODEM's packets of 128 bytes, for those of 1,024 too.
#define TW_SHELL_PACKET_128_BYTES 192
#define TW_SHELL_PACKET_1K_BYTES 1032

typedef struct tw_shell tw_shell_t;

typedef struct tw_shell_command {
    const char *name;
    const char *usage;  // its arguments, as "NAME [SIZE]"; "" for none
    const char *help;   // one line
    // argv[0] is the name; the words are valid until the command has ended, and argv[argc] is NULL.
    // While it answers PENDING it is called again at later polls (tw_shell_turn says how often it
    // was), so that a long command lets modules run and its output leave. Any other error is
    // printed, with the text of the engine's fault if there is one, unless the command has said
    // it (tw_shell_fail, tw_shell_fail_usage).
    tw_err_t (*run)(tw_shell_t *shell, int argc, char *const *argv);
} tw_shell_command_t;

typedef struct tw_shell_table {
    const tw_shell_command_t *commands;
    uint32_t command_count;
    const struct tw__frame_ops *frames;  // of tw_shell_device; NULL in an application's table
} tw_shell_table_t;

// ls df lsblk rm cat hexdump format
extern const tw_shell_table_t tw_shell_files;
// save and get by XMODEM-CRC; needs config.packet
extern const tw_shell_table_t tw_shell_xmodem;
// save and get by YMODEM and XMODEM-CRC, in the place of tw_shell_xmodem
extern const tw_shell_table_t tw_shell_ymodem;
// load unload run halt call ps top; needs an engine with a scheduler
extern const tw_shell_table_t tw_shell_modules;
// info grant
extern const tw_shell_table_t tw_shell_info;
// bridge
extern const tw_shell_table_t tw_shell_bridge;
// swap; needs an engine with a scheduler
extern const tw_shell_table_t tw_shell_swap;
// autostart
extern const tw_shell_table_t tw_shell_autostart;
// kept; for engines that keep code (tinywasm/keep.h)
extern const tw_shell_table_t tw_shell_kept;
// mem log reboot; log shows what tw_shell_log was given
extern const tw_shell_table_t tw_shell_system;
// ifconfig netstat ping; needs config.net. Link tinywasm::shell_net
extern const tw_shell_table_t tw_shell_net;
// What `tw COMMAND --device` of the PC speaks; needs config.packet
extern const tw_shell_table_t tw_shell_device;

typedef struct tw_shell_config {
    tw_engine_t *engine;        // started; may be NULL for a shell without its commands
    tw_filestore_t *filestore;  // the engine's, mounted; may be NULL: there is none
    // Takes up to size bytes that have arrived, and gives how many; never waits.
    size_t (*read)(void *ctx, void *bytes, size_t size);
    // Writes up to size bytes and gives how many the line took; should not wait for long.
    size_t (*write)(void *ctx, const void *bytes, size_t size);
    void (*reset)(void *ctx);  // for `reboot`; may be NULL
    void *ctx;
    const tw_shell_table_t *const *tables;  // where a name is in two, the first counts
    uint32_t table_count;
    const char *prompt;         // default "==> "
    const tw_limits_t *limits;  // of instances that `run` makes; default NULL: the defaults, but
                                // endless fuel, for the scheduler runs them in slices
    char *history;              // may be NULL: none is kept
    uint32_t history_size;
    char *log;  // lines for `log`; may be NULL: none are kept
    uint32_t log_size;
    uint8_t *packet;  // for transfers; aligned to 4; may be NULL
    uint32_t packet_size;
    bool is_remote;      // others can listen: no secret is taken
    struct tw_net *net;  // tinywasm/net.h, which somebody else polls; may be NULL
} tw_shell_config_t;

typedef struct tw_shell_lines {
    char *bytes;
    uint32_t size;
    uint32_t used;
} tw_shell_lines_t;

// The application gives the memory; what is in it is the shell's.
struct tw_shell {
    tw_shell_config_t config;
    uint32_t now_ms;
    uint64_t state[TW_SHELL_STATE_WORDS];
    // The command that runs: NULL while a line is edited.
    const tw_shell_command_t *command;
    void (*end)(tw_shell_t *shell);
    void (*give_up)(tw_shell_t *shell);  // what lies in state between commands
    char *words[TW_SHELL_WORDS + 1];
    uint32_t turn;
    uint32_t word_count;
    tw_instance_t *calling;  // by `call`, or swapped
    // The line that is edited.
    char line[TW_SHELL_LINE_BYTES];
    uint8_t line_size;
    uint8_t cursor;
    uint8_t key_state;
    uint8_t key_number;
    bool is_overlong;
    bool is_line_shown;
    bool was_return;
    bool was_tab;
    tw_shell_lines_t history;
    tw_shell_lines_t log;
    uint32_t history_back;  // lines gone back; 0: none
    // Input and output.
    uint8_t typed[TW_SHELL_TYPED_BYTES];
    uint32_t typed_first;
    uint32_t typed_count;
    char output[TW_SHELL_OUTPUT_BYTES];
    uint32_t output_first;
    uint32_t output_count;
    uint32_t output_dropped;
    uint8_t line_owner;
    bool is_in_command;
    bool is_raw;
    bool is_idle;
    bool has_failed;
    // A command that came as a frame.
    const struct tw__frame_ops *frames;
    uint32_t frame_size;
    uint16_t frame_crc;
    uint8_t frame_state;
    uint8_t frame_number;
    int8_t frame_err;
    bool is_quiet;  // no prompt is shown: a program speaks, not a person
};

// Sets the defaults; the caller then sets what it has.
void tw_shell_config_init(tw_shell_config_t *config);
// Copies config; what it points to must outlive the shell. Prints nothing before the first poll.
void tw_shell_init(tw_shell_t *shell, const tw_shell_config_t *config);
// Reads, edits, runs commands and writes, a little of each. True: call again at once; false: there
// is nothing to do until something arrives or a millisecond has passed.
bool tw_shell_poll(tw_shell_t *shell, uint32_t now_ms);

// Prints, also from outside a command, as when a module says something: the line being edited is
// taken away first and shown again behind it. "\n" ends a line. While a file is transferred output
// is kept back, as far as there is room.
void tw_shell_print(tw_shell_t *shell, const char *text);
void tw_shell_print_bytes(tw_shell_t *shell, const char *bytes, size_t size);
// As printf, with %s, %n (const char *, unsigned size), %u and %x (uint32_t) and %U (uint64_t, with
// thousands separators). Longer texts than TW_SHELL_LINE_BYTES are cut.
void tw_shell_printf(tw_shell_t *shell, const char *format, ...);

// For tw_engine_config_t.report, with the shell as report_ctx: prints and logs the fault.
void tw_shell_report(void *shell, tw_instance_t *instance, const tw_fault_t *fault);
// For tw_log_set_sink, with the shell as ctx: keeps lines for `log`.
void tw_shell_log(void *shell, tw_log_level_t level, const char *text, size_t size);

// For commands.
//
// The engine and filestore of the configuration.
tw_engine_t *tw_shell_engine(const tw_shell_t *shell);
tw_filestore_t *tw_shell_filestore(const tw_shell_t *shell);
// How often the command has been called before, for this line.
uint32_t tw_shell_turn(const tw_shell_t *shell);
// Prints "WHERE: CODE: what it means: what to do" and gives err: `return tw_shell_fail(...)`.
tw_err_t tw_shell_fail(tw_shell_t *shell, const char *where, tw_err_t err);
// Prints how the command is used, and gives INVAL.
tw_err_t tw_shell_fail_usage(tw_shell_t *shell);
// A number from text, decimal or 0x; false if it is none or above most.
bool tw_shell_parse_number(const char *text, uint32_t most, uint32_t *number);

#ifdef __cplusplus
}
#endif
#endif
