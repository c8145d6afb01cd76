// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The parts of the machine that may be missing; more of them in buses.c. Each command prints what
// the function answered (ok, absent, invalid, failed), then what it found out.
// T TIMER US PERIODIC WAIT: start, wait so many us, stop, wait again: calls, us to the first one,
//   to the last one, calls after the stop
// G PIN MODE: configure; O PIN LEVEL: write; I PIN: read; E PIN EDGE: interrupt; C: edges since
// U UART BAUD: open; V UART TEXT: write; R UART: what came
// L: size, block, unit and whether it is mapped; X ADDR: erase; P ADDR HEX: program;
// D ADDR SIZE: read
// W MS: start the watchdog; F MS: feed it for so long

#include "port.h"

#include "hal.h"

static void print_more(uint32_t value) {
    hal_console_print(" ");
    print_number(value);
}

// ---- timer -------------------------------------------------------------------------------------

static volatile struct {
    uint32_t calls;
    uint32_t first;
    uint32_t last;
} ticking;

static void note_tick(void *ctx) {
    uint32_t now = hal_counter_read() - *(const uint32_t *)ctx;
    ticking.first = ticking.calls == 0 ? now : ticking.first;
    ticking.last = now;
    ticking.calls++;
}

static uint32_t us_of(uint32_t counts) {
    return (uint32_t)((uint64_t)counts * 1000000u / hal_counter_hz());
}

static void wait_us(uint32_t us) {
    uint32_t start = hal_counter_read();
    while (us_of(hal_counter_read() - start) < us) {
    }
}

static void try_timer(void) {
    static uint32_t start;
    ticking.calls = 0;
    start = hal_counter_read();
    int result = hal_timer_start(number(0), number(1), number(2) != 0, note_tick, &start);
    print_result(result);
    if (result != HAL_OK) {
        return;
    }
    wait_us(number(3));
    (void)hal_timer_stop(number(0));
    uint32_t calls = ticking.calls;
    wait_us(number(3));
    print_more(calls);
    print_more(us_of(ticking.first));
    print_more(us_of(ticking.last));
    print_more(ticking.calls - calls);
}

// ---- pins --------------------------------------------------------------------------------------

static volatile uint32_t edges;

static void note_edge(void *ctx) {
    (void)ctx;
    edges++;
}

static void read_pin(void) {
    int level = hal_gpio_read(number(0));
    print_result(level < 0 ? level : HAL_OK);
    if (level >= 0) {
        print_more((uint32_t)level);
    }
}

static void print_edges(void) {
    print_number(edges);
    edges = 0;
}

// ---- serial lines -----------------------------------------------------------------------------

static void read_uart(void) {
    char text[LINE_BYTES];
    hal_console_write(text, hal_uart_read(number(0), text, sizeof text));
}

// ---- flash -------------------------------------------------------------------------------------

static void print_flash(void) {
    hal_flash_info_t info;
    int result = hal_flash_info(&info);
    print_result(result);
    if (result == HAL_OK) {
        print_more(info.size_bytes);
        print_more(info.erase_bytes);
        print_more(info.program_bytes);
        print_more(info.mapped != NULL);
    }
}

static void program(void) {
    uint8_t bytes[LINE_BYTES / 2];
    uint32_t size = hex_argument(1, bytes);
    print_result(hal_flash_program(number(0), bytes, size));
}

static void read_flash(void) {
    uint8_t bytes[64];
    uint32_t size = number(1) < sizeof bytes ? number(1) : (uint32_t)sizeof bytes;
    int result = hal_flash_read(number(0), bytes, size);
    print_result(result);
    if (result == HAL_OK) {
        hal_console_print(" ");
        print_hex(bytes, size);
    }
}

// ---- watchdog ----------------------------------------------------------------------------------

static void feed(uint32_t ms) {
    uint32_t start = hal_ticks_ms();
    while (hal_ticks_ms() - start < ms) {
        hal_watchdog_feed();
    }
    print_result(HAL_OK);
}

// ---- all ---------------------------------------------------------------------------------------

static bool answer_pin(char command) {
    switch (command) {
        case 'G':
            print_result(hal_gpio_configure(number(0), (hal_gpio_mode_t)number(1)));
            return true;
        case 'O':
            print_result(hal_gpio_write(number(0), number(1) != 0));
            return true;
        case 'I':
            read_pin();
            return true;
        case 'E':
            print_result(
                hal_gpio_interrupt(number(0), (hal_gpio_edge_t)number(1), note_edge, NULL));
            return true;
        case 'C':
            print_edges();
            return true;
        default:
            return false;
    }
}

static bool answer_line(char command) {
    switch (command) {
        case 'U':
            print_result(hal_uart_open(number(0), number(1)));
            return true;
        case 'V':
            hal_uart_write(number(0), &line[argument(1)], line_size - argument(1));
            return true;
        case 'R':
            read_uart();
            return true;
        default:
            return false;
    }
}

static bool answer_flash(char command) {
    switch (command) {
        case 'L':
            print_flash();
            return true;
        case 'X':
            print_result(hal_flash_erase(number(0)));
            return true;
        case 'P':
            program();
            return true;
        case 'D':
            read_flash();
            return true;
        default:
            return false;
    }
}

bool answer_part(char command) {
    switch (command) {
        case 'T':
            try_timer();
            return true;
        case 'W':
            print_result(hal_watchdog_start(number(0)));
            return true;
        case 'F':
            feed(number(0));
            return true;
        default:
            return answer_pin(command) || answer_line(command) || answer_flash(command) ||
                   answer_bus(command) || answer_net(command);
    }
}
