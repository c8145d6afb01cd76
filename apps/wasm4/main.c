// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// WASM-4 on a board: a list of the carts in the filestore, on the display. UP and DOWN choose, A
// plays, SELECT and START together bring the list back. Carts come over the serial line, with
// `tw put`, while the list is shown or a cart plays; there `play` and `stop` do what buttons do.
// The same file on every board.

#include "tinywasm/board_devices.h"

#include "../terminal.h"
#include "app.h"
#include "play.h"
#include "screen.h"

#define LIST_MS 1000u  // between two looks at the filestore

#ifndef WASM4_ARENA_BYTES
#if defined(BOARD_RAM_SIZE)
#define WASM4_ARENA_BYTES (BOARD_RAM_SIZE - 0x12000)
#else
#define WASM4_ARENA_BYTES 0x100000
#endif
#endif

static uint64_t arena[WASM4_ARENA_BYTES / 8];  // the engine, the cart's memory and its code
static player_t player;
static tw_shell_t shell;
static char names[SCREEN_NAMES][TW_FILESTORE_NAME_BYTES + 1];
static uint32_t count;
static uint32_t chosen;
static char wanted[TW_FILESTORE_NAME_BYTES + 1];  // the cart that play names; "": none
static char shot[TW_FILESTORE_NAME_BYTES + 1];
static uint32_t wanted_shot_frame;
static uint32_t wanted_hold_frame;

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = player.engine != NULL ? tw_engine_fault(player.engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_text(err));
        hal_console_print("\r\n");
        hal_exit(1);
    }
}

static void copy(char *target, const char *text) {
    uint32_t size = 0;
    for (; text[size] != '\0' && size < TW_FILESTORE_NAME_BYTES; size++) {
        target[size] = text[size];
    }
    target[size] = '\0';
}

// ---- the line -----------------------------------------------------------------------------------

static void say(const char *text) {
    tw_shell_print(&shell, text);
}

static void turn(bool is_waiting) {
    if (is_waiting) {
        terminal_turn(player.engine, &shell);
        return;
    }
    uint32_t now_ms = hal_ticks_ms();
    (void)tw_engine_poll(player.engine, now_ms);
    (void)tw_shell_poll(&shell, now_ms);
}

// The cart in argv[1] is played from the beginning, in the place of the one that plays.
static tw_err_t want(tw_shell_t *of, char *const *argv) {
    tw_fileinfo_t info;
    tw_err_t err = tw_filestore_stat(player.store, argv[1], &info);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(of, argv[1], err);
    }
    copy(wanted, argv[1]);
    wanted_shot_frame = 0;
    wanted_hold_frame = 0;
    player.is_stopped = true;
    return TW_ERR_OK;
}

// play CART [FRAME FILE]: plays it, and keeps that frame's picture in a file.
static tw_err_t command_play(tw_shell_t *of, int argc, char *const *argv) {
    uint32_t frame = 0;
    bool is_bad = argc == 4 && !tw_shell_parse_number(argv[2], UINT32_MAX, &frame);
    if ((argc != 2 && argc != 4) || is_bad) {
        return tw_shell_fail_usage(of);
    }
    tw_err_t err = want(of, argv);
    if (err == TW_ERR_OK) {
        copy(shot, argc == 4 ? argv[3] : "");
        wanted_shot_frame = frame;
    }
    return err;
}

// hold CART FRAME: plays it up to that frame, which stays on the display.
static tw_err_t command_hold(tw_shell_t *of, int argc, char *const *argv) {
    uint32_t frame = 0;
    if (argc != 3 || !tw_shell_parse_number(argv[2], UINT32_MAX, &frame)) {
        return tw_shell_fail_usage(of);
    }
    tw_err_t err = want(of, argv);
    wanted_hold_frame = err == TW_ERR_OK ? frame : wanted_hold_frame;
    return err;
}

static tw_err_t command_stop(tw_shell_t *of, int argc, char *const *argv) {
    (void)argv;
    player.is_stopped = true;
    return argc == 1 ? TW_ERR_OK : tw_shell_fail_usage(of);
}

static const tw_shell_command_t commands[] = {
    {"play", "CART [FRAME FILE]", "plays a cart, and keeps a frame's picture", command_play},
    {"hold", "CART FRAME", "plays a cart up to a frame, and stands still", command_hold},
    {"stop", "", "brings the list back", command_stop}};
static const tw_shell_table_t own_table = {commands, sizeof commands / sizeof commands[0], NULL};
static const tw_shell_table_t *const tables[] = {&own_table, &tw_shell_files, &tw_shell_ymodem,
                                                 &tw_shell_system, &tw_shell_device};

// ---- the list -----------------------------------------------------------------------------------

static bool is_before(const char *one, const char *other) {
    while (*one != '\0' && *one == *other) {
        one++;
        other++;
    }
    return (uint8_t)*one < (uint8_t)*other;
}

// Keeps the names in order; those without room are left out.
static bool add_name(void *ctx, const tw_fileinfo_t *info) {
    (void)ctx;
    if (!is_cart_name(info->name) || count == SCREEN_NAMES) {
        return true;
    }
    uint32_t at = count++;
    for (; at > 0 && is_before(info->name, names[at - 1]); at--) {
        copy(names[at], names[at - 1]);
    }
    copy(names[at], info->name);
    return true;
}

static void show_list(void) {
    count = 0;
    check(tw_filestore_list(player.store, add_name, NULL));
    chosen = chosen < count ? chosen : 0;
    check(screen_list(names, count, chosen));
}

// True if a button chose a cart, which is wanted then.
static bool handle_button(tw_button_t button) {
    if (count == 0) {
        return false;
    }
    if (button == TW_BUTTON_A) {
        copy(wanted, names[chosen]);
        return true;
    }
    chosen += button == TW_BUTTON_DOWN ? 1 : button == TW_BUTTON_UP ? count - 1 : 0;
    chosen %= count;
    check(screen_list(names, count, chosen));
    return false;
}

static bool next_press(tw_button_t *button) {
    bool is_pressed = false;
    while (player.buttons != NULL && !is_pressed &&
           tw_buttons_next(player.buttons, button, &is_pressed)) {
    }
    return is_pressed;
}

// Returns when a cart is wanted.
static void choose(void) {
    uint32_t listed_ms = hal_ticks_ms();
    tw_button_t button = TW_BUTTON_A;
    while (next_press(&button)) {  // those of the cart before
    }
    show_list();
    while (wanted[0] == '\0') {
        turn(true);
        if (next_press(&button) && handle_button(button)) {
            return;
        }
        if (!player.store->is_saving && hal_ticks_ms() - listed_ms > LIST_MS) {
            listed_ms = hal_ticks_ms();
            show_list();
        }
    }
}

static void play(void) {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    copy(name, wanted);
    wanted[0] = '\0';
    player.shot_name = shot;
    player.shot_frame = wanted_shot_frame;
    player.hold_frame = wanted_hold_frame;
    wanted_shot_frame = 0;
    wanted_hold_frame = 0;
    play_cart(&player, name);
    uint32_t frames = player.frames;
    tw_shell_printf(&shell, "%s: %u frames, %u of the counter each\n", name, frames,
                    frames == 0 ? 0 : (uint32_t)(player.counts / frames));
}

// ---- the start ----------------------------------------------------------------------------------

static void find_buttons(void) {
    tw_err_t err = tw_board_buttons(&player.buttons);
    check(err == TW_ERR_UNSUPPORTED ? TW_ERR_OK : err);
    if (player.buttons != NULL) {
        check(tw_engine_add_device(player.engine, tw_buttons_device(player.buttons)));
    }
}

static void start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    config.filestore = player.store;
    tw_wasm4_engine_config(&config);
    check(tw_engine_init(&player.engine, &config));
    check(play_init(&player));
    find_buttons();
    check(tw_engine_start(player.engine));
}

int main(void) {
    tw_shell_config_t config;
    hal_console_print("TinyWASM wasm4: type help\r\n");
    check(screen_init());
    check(tw_board_store(&player.store));
    terminal_config_init(&config, player.store);
    check(terminal_mount(&shell, &config));
    player.say = say;
    player.turn = turn;
    start_engine();
    config.engine = player.engine;
    config.tables = tables;
    config.table_count = sizeof tables / sizeof tables[0];
    tw_shell_init(&shell, &config);
    for (;;) {
        choose();
        play();
    }
}
