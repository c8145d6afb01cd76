// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The porting contract as firmware: answers commands on the console, so that a test on the other
// side of the line can check each promise of hal.h. One letter, then arguments, then a line end:
// e TEXT: TEXT backwards; s N: sleep N ms; w N: the same by hal_sleep_until_interrupt; t: the
// milliseconds and the counter; m N: for N ms, the microseconds gone by, how often they went back,
// and their smallest step; x N: exit with N; r: reset; f: an undefined instruction; u: a load
// that the core cannot do. Capital letters: parts.c, buses.c; net.c.

#include "port.h"

#include "board.h"
#include "hal.h"

_Alignas(4) char line[LINE_BYTES];
size_t line_size;

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

static void read_line(void) {
    line_size = 0;
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            continue;
        }
        if (byte == '\n') {
            return;
        }
        if (line_size < LINE_BYTES) {
            line[line_size++] = byte;
        }
    }
}

uint32_t number(uint32_t index) {
    size_t at = 1;
    for (uint32_t i = 0; i <= index; i++) {
        while (at < line_size && line[at] == ' ') {
            at++;
        }
        while (i < index && at < line_size && line[at] != ' ') {
            at++;
        }
    }
    uint32_t value = 0;
    for (; at < line_size && line[at] != ' '; at++) {
        value = value * 10 + (uint32_t)(line[at] - '0');
    }
    return value;
}

void print_number(uint32_t value) {
    char digits[11];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_write(&digits[at], sizeof digits - at);
}

size_t argument(uint32_t index) {
    size_t at = 1;
    for (uint32_t spaces = 0; at < line_size && spaces <= index; at++) {
        spaces += line[at] == ' ';
    }
    return at;
}

static uint8_t digit(char c) {
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

uint32_t hex_argument(uint32_t index, uint8_t *bytes) {
    uint32_t size = 0;
    for (size_t at = argument(index); at + 1 < line_size; at += 2) {
        bytes[size++] = (uint8_t)(digit(line[at]) << 4 | digit(line[at + 1]));
    }
    return size;
}

void print_result(int result) {
    static const char *const names[] = {"ok", "absent", "invalid", "failed", "no answer"};
    hal_console_print(names[-result]);
}

void print_hex(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        hal_console_write(&"0123456789abcdef"[bytes[i] >> 4], 1);
        hal_console_write(&"0123456789abcdef"[bytes[i] & 15], 1);
    }
}

// In one piece with the line end, so that a console that works in packets gets full ones.
static void echo_backwards(void) {
    char text[LINE_BYTES];
    size_t count = 0;
    for (size_t i = line_size; i > 2; i--) {
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

static void watch_microseconds(uint32_t ms) {
    uint32_t start_ms = hal_ticks_ms();
    uint32_t start = hal_ticks_us();
    uint32_t last = start;
    uint32_t back = 0;
    uint32_t smallest = UINT32_MAX;
    while (hal_ticks_ms() - start_ms < ms) {
        uint32_t step = hal_ticks_us() - last;
        last += step;
        back += step > INT32_MAX;
        smallest = step != 0 && step < smallest ? step : smallest;
    }
    print_number(last - start);
    hal_console_print(" ");
    print_number(back);
    hal_console_print(" ");
    print_number(smallest);
}

// How often the core woke within so many milliseconds.
static void sleep_by_interrupts(uint32_t ms) {
    uint32_t start = hal_ticks_ms();
    uint32_t count = 0;
    while (hal_ticks_ms() - start < ms) {
        hal_sleep_until_interrupt();
        count++;
    }
    print_number(count);
}

static void answer(void) {
    switch (line[0]) {
        case 'e':
            echo_backwards();
            return;
        case 's':
            hal_sleep_ms(number(0));
            break;
        case 'w':
            sleep_by_interrupts(number(0));
            break;
        case 't':
            print_clocks();
            break;
        case 'm':
            watch_microseconds(number(0));
            break;
        case 'x':
            hal_exit((int)number(0));
        case 'r':
            hal_reset();
        case 'f':
            undefined_instruction();
            break;
        case 'u':
            bad_load();
            break;
        default:
            if (!answer_part(line[0])) {
                hal_console_print("?");
            }
            break;
    }
    hal_console_print("\n");
}

int main(void) {
    hal_console_print("port of " BOARD_NAME "\n");
    for (;;) {
        read_line();
        answer();
    }
}
