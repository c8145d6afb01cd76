// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASM4_CONSOLE_H
#define WASM4_CONSOLE_H

// What the files of the console share. The 64 KiB belong to an instance called `env` of a module of
// our own, whose memory has one page and never more: so a cart gets it whatever limits its import
// has, defaults are there before its data, and memory.grow fails. The memory lies in one piece that
// never moves, and is reached through tw__wasm4_bytes alone.

#include "tinywasm/wasm4.h"

// Where things lie in a cart's memory.
#define TW_WASM4_AT_PALETTE 0x04u
#define TW_WASM4_AT_COLORS 0x14u
#define TW_WASM4_AT_PADS 0x16u
#define TW_WASM4_AT_MOUSE_X 0x1au
#define TW_WASM4_AT_MOUSE_Y 0x1cu
#define TW_WASM4_AT_MOUSE_BUTTONS 0x1eu
#define TW_WASM4_AT_FLAGS 0x1fu
#define TW_WASM4_AT_PICTURE 0xa0u
#define TW_WASM4_PICTURE_BYTES (TW_WASM4_WIDTH * TW_WASM4_HEIGHT / 4u)

// What a console with sound calls.
struct tw_wasm4_synth_ops {
    void (*reset)(tw_wasm4_synth_t *synth);
    void (*play)(tw_wasm4_synth_t *synth, const tw_wasm4_tone_t *tone);
};

// size bytes of the console's memory from addr; NULL if they are not all inside, or there is none.
uint8_t *tw__wasm4_bytes(const tw_wasm4_t *console, uint64_t addr, uint64_t size);

// Little-endian numbers.
uint64_t tw__wasm4_get(const uint8_t *bytes, uint32_t size);
void tw__wasm4_put(uint8_t *bytes, uint32_t size, uint64_t value);

// Records err as what the last failure was, and returns it. The text is "what happened: what to
// do", a format as tw__format takes it.
#if TW_CFG_ERR_TEXT
tw_err_t tw__wasm4_fail(tw_wasm4_t *console, tw_err_t err, const char *text, ...);
#else
#define tw__wasm4_fail(console, err, ...) tw__wasm4_fail_code(console, err)
tw_err_t tw__wasm4_fail_code(tw_wasm4_t *console, tw_err_t err);
#endif
// The same of what a filestore answered about a file.
tw_err_t tw__wasm4_fail_file(tw_wasm4_t *console, const char *name, tw_err_t err);
// The same with the engine's text, or success.
tw_err_t tw__wasm4_pass(tw_wasm4_t *console, tw_err_t err);

// Makes the cart's instance anew over memory as it is at the start, and runs nothing of it but its
// wasm start function.
tw_err_t tw__wasm4_instantiate(tw_wasm4_t *console);

// env.c: the functions that carts import.
extern const tw_host_module_t tw__wasm4_env;

// trace.c
tw_err_t tw__wasm4_trace(tw_call_t *call);
tw_err_t tw__wasm4_trace_utf8(tw_call_t *call);
tw_err_t tw__wasm4_trace_utf16(tw_call_t *call);
tw_err_t tw__wasm4_tracef(tw_call_t *call);
// Writes value as C's "%g" does; target has TW_WASM4_NUMBER_BYTES. Returns the length.
#define TW_WASM4_NUMBER_BYTES 16
uint32_t tw__wasm4_format_double(char *target, double value);

// note.c: the frequency of a MIDI note and a bend of 1/256 semitone.
float tw__wasm4_note_hz(uint32_t note, uint32_t bend);

// What the functions of `env` share.
static inline tw_wasm4_t *tw__wasm4_of(const tw_call_t *call) {
    return (tw_wasm4_t *)tw_call_ctx(call);
}
// Bytes that a cart names; NULL: it traps, and *err is what the function returns.
uint8_t *tw__wasm4_guest(tw_call_t *call, uint32_t addr, uint64_t size, tw_err_t *err);
// The string at addr, its length without the NUL in *size.
const char *tw__wasm4_guest_string(tw_call_t *call, uint32_t addr, uint32_t *size, tw_err_t *err);
// Takes work off what a call of the cart may cause; `return` what it returns.
tw_err_t tw__wasm4_work(tw_call_t *call, uint64_t work);

#endif
