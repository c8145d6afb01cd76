// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_TERMINAL_H
#define APPS_TERMINAL_H

// What the applications with a shell on the console share: the commands that a board has room for,
// and the RAM that they get.

#include "tinywasm/board_store.h"
#include "tinywasm/schedule.h"
#include "tinywasm/shell.h"
#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"

#if defined(BOARD_RAM_SIZE) && BOARD_RAM_SIZE < 0x8000
#define TERMINAL_TABLES &tw_shell_files, &tw_shell_xmodem, &tw_shell_modules, &tw_shell_system
#define TERMINAL_PACKET_BYTES TW_SHELL_PACKET_128_BYTES
#define TERMINAL_HISTORY_BYTES 64
#define TERMINAL_ARENA_BYTES BOARD_ARENA_SIZE
#else
#define TERMINAL_TABLES                                                                     \
    &tw_shell_files, &tw_shell_ymodem, &tw_shell_modules, &tw_shell_info, &tw_shell_system, \
        &tw_shell_swap, &tw_shell_autostart, &tw_shell_bridge, &tw_shell_device
#define TERMINAL_PACKET_BYTES TW_SHELL_PACKET_1K_BYTES
#define TERMINAL_HISTORY_BYTES 512
#define TERMINAL_ARENA_BYTES 0x8000
#endif

static size_t terminal_read(void *ctx, void *bytes, size_t size) {
    (void)ctx;
    return hal_console_read(bytes, size);
}

static size_t terminal_write(void *ctx, const void *bytes, size_t size) {
    (void)ctx;
    hal_console_write(bytes, size);
    return size;
}

static void terminal_reset(void *ctx) {
    (void)ctx;
    hal_reset();
}

// For the shell on the console: its engine and tables are still to be set.
static inline void terminal_config_init(tw_shell_config_t *config, tw_filestore_t *store) {
    static uint32_t packet[TERMINAL_PACKET_BYTES / 4];
    static char history[TERMINAL_HISTORY_BYTES];
    tw_shell_config_init(config);
    config->filestore = store;
    config->read = terminal_read;
    config->write = terminal_write;
    config->reset = terminal_reset;
    config->history = history;
    config->history_size = sizeof history;
    config->packet = (uint8_t *)packet;
    config->packet_size = sizeof packet;
}

// Engine (NULL: there is none yet) and shell do what is to be done, or wait for more.
static inline void terminal_turn(tw_engine_t *engine, tw_shell_t *shell) {
    uint32_t now_ms = hal_ticks_ms();
    bool is_busy = engine != NULL && tw_engine_poll(engine, now_ms);
    is_busy |= tw_shell_poll(shell, now_ms);
    if (!is_busy) {
        hal_sleep_until_interrupt();
    }
}

// Flash that was never formatted, or is damaged: nothing but its commands until it is mounted.
static inline tw_err_t terminal_mount(tw_shell_t *shell, const tw_shell_config_t *config) {
    static const tw_shell_table_t *const files_alone[] = {&tw_shell_files};
    tw_shell_config_t formatting = *config;
    tw_err_t err = tw_filestore_mount(config->filestore);
    if (err != TW_ERR_CORRUPT) {
        return err;
    }
    hal_console_print("The filestore is new or damaged: format --yes makes it anew\r\n");
    formatting.tables = files_alone;
    formatting.table_count = 1;
    tw_shell_init(shell, &formatting);
    while (!config->filestore->is_mounted) {
        terminal_turn(NULL, shell);
    }
    return TW_ERR_OK;
}

#endif
