// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The machine for modules as firmware: a module (tests/schedule/devices.wat) does on the board what
// a test on the other side of the line asks of it. A line is the name of one of its exports and
// numbers, and is answered by the result or the fault's text. Besides: put HEX: writes to the
// module's memory at 16; get N: prints N bytes of it from 40 on; word ADDR: a word of it; table
// HEX: more bytes of a table of grants; restart: begins anew with that table in force, if there is
// one; restart gopher: with the module of tests/schedule/gopher instead; hold KIND A B HOLDER: the
// application takes A (and B, or -) of a kind by its number; let: and lets it go.

#include "tinywasm/gpio.h"
#include "tinywasm/hold.h"
#include "tinywasm/machine.h"
#include "tinywasm/serial.h"
#include "tinywasm/tinywasm.h"

#include "board.h"
#include "devices_wasm.h"
#include "gopher_wasm.h"
#include "hal.h"

#define LINE_BYTES 100u
#define WORDS 8u
#define PUT_AT 16u
#define GET_AT 40u
#define BYTES_MOST 24u
#define TABLE_BYTES 256u
#define HOLDS 12u

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_gpio_t gpio;
static tw_serial_t serial;
static tw_tinygo_t tinygo;
static tw_grants_t grants;
static uint8_t table[TABLE_BYTES];
static uint32_t table_size;
static tw_holds_t holds;
static tw_hold_t slots[HOLDS];
static char holder[LINE_BYTES + 1];
static bool is_gopher;
static tw_instance_t *instance;
static char line[LINE_BYTES + 1];
static const char *words[WORDS];
static uint32_t word_count;

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void start(void) {
    tw_tinygo_init(&tinygo);
    static const tw_host_module_t *const modules[] = {&tw_host_adc,
                                                      &tw_host_pwm,
                                                      &tw_host_i2c,
                                                      &tw_host_spi,
                                                      &tw_host_entropy,
                                                      &tinygo.env,
                                                      &tw_machine_tinygo_machine};
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.max_host_modules = 16;
    if (table_size > 0) {
        tw_grants_init(&grants, table, table_size);
        config.grants = &grants;
    }
    check(tw_engine_init(&engine, &config));
    tw_holds_init(&holds, engine, slots, HOLDS);
    tw_gpio_init(&gpio);
    check(tw_engine_add_device(engine, &gpio.device));
    tw_serial_init(&serial);
    check(tw_engine_add_device(engine, &serial.device));
    for (uint32_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        check(tw_engine_add_host_module(engine, modules[i]));
    }
    check(tw_engine_start(engine));
    tw_module_t *module = NULL;
    check(is_gopher ? tw_module_load(engine, gopher_wasm, sizeof gopher_wasm, &module)
                    : tw_module_load(engine, devices_wasm, sizeof devices_wasm, &module));
    tw_module_set_name(module, "blink.wasm");
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 512;
    limits.stack_bytes = 512;
    check(tw_instance_create(module, "blink", &limits, &instance));
}

// ---- the line -----------------------------------------------------------------------------------

static bool text_is(const char *a, const char *b) {
    while (*a == *b && *a != '\0') {
        a++;
        b++;
    }
    return *a == *b;
}

static uint32_t number(uint32_t index) {
    uint32_t value = 0;
    for (const char *at = index < word_count ? words[index] : ""; *at != '\0'; at++) {
        value = value * 10 + (uint32_t)(*at - '0');
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

// Events are delivered while it waits.
static void read_line(void) {
    size_t size = 0;
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            (void)tw_engine_poll(engine, hal_ticks_ms());
        } else if (byte == '\n') {
            line[size] = '\0';
            return;
        } else if (size < LINE_BYTES) {
            line[size++] = byte;
        }
    }
}

static void split_line(void) {
    word_count = 0;
    for (char *at = line; *at != '\0' && word_count < WORDS; at++) {
        if (at == line || at[-1] == '\0') {
            words[word_count++] = at;
        }
        *at = *at == ' ' ? '\0' : *at;
    }
}

// ---- commands -----------------------------------------------------------------------------------

static uint8_t digit(char c) {
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void put(void) {
    uint8_t bytes[BYTES_MOST];
    uint32_t size = 0;
    for (const char *at = words[1]; size < BYTES_MOST && at[0] != '\0'; at += 2) {
        bytes[size++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
    }
    check(tw_memory_write(instance, PUT_AT, bytes, size));
    hal_console_print("ok");
}

static void get(void) {
    uint8_t bytes[BYTES_MOST];
    uint32_t size = number(1) < BYTES_MOST ? number(1) : BYTES_MOST;
    check(tw_memory_read(instance, GET_AT, bytes, size));
    for (uint32_t i = 0; i < size; i++) {
        hal_console_write(&"0123456789abcdef"[bytes[i] >> 4], 1);
        hal_console_write(&"0123456789abcdef"[bytes[i] & 15], 1);
    }
}

static void add_to_table(void) {
    for (const char *at = words[1]; table_size < TABLE_BYTES && at[0] != '\0'; at += 2) {
        table[table_size++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
    }
    hal_console_print("ok");
}

static void restart(void) {
    tw_engine_stop(engine);
    is_gopher = word_count == 2;
    start();
    table_size = 0;  // the next one
    hal_console_print("ok");
}

static void hold(void) {
    static const char *const kinds[] = {"gpio", "adc", "pwm", "i2c", "spi", "uart"};
    uint32_t kind = number(1) < sizeof kinds / sizeof kinds[0] ? number(1) : 0;
    size_t size = 0;
    do {
        holder[size] = words[4][size];
    } while (holder[size++] != '\0');
    tw_err_t err = tw_hold_take(engine, kinds[kind], number(2),
                                text_is(words[3], "-") ? TW_GRANT_NONE : number(3), holder);
    hal_console_print(err == TW_ERR_OK ? "ok" : tw_engine_fault(engine)->text);
}

static void call(void) {
    tw_func_t func;
    tw_value_t args[WORDS];
    tw_value_t result = tw_value_i32(0);
    for (uint32_t i = 1; i < word_count; i++) {
        args[i - 1] = tw_value_i32((int32_t)number(i));
    }
    tw_err_t err = tw_instance_find_func(instance, words[0], &func);
    if (err == TW_ERR_OK) {
        err = tw_instance_call(instance, func, args, word_count - 1, &result,
                               tw_functype_result_count(func.type));
    }
    if (err != TW_ERR_OK) {
        hal_console_print(tw_engine_fault(engine)->text);
        return;
    }
    hal_console_print(result.of.i32 < 0 ? "-" : "");
    print_number((uint32_t)(result.of.i32 < 0 ? -result.of.i32 : result.of.i32));
}

static void answer(void) {
    uint32_t value = 0;
    if (word_count == 2 && text_is(words[0], "put")) {
        put();
    } else if (word_count == 2 && text_is(words[0], "get")) {
        get();
    } else if (word_count == 2 && text_is(words[0], "table")) {
        add_to_table();
    } else if (word_count <= 2 && text_is(words[0], "restart")) {
        restart();
    } else if (word_count == 5 && text_is(words[0], "hold")) {
        hold();
    } else if (word_count == 1 && text_is(words[0], "let")) {
        tw_hold_let_go(engine, holder);
        hal_console_print("ok");
    } else if (word_count == 2 && text_is(words[0], "word")) {
        check(tw_memory_read_u32(instance, number(1), &value));
        print_number(value);
    } else if (word_count > 0) {
        call();
    }
    hal_console_print("\n");
}

int main(void) {
    start();
    hal_console_print("machine of " BOARD_NAME "\n");
    for (;;) {
        read_line();
        split_line();
        answer();
    }
}
