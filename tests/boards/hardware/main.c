// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// LED, buttons and sensors as firmware: the application and a module (tests/hardware/hardware.wat)
// use them as a test on the other side of the line says. A line, and what answers it:
//
//     led N            the application sets the LED: ok
//     lit              whether the application finds it lit
//     read S Q         sensor S (sensors.c) measures quantity Q: the value, or the sensor's problem
//     probe KIND B A   what the driver of KIND (tmp105, bme280) says of address A of bus B
//     restart S        sensor S is initialised anew, if it is a BME280
//     next             the oldest change of a button: "BUTTON PRESSED", or "none"
//     give N           1: from now on the module's button_ exports are called instead
//     pause MS         ok, after so many milliseconds in which buttons are looked at
//     EXPORT N...      calls the module: the result, or the fault's text

#include "tinywasm/bme280.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/tinywasm.h"
#include "tinywasm/tmp105.h"

#include "board.h"
#include "hal.h"
#include "hardware.h"
#include "hardware_wasm.h"
#include "input.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_instance_t *instance;
static tw_led_t *led;
static tw_buttons_t *buttons;
static bool gives_to_module;

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void start_engine(void) {
    static tw_sensors_t module_sensors;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_device(engine, tw_led_device(led)));
    check(tw_engine_add_device(engine, tw_buttons_device(buttons)));
    uint32_t count = 0;
    while (count < SENSORS_MOST && sensors[count] != NULL) {
        count++;
    }
    check(tw_engine_add_device(engine, tw_sensors_device(&module_sensors, sensors, count)));
    check(tw_engine_start(engine));
}

static void start_module(void) {
    tw_module_t *module = NULL;
    check(tw_module_load(engine, hardware_wasm, sizeof hardware_wasm, &module));
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 256;
    limits.stack_bytes = 512;
    check(tw_instance_create(module, "hardware", &limits, &instance));
}

// ---- buttons ------------------------------------------------------------------------------------

// What an application does with a module that has the ancestor's exports.
static void give_to_module(void) {
    tw_button_t button;
    bool is_pressed = false;
    while (tw_buttons_next(buttons, &button, &is_pressed)) {
        check(is_pressed ? tw_button_call(instance, button) : TW_ERR_OK);
    }
}

static void turn(void) {
    bool is_busy = tw_engine_poll(engine, hal_ticks_ms());
    if (gives_to_module) {
        give_to_module();
    }
    if (!is_busy) {
        hal_sleep_until_interrupt();
    }
}

static void print_next(void) {
    tw_button_t button;
    bool is_pressed = false;
    if (!tw_buttons_next(buttons, &button, &is_pressed)) {
        hal_console_print("none");
        return;
    }
    input_print_number((int32_t)button);
    hal_console_print(is_pressed ? " 1" : " 0");
}

static void pause(uint32_t ms) {
    uint32_t start_ms = hal_ticks_ms();
    while (hal_ticks_ms() - start_ms < ms) {
        turn();
    }
}

// ---- sensors ------------------------------------------------------------------------------------

static void print_problem(const tw_sensor_t *sensor) {
    hal_console_print(tw_sensor_name(sensor));
    hal_console_print(": ");
    hal_console_print(tw_sensor_problem(sensor));
}

static void read_sensor(uint32_t which, int32_t quantity) {
    tw_sensor_t *sensor = which < SENSORS_MOST ? sensors[which] : NULL;
    int32_t value = 0;
    if (sensor == NULL) {
        hal_console_print("there is none");
    } else if (tw_sensor_read(sensor, (tw_sensor_quantity_t)quantity, &value) == TW_ERR_OK) {
        input_print_number(value);
    } else {
        print_problem(sensor);
    }
}

static void probe(bool is_bme280, uint32_t bus, uint32_t address) {
    static tw_bme280_t bme280;
    static tw_tmp105_t tmp105;
    tw_err_t err =
        is_bme280 ? tw_bme280_init(&bme280, bus, address) : tw_tmp105_init(&tmp105, bus, address);
    if (err == TW_ERR_OK) {
        hal_console_print("ok");
    } else {
        print_problem(is_bme280 ? &bme280.sensor : &tmp105.sensor);
    }
}

static void restart(uint32_t which) {
    tw_bme280_t *chip = (tw_bme280_t *)(void *)sensors[which];
    hal_console_print(tw_bme280_init(chip, chip->bus, chip->address) == TW_ERR_OK
                          ? "ok"
                          : tw_sensor_problem(&chip->sensor));
}

// ---- the module ---------------------------------------------------------------------------------

static void call(void) {
    tw_func_t func;
    tw_value_t args[INPUT_WORDS];
    tw_value_t result = tw_value_i32(0);
    for (uint32_t i = 1; i < input_word_count; i++) {
        args[i - 1] = tw_value_i32(input_number(i));
    }
    tw_err_t err = tw_instance_find_func(instance, input_words[0], &func);
    if (err == TW_ERR_OK) {
        err = tw_instance_call(instance, func, args, input_word_count - 1, &result,
                               tw_functype_result_count(func.type));
    }
    if (err == TW_ERR_OK) {
        input_print_number(result.of.i32);
    } else {
        hal_console_print(tw_engine_fault(engine)->text);
    }
}

// ---- commands -----------------------------------------------------------------------------------

static bool answer_application(void) {
    if (input_is("led", 2)) {
        hal_console_print(tw_err_name(tw_led_set(led, input_number(1) != 0)));
    } else if (input_is("lit", 1)) {
        input_print_number(tw_led_get(led));
    } else if (input_is("next", 1)) {
        print_next();
    } else if (input_is("give", 2)) {
        gives_to_module = input_number(1) != 0;
        hal_console_print("ok");
    } else if (input_is("pause", 2)) {
        pause((uint32_t)input_number(1));
        hal_console_print("ok");
    } else {
        return false;
    }
    return true;
}

static bool answer_sensors(void) {
    if (input_is("read", 3)) {
        read_sensor((uint32_t)input_number(1), input_number(2));
    } else if (input_is("restart", 2)) {
        restart((uint32_t)input_number(1));
    } else if (input_is("probe", 4)) {
        probe(input_words[1][0] == 'b', (uint32_t)input_number(2), (uint32_t)input_number(3));
    } else {
        return false;
    }
    return true;
}

int main(void) {
    check(tw_board_led(&led));
    check(tw_board_buttons(&buttons));
    add_sensors();
    start_engine();
    start_module();
    hal_console_print("hardware of " BOARD_NAME "\n");
    for (;;) {
        input_read(turn);
        if (input_word_count > 0) {
            if (!answer_application() && !answer_sensors()) {
                call();
            }
            hal_console_print("\n");
        }
    }
}
