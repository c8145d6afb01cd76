// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "play.h"

#include "buzzer.h"
#include "hal.h"
#include "picture.h"
#include "screen.h"
#include "tinywasm/wasm4_front.h"

#define FRAME_US 16667u
#define LATE_US 100000u       // that nobody makes up for
#define SKIPPED_MOST 5u       // pictures that a slow board leaves out at once
#define KEEP_MS 5000u         // between two times that a disk is saved: flash wears
#define FRAME_FUEL 20000000u  // some seconds, on such a board
#define NAME_BYTES (TW_FILESTORE_NAME_BYTES + 1)

// ---- what the console calls ---------------------------------------------------------------------

static void on_trace(void *ctx, const char *text, size_t size) {
    const player_t *player = ctx;
    char piece[2] = {0, 0};
    for (size_t i = 0; i < size; i++) {
        piece[0] = text[i];
        player->say(text[i] == '\n' ? "\n" : piece);
    }
}

static void on_tone(void *ctx, const tw_wasm4_tone_t *tone) {
    (void)ctx;
    buzzer_play(tone);
}

tw_err_t play_init(player_t *player) {
    tw_wasm4_config_t config;
    tw_wasm4_config_init(&config);
    config.frame_fuel = FRAME_FUEL;
    config.stack_bytes = 8192;
    config.trace = on_trace;
    config.tone = on_tone;
    config.ctx = player;
    return tw_wasm4_init(&player->console, player->engine, &config);
}

// ---- buttons ------------------------------------------------------------------------------------

static bool is_held(const player_t *player, tw_button_t button) {
    return player->buttons != NULL && tw_buttons_is_pressed(player->buttons, button);
}

static uint8_t read_pad(const player_t *player) {
    static const uint8_t bits[TW_BUTTON_COUNT] = {
        [TW_BUTTON_A] = TW_WASM4_BUTTON_1,       [TW_BUTTON_B] = TW_WASM4_BUTTON_2,
        [TW_BUTTON_UP] = TW_WASM4_BUTTON_UP,     [TW_BUTTON_DOWN] = TW_WASM4_BUTTON_DOWN,
        [TW_BUTTON_LEFT] = TW_WASM4_BUTTON_LEFT, [TW_BUTTON_RIGHT] = TW_WASM4_BUTTON_RIGHT};
    uint8_t held = 0;
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        held |= is_held(player, (tw_button_t)i) ? bits[i] : 0;
    }
    return held;
}

static bool leaves(const player_t *player) {
    return player->is_stopped ||
           (is_held(player, TW_BUTTON_SELECT) && is_held(player, TW_BUTTON_START));
}

// ---- the disk -----------------------------------------------------------------------------------

bool is_cart_name(const char *name) {
    static const char ending[] = ".wasm";
    uint32_t size = 0;
    while (name[size] != '\0') {
        size++;
    }
    for (uint32_t i = 0; i < sizeof ending; i++) {
        if (size < sizeof ending || name[size - i] != ending[sizeof ending - 1 - i]) {
            return false;
        }
    }
    return true;
}

// bricks.wasm keeps its disk in bricks.disk, x in x.disk.
static void set_disk_name(char name[NAME_BYTES], const char *cart) {
    static const char ending[] = ".disk";
    size_t size = 0;
    while (cart[size] != '\0') {
        size++;
    }
    size -= is_cart_name(cart) ? sizeof ending - 1 : 0;
    size = size < NAME_BYTES - sizeof ending ? size : NAME_BYTES - sizeof ending;
    for (size_t i = 0; i < size; i++) {
        name[i] = cart[i];
    }
    for (size_t i = 0; i < sizeof ending; i++) {
        name[size + i] = ending[i];
    }
}

// While a file comes over the line the store takes no other: the disk is saved later then.
static void save_disk(player_t *player) {
    char name[NAME_BYTES];
    set_disk_name(name, player->console.cart_name);
    tw_err_t err =
        player->is_kept ? TW_ERR_OK : tw_wasm4_save_disk(&player->console, player->store, name);
    if (err != TW_ERR_OK && err != TW_ERR_BUSY) {
        player->say(tw_wasm4_error(&player->console));
        player->say("\n");
    }
    player->is_kept = err != TW_ERR_BUSY;
    player->kept_ms = hal_ticks_ms();
}

static void save_disk_at_last(player_t *player) {
    save_disk(player);
    while (!player->is_kept) {
        player->turn(true);
        save_disk(player);
    }
}

static void keep(void *ctx) {
    player_t *player = ctx;
    player->is_kept = false;
}

// ---- frames -------------------------------------------------------------------------------------

static void wait_for_frame(player_t *player) {
    player->turn(false);
    while ((int32_t)(player->due_us - hal_ticks_us()) > 0) {
        player->turn(true);
    }
    if (hal_ticks_us() - player->due_us > LATE_US) {
        player->due_us = hal_ticks_us();
    }
    player->due_us += FRAME_US;
}

static bool is_held_frame(const player_t *player) {
    return player->hold_frame != 0 && tw_wasm4_frame_count(&player->console) == player->hold_frame;
}

// Until the game ends.
static void stand_still(player_t *player) {
    buzzer_stop();
    player->say("stands still\n");
    while (!leaves(player)) {
        player->turn(true);
    }
}

static bool poll(void *ctx, tw_wasm4_input_t *input) {
    player_t *player = ctx;
    if (is_held_frame(player)) {
        stand_still(player);
        return false;
    }
    wait_for_frame(player);
    if (!player->is_kept && hal_ticks_ms() - player->kept_ms > KEEP_MS) {
        save_disk(player);
    }
    input->pads[0] = read_pad(player);
    player->begun = hal_counter_read();
    return !leaves(player);
}

static void keep_picture(player_t *player) {
    tw_err_t err = TW_ERR_OK;
    if (tw_wasm4_frame_count(&player->console) == player->shot_frame) {
        err = picture_save(&player->console, player->store, player->shot_name);
        player->say(err == TW_ERR_OK ? "kept " : tw_err_text(err));
        player->say(err == TW_ERR_OK ? player->shot_name : "");
        player->say("\n");
    }
}

// A board that is late shows fewer pictures.
static void present(void *ctx) {
    player_t *player = ctx;
    bool is_late = (int32_t)(hal_ticks_us() - player->due_us) > 0 && !is_held_frame(player);
    player->frames++;
    player->counts += hal_counter_read() - player->begun;
    keep_picture(player);
    if (is_late && player->skipped < SKIPPED_MOST) {
        player->skipped++;
        return;
    }
    player->skipped = 0;
    if (screen_picture(&player->console) != TW_ERR_OK) {
        player->is_stopped = true;
        player->say("the display does not answer\n");
    }
}

static void sound(void *ctx) {
    const player_t *player = ctx;
    buzzer_frame(tw_wasm4_frame_count(&player->console));
}

// ---- a cart -------------------------------------------------------------------------------------

// Says what is wrong until a button is pressed.
static void show_error(player_t *player) {
    const char *text = tw_wasm4_error(&player->console);
    tw_button_t button = TW_BUTTON_A;
    bool is_pressed = false;
    player->say(text);
    player->say("\n");
    if (screen_message(text) != TW_ERR_OK) {
        return;
    }
    while (player->buttons != NULL && !player->is_stopped && !is_pressed) {
        player->turn(true);
        (void)tw_buttons_next(player->buttons, &button, &is_pressed);
    }
}

static tw_err_t load(player_t *player, const char *name) {
    char disk[NAME_BYTES];
    set_disk_name(disk, name);
    tw_wasm4_unload(&player->console);
    tw_err_t err = tw_wasm4_read_disk(&player->console, player->store, disk);
    return err == TW_ERR_OK ? tw_wasm4_load_file(&player->console, player->store, name) : err;
}

void play_cart(player_t *player, const char *name) {
    const tw_wasm4_front_t front = {
        .poll = poll, .present = present, .sound = sound, .keep = keep, .ctx = player};
    player->is_stopped = false;
    player->is_kept = true;
    player->frames = 0;
    player->counts = 0;
    screen_clear();
    tw_err_t err = load(player, name);
    player->due_us = hal_ticks_us();
    err = err == TW_ERR_OK ? tw_wasm4_play(&player->console, &front) : err;
    buzzer_stop();
    if (err != TW_ERR_OK) {
        show_error(player);
    }
    save_disk_at_last(player);
    tw_wasm4_unload(&player->console);
}
