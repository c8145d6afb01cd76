// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Applications for the simulator's tests: the word behind the program's name says which. They see
// the machine through hal.h, as firmware does.

#define _POSIX_C_SOURCE 200809L

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal.h"
#include "tinywasm/board_devices.h"

#define CHECK(is_so) check(is_so, #is_so)

static void say(const char *format, ...) {
    char text[256];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    hal_console_print(text);
}

static void check(bool is_so, const char *text) {
    if (!is_so) {
        say("not so: %s\n", text);
        hal_exit(9);
    }
}

static void wait_for_ever(void) {
    for (;;) {
        hal_sleep_until_interrupt();
    }
}

// ---- timers and time ----------------------------------------------------------------------------

static void toggle(void *ctx) {
    (void)ctx;
    hal_led_toggle();
}

static void run_blink(void) {
    CHECK(hal_timer_start(0, 100000, true, toggle, NULL) == HAL_OK);
    wait_for_ever();
}

static void run_busy(void) {
    uint32_t start = hal_ticks_ms();
    while (hal_ticks_ms() - start < 2000) {
    }
    say("busy until %u\n", (unsigned)hal_ticks_ms());
}

// One that waits for a pin alone, and for a line alone.
static void run_look(void) {
    CHECK(hal_gpio_configure(5, HAL_GPIO_INPUT) == HAL_OK);
    while (hal_gpio_read(5) == 0) {
    }
    say("high\n");
    char byte = 0;
    while (hal_console_read(&byte, 1) == 0) {
    }
    say("got %c\n", byte);
}

static volatile bool is_rung;

static void ring(void *ctx) {
    (void)ctx;
    is_rung = true;
}

// In virtual time nothing rings while only memory is looked at.
static void run_flag(void) {
    CHECK(hal_timer_start(1, 200000, false, ring, NULL) == HAL_OK);
    while (!is_rung) {
    }
    say("rung at %u\n", (unsigned)hal_ticks_ms() / 100);
}

static void run_compute(void) {
    for (volatile uint32_t i = 0;; i = i + 1) {
    }
}

static uint32_t call_count;

static void count_call(void *ctx) {
    (void)ctx;
    call_count++;
    hal_ticks_us();  // a handler may look
}

static void run_timers(void) {
    for (uint32_t timer = 0; timer < 3; timer++) {
        uint32_t period = 1000u * (timer + 1);
        CHECK(hal_timer_start(timer, period, true, count_call, NULL) == HAL_OK);
    }
    hal_sleep_ms(60);
    say("%u calls\n", (unsigned)call_count);
    for (uint32_t timer = 0; timer < 3; timer++) {
        CHECK(hal_timer_stop(timer) == HAL_OK);
    }
    hal_sleep_ms(60);
    say("%u calls\n", (unsigned)call_count);
}

// ---- lines --------------------------------------------------------------------------------------

static void run_echo(void) {
    char line[64];
    size_t size = 0;
    say("> ");
    for (;;) {
        if (hal_console_read(line + size, 1) == 0) {
            hal_sleep_until_interrupt();
        } else if (line[size] != '\n') {
            size += size < sizeof line - 1;
        } else {
            line[size] = '\0';
            if (strcmp(line, "quit") == 0) {
                hal_exit(7);
            }
            say("%u: %s\n> ", (unsigned)hal_ticks_ms(), line);
            size = 0;
        }
    }
}

static void run_lines(void) {
    char bytes[16];
    for (uint32_t line = 1; line < 4; line++) {
        CHECK(hal_uart_open(line, 115200) == HAL_OK);
    }
    hal_uart_write(1, "over the wire", 13);
    CHECK(hal_uart_read(2, bytes, sizeof bytes) == 13);
    say("%.13s\n", bytes);
    hal_uart_write(3, "AT\r\n", 4);
    size_t size = 0;
    while ((size = hal_uart_read(3, bytes, sizeof bytes)) == 0) {
        hal_sleep_ms(1);
    }
    say("modem says %.*s", (int)size, bytes);
}

// Does not read what comes.
static void run_deaf(void) {
    wait_for_ever();
}

// ---- pins, channels, chips ----------------------------------------------------------------------

static uint32_t edge_us[8];
static volatile uint32_t edge_count;

static void note_edge(void *ctx) {
    (void)ctx;
    edge_us[edge_count % 8] = hal_ticks_us();
    edge_count++;
}

static void run_edges(void) {
    CHECK(hal_gpio_configure(17, HAL_GPIO_INPUT_PULL_UP) == HAL_OK);
    CHECK(hal_gpio_interrupt(17, HAL_GPIO_BOTH_EDGES, note_edge, NULL) == HAL_OK);
    for (uint32_t told = 0;;) {
        hal_sleep_until_interrupt();
        for (; told != edge_count; told++) {
            say("edge at %u us: %d\n", (unsigned)edge_us[told % 8], hal_gpio_read(17));
        }
    }
}

static void run_measure(void) {
    static const uint8_t pointer = 0;
    uint8_t bytes[2];
    CHECK(hal_i2c_configure(0, 100000) == HAL_OK);
    for (;;) {
        CHECK(hal_i2c_transfer(0, 0x48, &pointer, 1, bytes, 2) == HAL_OK);
        int tenths = (int16_t)(bytes[0] << 8 | bytes[1]) / 128 * 5;
        say("%d.%d C, %d\n", tenths / 10, abs(tenths % 10), (int)hal_adc_read(0));
        hal_sleep_ms(100);
    }
}

static void run_pwm(void) {
    for (uint32_t i = 1; i <= 3; i++) {
        CHECK(hal_pwm_start(i, 20000u * i, 5000u * i) == HAL_OK);
        hal_sleep_ms(10);
    }
    CHECK(hal_pwm_stop(2) == HAL_OK);
    wait_for_ever();
}

static void run_random(void) {
    uint8_t bytes[8];
    CHECK(hal_entropy_read(bytes, sizeof bytes) == HAL_OK);
    for (uint32_t i = 0; i < sizeof bytes; i++) {
        say("%02x%s", bytes[i], i + 1 < sizeof bytes ? "" : "\n");
    }
}

// ---- a display ----------------------------------------------------------------------------------

// A white bar at x on black.
static void show(tw_display_t *display, int32_t x) {
    tw_display_clear(display);
    tw_display_fill_rect(display, x, 5, 20, 7, TW_COLOR_WHITE);
    CHECK(tw_display_show(display) == TW_ERR_OK);
}

static void run_display(void) {
    tw_display_t *display = NULL;
    CHECK(tw_board_display(&display) == TW_ERR_OK);
    show(display, 10);
    hal_sleep_ms(100);
    show(display, 60);
    hal_sleep_ms(100);
    show(display, 60);  // nothing new
    wait_for_ever();
}

// ---- how programs end ---------------------------------------------------------------------------

// Programs byte after byte of the flash's first 16: as many as it has been started.
static uint32_t count_starts(void) {
    hal_flash_info_t info;
    uint8_t bytes[256];
    CHECK(hal_flash_info(&info) == HAL_OK);
    CHECK(hal_flash_read(0, bytes, sizeof bytes) == HAL_OK);
    uint32_t count = 0;
    while (bytes[count * 16] == 0) {
        count++;
    }
    memset(bytes, 0, 16);
    CHECK(hal_flash_program(count * 16, bytes, 16) == HAL_OK);
    return count + 1;
}

static void run_starts(void) {
    uint32_t ms = hal_ticks_ms();
    say("start %u, %u ms\n", (unsigned)count_starts(), (unsigned)ms);
    wait_for_ever();
}

static void run_reset(void) {
    uint32_t count = count_starts();
    say("start %u\n", (unsigned)count);
    hal_sleep_ms(10);
    if (count < 4) {
        hal_reset();
    }
    hal_exit(0);
}

static void run_resets(void) {
    hal_reset();
}

static void run_watchdog(void) {
    CHECK(hal_watchdog_start(200) == HAL_OK);
    for (uint32_t i = 0; i < 5; i++) {
        hal_sleep_ms(150);
        hal_watchdog_feed();
    }
    say("fed at %u\n", (unsigned)hal_ticks_ms());
    wait_for_ever();
}

static void run_die(void) {
    say("about to die\n");
    hal_led_toggle();
    hal_sleep_ms(50);
    abort();
}

static void run_return(void) {
    say("done\n");
    hal_sleep_ms(30);
}

static const struct {
    const char *name;
    void (*run)(void);
} runs[] = {
    {"blink", run_blink},   {"busy", run_busy},       {"look", run_look},
    {"flag", run_flag},     {"compute", run_compute}, {"timers", run_timers},
    {"echo", run_echo},     {"lines", run_lines},     {"deaf", run_deaf},
    {"edges", run_edges},   {"measure", run_measure}, {"pwm", run_pwm},
    {"random", run_random}, {"display", run_display}, {"starts", run_starts},
    {"reset", run_reset},   {"resets", run_resets},   {"watchdog", run_watchdog},
    {"die", run_die},       {"return", run_return},
};

int main(int argc, char **argv) {
    for (size_t i = 0; argc > 1 && i < sizeof runs / sizeof runs[0]; i++) {
        if (strcmp(argv[1], runs[i].name) == 0) {
            runs[i].run();
            return argc > 2 ? atoi(argv[2]) : 0;
        }
    }
    return 64;
}
