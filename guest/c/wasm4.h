// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GUEST_WASM4_H
#define GUEST_WASM4_H

// WASM-4 for carts in C: a console of 160 x 160 pixels in four colours, whose games have one memory
// of 64 KiB. Names are those of the console, so that what is written for its own header compiles.
//
//     WASM4_EXPORT("update") void update(void) {
//         *DRAW_COLORS = 2;
//         text("Hello", 60, 76);
//     }
//
// guest/build makes a cart of it with the flags of modules/bricks/link.flags, which say where the
// console's part of the memory ends: they belong to every cart.
//
// `start` is called once, before the first `update`; `update` 60 times a second. Before each update
// the screen is filled with colour 1, unless the cart asks for SYSTEM_PRESERVE_FRAMEBUFFER.

#include <stdint.h>

#define WASM4_EXPORT(name) __attribute__((export_name(name)))
#define WASM4_IMPORT(name) __attribute__((import_module("env"), import_name(name)))

// ---- the console's part of the memory -----------------------------------------------------------

#define SCREEN_SIZE 160

#define PALETTE ((volatile uint32_t *)0x04)      // four colours, 0xRRGGBB
#define DRAW_COLORS ((volatile uint16_t *)0x14)  // four nibbles: 0 nothing, 1 to 4 that colour
#define GAMEPAD1 ((const volatile uint8_t *)0x16)
#define GAMEPAD2 ((const volatile uint8_t *)0x17)
#define GAMEPAD3 ((const volatile uint8_t *)0x18)
#define GAMEPAD4 ((const volatile uint8_t *)0x19)
#define MOUSE_X ((const volatile int16_t *)0x1a)
#define MOUSE_Y ((const volatile int16_t *)0x1c)
#define MOUSE_BUTTONS ((const volatile uint8_t *)0x1e)
#define SYSTEM_FLAGS ((volatile uint8_t *)0x1f)
#define NETPLAY ((const volatile uint8_t *)0x20)
#define FRAMEBUFFER ((volatile uint8_t *)0xa0)  // two bits a pixel, the lowest to the left

#define BUTTON_1 0x01  // X
#define BUTTON_2 0x02  // Z
#define BUTTON_LEFT 0x10
#define BUTTON_RIGHT 0x20
#define BUTTON_UP 0x40
#define BUTTON_DOWN 0x80

#define MOUSE_LEFT 0x01
#define MOUSE_RIGHT 0x02
#define MOUSE_MIDDLE 0x04

#define SYSTEM_PRESERVE_FRAMEBUFFER 0x01
#define SYSTEM_HIDE_GAMEPAD_OVERLAY 0x02

// ---- drawing ------------------------------------------------------------------------------------

#define BLIT_1BPP 0x0
#define BLIT_2BPP 0x1
#define BLIT_FLIP_X 0x2
#define BLIT_FLIP_Y 0x4
#define BLIT_ROTATE 0x8  // a quarter turn to the left

// A sprite: one or two bits a pixel, the highest to the left, rows without gaps. A pixel of value i
// has the colour of nibble i of DRAW_COLORS.
WASM4_IMPORT("blit")
void blit(const uint8_t *sprite, int32_t x, int32_t y, uint32_t width, uint32_t height,
          uint32_t flags);
// A part of a sprite whose rows have stride pixels.
WASM4_IMPORT("blitSub")
void blitSub(const uint8_t *sprite, int32_t x, int32_t y, uint32_t width, uint32_t height,
             uint32_t src_x, uint32_t src_y, uint32_t stride, uint32_t flags);

// Lines have the colour of nibble 0.
WASM4_IMPORT("line") void line(int32_t x1, int32_t y1, int32_t x2, int32_t y2);
WASM4_IMPORT("hline") void hline(int32_t x, int32_t y, uint32_t length);
WASM4_IMPORT("vline") void vline(int32_t x, int32_t y, uint32_t length);
// Shapes are filled with nibble 0 and have an outline of nibble 1.
WASM4_IMPORT("oval") void oval(int32_t x, int32_t y, uint32_t width, uint32_t height);
WASM4_IMPORT("rect") void rect(int32_t x, int32_t y, uint32_t width, uint32_t height);

// Letters of 8 x 8 pixels: nibble 0 is their colour, nibble 1 that behind them.
WASM4_IMPORT("text") void text(const char *chars, int32_t x, int32_t y);
WASM4_IMPORT("textUtf8")
void textUtf8(const char *chars, uint32_t bytes, int32_t x, int32_t y);
WASM4_IMPORT("textUtf16")
void textUtf16(const uint16_t *chars, uint32_t bytes, int32_t x, int32_t y);

// ---- sound --------------------------------------------------------------------------------------

#define TONE_PULSE1 0
#define TONE_PULSE2 1
#define TONE_TRIANGLE 2
#define TONE_NOISE 3
#define TONE_MODE1 0  // duty cycles of the pulses: 1/8, 1/4, 1/2, 3/4
#define TONE_MODE2 4
#define TONE_MODE3 8
#define TONE_MODE4 12
#define TONE_PAN_LEFT 16
#define TONE_PAN_RIGHT 32
#define TONE_NOTE_MODE 64  // frequencies are notes: number | 1/256 of a semitone << 8; 69 is 440 Hz

// A frequency in Hz that slides to another one.
#define TONE_SLIDE(from, to) ((uint32_t)(from) | (uint32_t)(to) << 16)
// Times are in 1/60 s.
#define TONE_TIMES(attack, decay, sustain, release) \
    ((uint32_t)(attack) << 24 | (uint32_t)(decay) << 16 | (uint32_t)(release) << 8 | (sustain))
// Volumes of up to 100, at the end of the attack and after the decay.
#define TONE_VOLUMES(peak, sustain) ((uint32_t)(peak) << 8 | (sustain))

// A tone on the channel that flags say, instead of what sounds there.
WASM4_IMPORT("tone")
void tone(uint32_t frequency, uint32_t duration, uint32_t volume, uint32_t flags);

// ---- disk and messages --------------------------------------------------------------------------

#define DISK_SIZE 1024

// What is written stands for all of the disk. They return the bytes read and written.
WASM4_IMPORT("diskr") uint32_t diskr(void *target, uint32_t bytes);
WASM4_IMPORT("diskw") uint32_t diskw(const void *source, uint32_t bytes);

// A line of text for the author.
WASM4_IMPORT("trace") void trace(const char *chars);
WASM4_IMPORT("traceUtf8") void traceUtf8(const char *chars, uint32_t bytes);
WASM4_IMPORT("traceUtf16") void traceUtf16(const uint16_t *chars, uint32_t bytes);
// As printf: %c %d %x %s %f %%. The console reads arguments without gaps, and C puts a float at
// the next multiple of 8: before one there is an even number of the others.
WASM4_IMPORT("tracef") void tracef(const char *format, ...);

#endif
