// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_WASM4_H
#define TINYWASM_WASM4_H

// WASM-4: a console of 160 x 160 pixels in four colours, whose games (carts) are WebAssembly
// modules with one memory of 64 KiB. Link tinywasm::wasm4. A front end owns the console and an
// engine, and runs 60 frames a second:
//
//     static tw_wasm4_t console;
//     tw_engine_config_t config;
//     tw_engine_config_init(&config);
//     config.arena = arena;                       // the cart's memory and code live here
//     config.arena_size = sizeof arena;
//     tw_wasm4_engine_config(&config);            // limits that carts need
//     tw_engine_init(&engine, &config);
//     tw_wasm4_config_t wasm4;
//     tw_wasm4_config_init(&wasm4);
//     tw_wasm4_init(&console, engine, &wasm4);    // before tw_engine_start
//     tw_engine_start(engine);
//     tw_wasm4_load(&console, cart, cart_size);   // or tw_wasm4_load_file
//     for (;;) {
//         input.pads[0] = buttons();
//         if (tw_wasm4_frame(&console, &input) != TW_ERR_OK) { say(tw_wasm4_error(&console)); }
//         for (y = 0; y < TW_WASM4_HEIGHT; y++) {
//             tw_wasm4_row_rgb565(&console, y, row);
//             send(row);
//         }
//         tw_wasm4_synth_render(&synth, samples, TW_WASM4_FRAME_SAMPLES);   // if it has sound
//     }
//
// The console is played by one engine's thread. Nothing may be called from an ISR but
// tw_wasm4_interrupt, and nothing from the hooks of tw_wasm4_config_t. It takes nothing but the
// engine's arena: 64 KiB and what the cart's code needs. In the engine it takes the name `env`, of
// a host module and of the instance that has the memory, so there is one console in an engine;
// other modules may run beside it, but what they import of `env` is the console's.
//
// Every picture and every sample are equal bit for bit on all machines, and to those of WASM-4's
// native runtime. A cart's functions are linked one by one: what the console does not know, or of
// another type, is a trap when it is called, not before.

#include "tinywasm/instance.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_WASM4_WIDTH 160
#define TW_WASM4_HEIGHT 160
#define TW_WASM4_COLORS 4
#define TW_WASM4_PADS 4
#define TW_WASM4_FRAME_HZ 60
#define TW_WASM4_SAMPLE_HZ 44100
#define TW_WASM4_FRAME_SAMPLES 735  // of each of two channels, in a frame
#define TW_WASM4_MEMORY_BYTES 65536
#define TW_WASM4_CART_BYTES 65536  // a larger one is refused
#define TW_WASM4_DISK_BYTES 1024
#define TW_WASM4_ERROR_BYTES 200

// ---- input ----------------------------------------------------------------------------------

#define TW_WASM4_BUTTON_1 0x01  // X
#define TW_WASM4_BUTTON_2 0x02  // Z
#define TW_WASM4_BUTTON_LEFT 0x10
#define TW_WASM4_BUTTON_RIGHT 0x20
#define TW_WASM4_BUTTON_UP 0x40
#define TW_WASM4_BUTTON_DOWN 0x80

#define TW_WASM4_MOUSE_LEFT 0x01
#define TW_WASM4_MOUSE_RIGHT 0x02
#define TW_WASM4_MOUSE_MIDDLE 0x04
#define TW_WASM4_MOUSE_AWAY 0x7fff  // both coordinates, while there is no mouse

typedef struct tw_wasm4_input {
    uint8_t pads[TW_WASM4_PADS];  // TW_WASM4_BUTTON_ bits
    int16_t mouse_x;              // pixels of the picture; may be outside of it
    int16_t mouse_y;
    uint8_t mouse_buttons;  // TW_WASM4_MOUSE_ bits
} tw_wasm4_input_t;

// Nothing is pressed, and no mouse is there.
void tw_wasm4_input_init(tw_wasm4_input_t *input);

// ---- sound ----------------------------------------------------------------------------------

// A call of tone, its arguments as the cart passed them.
typedef struct tw_wasm4_tone {
    uint32_t frame;      // in which it came; 0: before the first
    uint32_t frequency;  // low half at the start, high half at the end (0: the same), Hz
    uint32_t duration;   // bytes, lowest first: sustain, release, decay, attack; 1/60 s each
    uint32_t volume;     // bytes: sustain, peak (0: 100); percent
    uint32_t flags;      // TW_WASM4_TONE_...
} tw_wasm4_tone_t;

#define TW_WASM4_TONE_CHANNEL 0x03u  // 0, 1: pulse; 2: triangle; 3: noise
#define TW_WASM4_TONE_NOTE 0x40u     // halves of frequency: MIDI note, and bend of 1/256 semitone

// What a buzzer that plays one frequency needs of a tone: what sounds `age` frames after the call
// (0: in the frame of the call). Volume in percent; false: it is over.
bool tw_wasm4_tone_at(const tw_wasm4_tone_t *tone, uint32_t age, uint32_t *frequency_hz,
                      uint32_t *volume);

// The synthesizer of four channels, in the caller's memory; a console without one has neither its
// code nor its state. Its fields are its own.
typedef struct tw_wasm4_channel {
    float freq_start;
    float freq_end;
    uint64_t start_time;  // samples since the beginning
    uint64_t attack_time;
    uint64_t decay_time;
    uint64_t sustain_time;
    uint64_t release_time;
    uint64_t end_tick;
    int16_t sustain_volume;
    int16_t peak_volume;
    float phase;
    uint8_t pan;
    uint8_t duty;         // pulse
    uint16_t noise_seed;  // noise
    int16_t noise_last;
} tw_wasm4_channel_t;

typedef struct tw_wasm4_synth_ops tw_wasm4_synth_ops_t;
typedef struct tw_wasm4_synth {
    const tw_wasm4_synth_ops_t *ops;
    uint64_t time;   // samples rendered
    uint64_t ticks;  // frames
    tw_wasm4_channel_t channels[4];
} tw_wasm4_synth_t;

// Silence.
void tw_wasm4_synth_init(tw_wasm4_synth_t *synth);
// The next `count` samples of both channels, left first: 2 * count numbers. Call it with
// TW_WASM4_FRAME_SAMPLES behind each tw_wasm4_frame; a front end whose sound card has a clock of
// its own may render as that asks for, but on the console's thread.
void tw_wasm4_synth_render(tw_wasm4_synth_t *synth, int16_t *samples, uint32_t count);

// ---- the console ----------------------------------------------------------------------------

typedef struct tw_wasm4_config {
    // What a call of the cart (start, update, ...) may burn, in wasm instructions, and as much
    // again in pixels that the console draws for it; beyond, the cart has failed with FUEL.
    // Default 2,000,000,000: seconds on a PC. There are carts that take half of that in the
    // frame in which they make a level.
    uint64_t frame_fuel;
    uint32_t stack_bytes;     // for the cart's frames; default 32,768
    tw_wasm4_synth_t *synth;  // default NULL: no sound. Outlives the console
    // Each may be NULL, and is called while the cart runs, so it may call nothing of the engine's.
    // Text that the cart traces, in pieces; the end of a line is a piece or the end of one.
    void (*trace)(void *ctx, const char *text, size_t size);
    void (*tone)(void *ctx, const tw_wasm4_tone_t *tone);  // every call, before the synthesizer
    void *ctx;
} tw_wasm4_config_t;

typedef enum tw_wasm4_state {
    TW_WASM4_EMPTY,    // no cart
    TW_WASM4_RUNNING,  // frame is next
    TW_WASM4_FAILED    // the cart has trapped, or burnt its fuel: reset, restore or load
} tw_wasm4_state_t;

// Its fields are the console's.
typedef struct tw_wasm4 {
    tw_engine_t *engine;
    tw_wasm4_config_t config;
    tw_host_module_t env;
    tw_module_t *memory_module;  // has the memory
    tw_instance_t *memory;
    tw_module_t *module;
    tw_instance_t *cart;
    const void *cart_bytes;  // NULL: file cart_name of cart_fs
    tw_filestore_t *cart_fs;
    uint32_t cart_size;
    uint32_t frame;
    uint64_t work_left;  // that the functions of `env` may do in this call
    uint64_t fuel_used;
    uint16_t disk_size;
    uint8_t state;
    bool is_disk_changed;
    volatile bool is_running;  // a call of the cart
    char cart_name[TW_FILESTORE_NAME_BYTES + 1];
    uint8_t disk[TW_WASM4_DISK_BYTES];
    char error[TW_WASM4_ERROR_BYTES];
} tw_wasm4_t;

void tw_wasm4_config_init(tw_wasm4_config_t *config);
// Raises what of an engine's limits carts need, never lowers it: max_locals, max_host_modules. For
// between tw_engine_config_init and tw_engine_init.
void tw_wasm4_engine_config(tw_engine_config_t *config);
// Adds the console to an engine that has not been started. console outlives the engine; config may
// die. Errors are those of tw_engine_add_host_module.
TW_MUST_CHECK tw_err_t tw_wasm4_init(tw_wasm4_t *console, tw_engine_t *engine,
                                     const tw_wasm4_config_t *config);

// Puts a cart in, in the place of the one before, which is unloaded, and starts it (as reset does).
// bytes stay borrowed until unload or another load. LIMIT: above TW_WASM4_CART_BYTES;
// UNLINKABLE: it wants another memory than one of 64 KiB; else the errors of tw_module_load,
// tw_instance_create and the cart's own start. After TRAP, EXCEPTION, FUEL and INTERRUPTED the cart
// is in and has failed; after every other error there is none.
TW_MUST_CHECK tw_err_t tw_wasm4_load(tw_wasm4_t *console, const void *bytes, size_t size);
// The same from file `name` of fs, which is the engine's filestore. name is copied; the file stays
// as it is until unload.
TW_MUST_CHECK tw_err_t tw_wasm4_load_file(tw_wasm4_t *console, tw_filestore_t *fs,
                                          const char *name);
// Gives back what the cart took of the arena, and empties the disk.
void tw_wasm4_unload(tw_wasm4_t *console);
// The cart from its beginning: memory as at the start, then its wasm start function, `_start` and
// `_initialize`, those it has. The disk stays; the synthesizer is silent. Errors as of load; STATE:
// there is no cart.
TW_MUST_CHECK tw_err_t tw_wasm4_reset(tw_wasm4_t *console);

// The next frame: writes input to memory; in frame 1 calls the cart's `start`, in every other one
// clears the picture unless the cart keeps it; calls `update`; one tick for the synthesizer. Those
// functions the cart need not have. TRAP, EXCEPTION, FUEL, INTERRUPTED: the cart has failed, and
// its picture stays to be looked at. STATE: there is no cart, or it has failed.
TW_MUST_CHECK tw_err_t tw_wasm4_frame(tw_wasm4_t *console, const tw_wasm4_input_t *input);
// Ends the call of the cart that runs, with INTERRUPTED: for a watchdog, or a key that leaves a
// cart which never comes back. Nothing while none runs. For an ISR, or a signal, of the console's
// thread.
void tw_wasm4_interrupt(tw_wasm4_t *console);

tw_wasm4_state_t tw_wasm4_state(const tw_wasm4_t *console);
// Frames that were begun since the start: the number of the last one, from 1. 0: none.
uint32_t tw_wasm4_frame_count(const tw_wasm4_t *console);
// What the last failure was, "WHERE: CODE: what happened: what to do"; "" if the last call
// succeeded. Valid until the next call.
const char *tw_wasm4_error(const tw_wasm4_t *console);
// The fuel that the last call of `update` burnt.
uint64_t tw_wasm4_fuel_used(const tw_wasm4_t *console);
// The cart's instance, for what tw_instance_ functions tell of it; NULL without a cart.
tw_instance_t *tw_wasm4_instance(const tw_wasm4_t *console);
// The 64 KiB as they are now; NULL without a cart. Valid until load, unload, reset or restore.
const uint8_t *tw_wasm4_memory(const tw_wasm4_t *console);

// ---- the picture ----------------------------------------------------------------------------

// Reads the picture out of the cart's memory, so that there is no second frame: whole frames or
// rows, between two tw_wasm4_frame. Without a cart all is colour 0 of the palette at the start.
// Row y, 0 to TW_WASM4_HEIGHT - 1, TW_WASM4_WIDTH pixels.
void tw_wasm4_row(const tw_wasm4_t *console, uint32_t y, uint8_t *indices);   // 0 to 3
void tw_wasm4_row_rgb(const tw_wasm4_t *console, uint32_t y, uint32_t *rgb);  // 0x00RRGGBB
void tw_wasm4_row_rgb565(const tw_wasm4_t *console, uint32_t y, uint16_t *rgb);
// The four colours as 0x00RRGGBB.
void tw_wasm4_palette(const tw_wasm4_t *console, uint32_t *rgb);

#define TW_WASM4_FLAG_PRESERVE 0x01      // the picture stays from frame to frame
#define TW_WASM4_FLAG_HIDE_GAMEPAD 0x02  // a front end with a touch screen shows no buttons
// The cart's SYSTEM_FLAGS.
uint8_t tw_wasm4_flags(const tw_wasm4_t *console);

// ---- the disk -------------------------------------------------------------------------------

// The cart's 1024 bytes, which the front end keeps between two runs: set before load, while there
// is no cart, and saved at the end, or whenever tw_wasm4_disk_changed says so.
const uint8_t *tw_wasm4_disk(const tw_wasm4_t *console, uint32_t *size);
// CORRUPT: more than TW_WASM4_DISK_BYTES, and the disk stays as it was.
TW_MUST_CHECK tw_err_t tw_wasm4_set_disk(tw_wasm4_t *console, const void *bytes, size_t size);
// True if the cart has written since it was asked last, or since load.
bool tw_wasm4_disk_changed(tw_wasm4_t *console);
// The same with a file; read: OK if there is none; CORRUPT: it is too large. save: removes the file
// if the disk is empty.
TW_MUST_CHECK tw_err_t tw_wasm4_read_disk(tw_wasm4_t *console, tw_filestore_t *fs,
                                          const char *name);
TW_MUST_CHECK tw_err_t tw_wasm4_save_disk(tw_wasm4_t *console, tw_filestore_t *fs,
                                          const char *name);

// ---- save states ----------------------------------------------------------------------------

// The whole game between two frames: memory, globals, tables, disk, frame count, synthesizer; for
// the cart that it was saved from, on any machine.
typedef tw_err_t (*tw_wasm4_write_fn_t)(void *ctx, const void *bytes, uint32_t size);
// Reads size bytes from byte off of a state; IO or CORRUPT if they are not there.
typedef tw_err_t (*tw_wasm4_read_fn_t)(void *ctx, uint32_t off, void *bytes, uint32_t size);

// The bytes that save writes now. 0 without a cart.
uint32_t tw_wasm4_state_size(const tw_wasm4_t *console);
// STATE: there is no cart or it has failed; else what `write` answered.
TW_MUST_CHECK tw_err_t tw_wasm4_save(tw_wasm4_t *console, tw_wasm4_write_fn_t write, void *ctx);
// Goes on where size bytes of a state say. They are read twice: first to be checked, so that a
// state that is refused changes nothing. CORRUPT: torn or damaged; INVAL: of another cart, or of
// another version of this format; STATE: there is no cart.
TW_MUST_CHECK tw_err_t tw_wasm4_restore(tw_wasm4_t *console, tw_wasm4_read_fn_t read, void *ctx,
                                        uint32_t size);
// The same in a file, whose save is old or new, never a mix.
TW_MUST_CHECK tw_err_t tw_wasm4_save_file(tw_wasm4_t *console, tw_filestore_t *fs,
                                          const char *name);
TW_MUST_CHECK tw_err_t tw_wasm4_restore_file(tw_wasm4_t *console, tw_filestore_t *fs,
                                             const char *name);

#ifdef __cplusplus
}
#endif
#endif
