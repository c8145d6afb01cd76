// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef HAL_H
#define HAL_H

// The machine: what a port gives to applications and devices. There is one machine per image, so
// these are functions that the port defines, not a table. A port keeps the promise written above
// each function; hal/template has them all, empty, as a start. Before main runs, the port has set
// up what they need: clocks, the console and the millisecond tick.
//
// Unless a function says otherwise it may be called from the main program only, never from an ISR.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define HAL_NORETURN __attribute__((noreturn))
#else
#define HAL_NORETURN
#endif

// The console: a serial line, 115200 8N1 where that means something.
//
// Writes all bytes, unchanged and in order; waits while the line is busy. May be called from a
// fault handler: it must not need interrupts.
void hal_console_write(const void *bytes, size_t size);
// Takes up to size bytes that have arrived; returns how many, 0 if there are none. Never waits.
size_t hal_console_read(void *bytes, size_t size);

// Milliseconds since some moment before main. Wraps at 2^32 without a jump. Any context.
uint32_t hal_ticks_ms(void);
// Returns after at least ms milliseconds; lets the core sleep meanwhile. Interrupts stay enabled.
void hal_sleep_ms(uint32_t ms);

// The finest steady clock there is, for measuring: counts up, wraps at 2^32. Any context.
uint32_t hal_counter_read(void);
uint32_t hal_counter_hz(void);

// The board's LED: lights when it was dark, else goes dark. Does nothing on a board without one.
void hal_led_toggle(void);

// Ends the program after all console output has left: under an emulator or on a PC with this exit
// code (0 to 125), else by stopping the core with interrupts off.
HAL_NORETURN void hal_exit(int code);
// Starts anew as after power-on; on a PC it exits with code 0.
HAL_NORETURN void hal_reset(void);

// Writes a text that ends in NUL.
static inline void hal_console_print(const char *text) {
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    hal_console_write(text, size);
}

#ifdef __cplusplus
}
#endif
#endif
