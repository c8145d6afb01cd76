// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A port that compiles, links and does nothing. docs/PORTING.md fills it in, in the order in which
// one gets stuck.

#include "cortex-m.h"
#include "hal.h"

void port_start(void) {}

void hal_console_write(const void *bytes, size_t size) {
    (void)bytes;
    (void)size;
}

size_t hal_console_read(void *bytes, size_t size) {
    (void)bytes;
    (void)size;
    return 0;
}
