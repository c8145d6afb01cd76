// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A port that compiles and does nothing: copy it to ports/<mcu>/ and fill in the functions in this
// order. With the console alone apps/simple shows its first lines; with the ticks it runs. What may
// be missing of a machine is absent until you write it: port.cmake names it.

#include "hal.h"

void hal_console_write(const void *bytes, size_t size) {
    (void)bytes;
    (void)size;
}

size_t hal_console_read(void *bytes, size_t size) {
    (void)bytes;
    (void)size;
    return 0;
}

uint32_t hal_ticks_ms(void) {
    return 0;
}

uint32_t hal_ticks_us(void) {
    return 0;
}

void hal_sleep_ms(uint32_t ms) {
    (void)ms;
}

uint32_t hal_counter_read(void) {
    return 0;
}

uint32_t hal_counter_hz(void) {
    return 1;
}

void hal_sleep_until_interrupt(void) {}

void hal_exit(int code) {
    (void)code;
    for (;;) {
    }
}

void hal_reset(void) {
    for (;;) {
    }
}
