// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The porting contract as firmware: answers commands on the console, so that a test on the other
// side of the line can check each promise of hal.h. One letter, then an argument, then a line end:
// e TEXT: TEXT backwards; s N: sleep N ms; t: the milliseconds and the counter; x N: exit with N;
// r: reset; f: an undefined instruction; u: a load that the core cannot do.

#include "board.h"
#include "hal.h"

#define LINE_BYTES 80u

static _Alignas(4) char line[LINE_BYTES];

#ifdef __riscv
static void undefined_instruction(void) {
    __asm__ volatile(".half 0");
}

static void bad_load(void) {
    (void)*(volatile uint32_t *)0xfffffff0u;  // nothing is there
}
#elif __ARM_ARCH == 6
static void undefined_instruction(void) {
    __asm__ volatile("udf #0");
}

static void bad_load(void) {
    uint32_t value;
    __asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(&line[1]));
}
#else
static void undefined_instruction(void) {
    __asm__ volatile("udf #0");
}

// Only loads of two words must be aligned.
static void bad_load(void) {
    __asm__ volatile("ldrd r0, r1, [%0]" : : "r"(&line[1]) : "r0", "r1");
}
#endif

static size_t read_line(void) {
    size_t size = 0;
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            continue;
        }
        if (byte == '\n') {
            return size;
        }
        if (size < LINE_BYTES) {
            line[size++] = byte;
        }
    }
}

static uint32_t number(size_t size) {
    uint32_t value = 0;
    for (size_t i = 2; i < size; i++) {
        value = value * 10 + (uint32_t)(line[i] - '0');
    }
    return value;
}

static void print_number(uint32_t value) {
    char digits[11];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_write(&digits[at], sizeof digits - at);
}

// In one piece with the line end, so that a console that works in packets gets full ones.
static void echo_backwards(size_t size) {
    char text[LINE_BYTES];
    size_t count = 0;
    for (size_t i = size; i > 2; i--) {
        text[count++] = line[i - 1];
    }
    text[count++] = '\n';
    hal_console_write(text, count);
}

static void print_clocks(void) {
    print_number(hal_ticks_ms());
    hal_console_print(" ");
    print_number(hal_counter_read());
    hal_console_print(" ");
    print_number(hal_counter_hz());
}

static void answer(size_t size) {
    switch (line[0]) {
    case 'e':
        echo_backwards(size);
        return;
    case 's':
        hal_sleep_ms(number(size));
        break;
    case 't':
        print_clocks();
        break;
    case 'x':
        hal_exit((int)number(size));
    case 'r':
        hal_reset();
    case 'f':
        undefined_instruction();
        break;
    case 'u':
        bad_load();
        break;
    default:
        hal_console_print("?");
        break;
    }
    hal_console_print("\n");
}

int main(void) {
    hal_console_print("port of " BOARD_NAME "\n");
    for (;;) {
        answer(read_line());
    }
}
