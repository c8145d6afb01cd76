// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "interp.h"
#include "keep.h"
#include "options.h"
#include "record.h"
#include "replay.h"
#include "session.h"
#include "stats.h"
#include "text.h"
#include "window.h"

// tw wasm4: plays a cart, in a window or with nobody there to see it.

#define ARENA_BYTES (32u * 1024u * 1024u)

struct game {
    struct options options;
    struct replay replay;
    struct record record;
    struct stats stats;
    struct file file;
    tw_filestore_rom_t store;
    tw_rom_file_t entry;
    void *arena;
    tw_engine_t *engine;
    tw_wasm4_synth_t synth;
    tw_wasm4_t console;
    tw_wasm4_front_t window;  // all NULL: headless
    char state_path[FILES_PATH_SIZE];
    char disk_path[FILES_PATH_SIZE];  // "": it is not kept
    char picture_path[FILES_PATH_SIZE];
    bool is_opened;
    int code;  // of what could not be kept
};

static struct game game;

// ---- what the console calls ---------------------------------------------------------------------

static void on_trace(void *ctx, const char *text, size_t size) {
    (void)ctx;
    record_trace(&game.record, text, size);
}

static void on_tone(void *ctx, const tw_wasm4_tone_t *tone) {
    (void)ctx;
    record_tone(&game.record, tone);
}

// ---- the front end: what is recorded, around the window -----------------------------------------

static bool poll(void *ctx, tw_wasm4_input_t *input) {
    (void)ctx;
    fflush(game.record.trace);
    uint32_t done = tw_wasm4_frame_count(&game.console);
    bool is_over = game.options.frames != 0 && done >= game.options.frames;
    if (is_over || game.record.code != 0 ||
        (game.window.poll != NULL && !game.window.poll(game.window.ctx, input))) {
        return false;
    }
    if (game.options.input != NULL) {
        replay_input(&game.replay, tw_wasm4_frame_count(&game.console) + 1, input);
    }
    stats_begin_frame(&game.stats);
    return true;
}

static void present(void *ctx) {
    (void)ctx;
    stats_end_frame(&game.stats, tw_wasm4_fuel_used(&game.console));
    if (tw_wasm4_state(&game.console) == TW_WASM4_RUNNING) {
        record_frame(&game.record, &game.console);
    }
    if (game.window.present != NULL) {
        game.window.present(game.window.ctx);
    }
}

static void sound(void *ctx) {
    (void)ctx;
    static int16_t samples[2 * TW_WASM4_FRAME_SAMPLES];
    tw_wasm4_synth_render(&game.synth, samples, TW_WASM4_FRAME_SAMPLES);
    record_sound(&game.record, samples, TW_WASM4_FRAME_SAMPLES);
    window_play(samples, TW_WASM4_FRAME_SAMPLES);
}

static void keep(void *ctx) {
    (void)ctx;
    if (game.disk_path[0] != '\0') {
        int code = keep_write_disk(&game.console, game.disk_path);
        game.code = game.code != 0 ? game.code : code;
    }
}

// Of a cart that failed; the window may go on with it.
static bool fail(void *ctx) {
    (void)ctx;
    fflush(game.record.trace);
    fprintf(stderr, "%s\n", tw_wasm4_error(&game.console));
    return game.window.fail != NULL && game.window.fail(game.window.ctx);
}

// ---- begin and end ------------------------------------------------------------------------------

// CART without .wasm, and another ending.
static void set_path(char path[FILES_PATH_SIZE], const char *ending) {
    size_t size = strlen(game.options.cart);
    size -= strcmp(extension_of(game.options.cart), "wasm") == 0 ? strlen(".wasm") : 0;
    path_format(path, "%.*s%s", (int)size, game.options.cart, ending);
}

static void set_paths(void) {
    set_path(game.state_path, ".state");
    set_path(game.picture_path, ".png");
    if (game.options.disk != NULL) {
        path_format(game.disk_path, "%s", game.options.disk);
    } else if (!game.options.is_headless) {
        set_path(game.disk_path, ".disk");
    }
}

static bool has_sound(void) {
    return game.options.wav != NULL || !game.options.is_headless;
}

static tw_err_t make_console(void) {
    tw_engine_config_t config;
    tw_wasm4_config_t wasm4;
    tw_engine_config_init(&config);
    config.arena = game.arena;
    config.arena_size = ARENA_BYTES;
    config.interp = interp_find("core");
    config.filestore = &game.store.base;
    tw_wasm4_engine_config(&config);
    tw_wasm4_config_init(&wasm4);
    wasm4.trace = on_trace;
    wasm4.tone = on_tone;
    if (has_sound()) {
        tw_wasm4_synth_init(&game.synth);
        wasm4.synth = &game.synth;
    }
    tw_err_t err = tw_engine_init(&game.engine, &config);
    err = err == TW_ERR_OK ? tw_wasm4_init(&game.console, game.engine, &wasm4) : err;
    return err == TW_ERR_OK ? tw_engine_start(game.engine) : err;
}

static int open_console(void) {
    game.entry =
        (tw_rom_file_t){.name = game.file.name, .bytes = game.file.bytes, .size = game.file.size};
    tw_filestore_rom_init(&game.store, &game.entry, 1);
    game.arena = malloc(ARENA_BYTES);
    tw_err_t err = game.arena == NULL ? TW_ERR_NOMEM : make_console();
    if (err != TW_ERR_OK) {
        return fail_module("tw wasm4", err, "there is no console: %s", tw_err_text(err));
    }
    game.is_opened = true;
    return game.disk_path[0] != '\0' ? keep_read_disk(&game.console, game.disk_path) : 0;
}

static int open_window(void) {
    static struct window_game window;
    window = (struct window_game){
        .console = &game.console,
        .title = game.file.name,
        .state_path = game.state_path,
        .picture_path = game.picture_path,
        .scale = game.options.scale,
    };
    return game.options.is_headless ? 0 : window_open(&window, &game.window);
}

// A cart that failed at once is there, and the window may go on with it.
static tw_err_t load(void) {
    tw_err_t err = tw_wasm4_load_file(&game.console, &game.store.base, game.entry.name);
    if (err != TW_ERR_OK && tw_wasm4_state(&game.console) == TW_WASM4_FAILED) {
        return fail(NULL) ? TW_ERR_OK : err;
    }
    if (err != TW_ERR_OK) {
        fprintf(stderr, "%s\n", tw_wasm4_error(&game.console));
    }
    return err;
}

static int play(void) {
    const tw_wasm4_front_t front = {
        .poll = poll,
        .present = present,
        .sound = has_sound() ? sound : NULL,
        .keep = keep,
        .fail = fail,
    };
    tw_err_t err = load();
    err = err == TW_ERR_OK ? tw_wasm4_play(&game.console, &front) : err;
    if (tw_wasm4_disk_changed(&game.console)) {
        keep(NULL);
    }
    return err == TW_ERR_OK ? game.code : EXIT_MODULE;
}

static int open(int count, char **args) {
    int code = options_read(&game.options, count, args);
    if (code == 0) {
        set_paths();
        code = file_read(&game.file, game.options.cart);
    }
    if (code == 0 && game.options.input != NULL) {
        code = replay_read(&game.replay, game.options.input);
    }
    code = code == 0 ? open_console() : code;
    return code == 0 ? open_window() : code;
}

static int run(void) {
    int code = record_begin(&game.record, &game.options);
    code = code == 0 ? play() : code;
    window_close();
    int end = record_end(&game.record);
    code = code == 0 ? end : code;
    if (code == 0 && game.record.shots_left > 0) {
        code = fail_module(game.file.name, TW_ERR_STATE,
                           "it ended before %zu of the frames to be kept: play on, or name others",
                           game.record.shots_left);
    }
    if (game.options.has_stats) {
        stats_print(&game.stats);
    }
    return code;
}

int command_wasm4(int count, char **args) {
    int code = open(count, args);
    code = code == 0 ? run() : code;
    if (game.is_opened) {
        tw_wasm4_unload(&game.console);
        tw_engine_stop(game.engine);
    }
    free(game.arena);
    file_free(&game.file);
    replay_free(&game.replay);
    stats_free(&game.stats);
    options_free(&game.options);
    return code;
}
