// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's display as firmware: the test on the other side of the line draws, as the application
// with lines that begin with `a`, as a module (display.wat) with lines that begin with `m`; the
// rest of a line is a command of tests/display/commands.h. Each is answered by the result or the
// fault.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "commands.h"
#include "display_wasm.h"
#include "hal.h"
#include "tinywasm/board_devices.h"

#define LINE_BYTES 500u
#define BYTES_AT 16u

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_instance_t *instance;
static tw_display_t *display;
static char line[LINE_BYTES + 1];

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void start(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_board_display(&display));
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_device(engine, tw_display_device(display)));
    check(tw_engine_start(engine));
    tw_module_t *module = NULL;
    check(tw_module_load(engine, display_wasm, sizeof display_wasm, &module));
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 512;
    limits.stack_bytes = 512;
    check(tw_instance_create(module, "display", &limits, &instance));
}

static void read_line(void) {
    size_t size = 0;
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            hal_sleep_until_interrupt();
        } else if (byte == '\n') {
            line[size] = '\0';
            return;
        } else if (size < LINE_BYTES) {
            line[size++] = byte;
        }
    }
}

static void print_number(int32_t number) {
    char digits[11];
    size_t at = sizeof digits;
    uint32_t value = (uint32_t)(number < 0 ? -number : number);
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_print(number < 0 ? "-" : "");
    hal_console_write(&digits[at], sizeof digits - at);
}

// As the arguments of the module's function: bytes are an address and a length.
static uint32_t arguments_of(const command_t *command, tw_value_t *args) {
    uint32_t count = 0;
    for (uint32_t i = 0; i <= command->number_count; i++) {
        if (i == command->bytes_at) {
            args[count++] = tw_value_i32(BYTES_AT);
            args[count++] = tw_value_i32((int32_t)command->size);
        }
        if (i < command->number_count) {
            args[count++] = tw_value_i32(command->numbers[i]);
        }
    }
    return count;
}

static tw_err_t call(const command_t *command, int32_t *result) {
    tw_func_t func;
    tw_value_t args[COMMAND_WORDS + 2];
    tw_value_t value = tw_value_i32(0);
    uint32_t count = arguments_of(command, args);
    tw_err_t err = tw_memory_write(instance, BYTES_AT, command->bytes, command->size);
    err = err == TW_ERR_OK ? tw_instance_find_func(instance, command->name, &func) : err;
    if (err == TW_ERR_OK) {
        err = tw_instance_call(instance, func, args, count, &value,
                               tw_functype_result_count(func.type));
    }
    *result = value.of.i32;
    return err;
}

static void answer(void) {
    static command_t command;
    int32_t result = 0;
    bool is_module = line[0] == 'm';
    command_read(&command, &line[1]);
    if (is_module && call(&command, &result) != TW_ERR_OK) {
        hal_console_print(tw_engine_fault(engine)->text);
    } else if (!is_module && !command_draw(&command, display, &result)) {
        hal_console_print("unknown");
    } else {
        print_number(result);
    }
    hal_console_print("\n");
}

int main(void) {
    start();
    hal_console_print("display of " BOARD_NAME "\n");
    for (;;) {
        read_line();
        answer();
    }
}
