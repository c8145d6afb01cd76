// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_CRC_H
#define TW_SHELL_CRC_H

#include <stddef.h>
#include <stdint.h>

// CRC-16 as XMODEM has it: polynomial 0x1021, begins with 0, bits as they come.
uint16_t tw__crc_add(uint16_t crc, uint8_t byte);
uint16_t tw__crc_of(const uint8_t *bytes, size_t size);

#endif
