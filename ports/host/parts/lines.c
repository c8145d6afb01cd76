// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Serial lines: the console's input under `tw sim`, and lines 1 to 3 beside it. A wire joins 1 and
// 2 crosswise, and what comes there at another speed is lost; the other end of 3 is outside.

#include "hal.h"

#include <string.h>

#include "clock.h"
#include "link.h"
#include "world.h"

#define LINES 4u
#define ROOM 0x10000u
#define SLOWEST_BAUD 50u
#define FASTEST_BAUD 4000000u

static struct line {
    uint32_t baud;  // 0: not opened
    uint32_t first;
    uint32_t count;
    uint8_t bytes[ROOM];
} lines[LINES];

static bool is_serial(uint32_t line) {
    return line > 0 && line < LINES;
}

bool line_receive(uint32_t line, const uint8_t *bytes, size_t size) {
    if (line >= LINES || size > ROOM - lines[line].count) {
        return false;
    }
    struct line *to = &lines[line];
    for (size_t i = 0; i < size; i++) {
        to->bytes[(to->first + to->count++) % ROOM] = bytes[i];
    }
    return true;
}

size_t line_read(uint32_t line, uint8_t *bytes, size_t size) {
    struct line *from = &lines[line];
    size_t count = 0;
    if (from->count == 0) {
        clock_look();
    }
    for (; count < size && from->count > 0; count++) {
        bytes[count] = from->bytes[from->first];
        from->first = (from->first + 1u) % ROOM;
        from->count--;
    }
    return count;
}

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    if (!is_serial(uart)) {
        return HAL_ABSENT;
    }
    if (baud < SLOWEST_BAUD || baud > FASTEST_BAUD) {
        return HAL_INVALID;
    }
    lines[uart].baud = baud;
    return HAL_OK;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    if (!is_serial(uart) || lines[uart].baud == 0) {
        return;
    }
    uint32_t far = uart == 1 ? 2 : 1;
    if (uart != 3 && lines[far].baud == lines[uart].baud) {
        (void)line_receive(far, bytes, size);  // else it comes to nobody, as on a wire
    }
    link_send_output(uart, bytes, size);
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    return is_serial(uart) && lines[uart].baud != 0 ? line_read(uart, bytes, size) : 0;
}
