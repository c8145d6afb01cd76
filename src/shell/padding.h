// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_PADDING_H
#define TW_SHELL_PADDING_H

#include <stdint.h>

// XMODEM says no size: its last packet is filled with bytes 0x1a. Where a WebAssembly binary ends,
// its sections say: this walks over them as they come. All zero is the beginning.
struct tw__sections {
    uint32_t passed;  // bytes of the binary's head
    uint32_t left;    // of the section
    uint8_t shift;    // of the next byte of its size
    uint8_t stage;
};

void tw__sections_add(struct tw__sections *sections, const uint8_t *bytes, uint32_t size);
// How many of `count` bytes that follow can be the binary's and are not fill.
uint32_t tw__sections_wants(const struct tw__sections *sections, uint32_t count);

#endif
