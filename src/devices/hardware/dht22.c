// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/dht22.h"

#include "chip.h"

// The host pulls the line low and lets go. The chip pulls it low for 80 us and lets go for 80; then
// each bit is 50 us low and 27 (0) or 70 us (1) high, and behind the last one the line is low once
// more. So from one falling edge to the next it is 77 us or 120, and rising edges tell nothing.
#define FALLS_BEFORE_BITS 2u
#define BITS 40u
#define FALLS (FALLS_BEFORE_BITS + BITS)
#define SHORTEST_US 60u
#define ONE_US 100u  // from here on a bit is 1
#define LONGEST_US 150u
#define ASK_MS 1u
#define ANSWER_MOST_US 7000u
#define SETTLE_MS 1000u
#define BETWEEN_MS 2000u
#define COLDEST (-400)
#define HOTTEST 800
#define WETTEST 1000
#define TENTH 100  // in thousandths

static void take_bit(tw_dht22_t *chip, uint32_t at, uint32_t lasted_us) {
    uint32_t bit = lasted_us >= ONE_US ? 1u : 0;
    chip->bytes[at / 8u] = (uint8_t)(chip->bytes[at / 8u] << 1 | bit);
    if (lasted_us < SHORTEST_US || lasted_us > LONGEST_US) {
        chip->is_odd = true;
    }
}

// Called from an interrupt.
static void on_fall(void *ctx) {
    tw_dht22_t *chip = (tw_dht22_t *)ctx;
    uint32_t now_us = hal_ticks_us();
    if (chip->falls >= FALLS_BEFORE_BITS && chip->falls < FALLS) {
        take_bit(chip, chip->falls - FALLS_BEFORE_BITS, now_us - chip->fell_us);
    }
    chip->fell_us = now_us;
    chip->falls = (uint8_t)(chip->falls <= FALLS ? chip->falls + 1u : chip->falls);
}

static void wait_for_answer(const tw_dht22_t *chip) {
    uint32_t asked_us = hal_ticks_us();
    while (chip->falls < FALLS && hal_ticks_us() - asked_us < ANSWER_MOST_US) {
        hal_sleep_ms(1);
    }
}

// The interrupt is there before the line is let go, so that it misses nothing.
static hal_result_t ask(tw_dht22_t *chip) {
    hal_result_t result = hal_gpio_write(chip->pin, false);
    result = result == HAL_OK ? hal_gpio_configure(chip->pin, HAL_GPIO_OUTPUT) : result;
    hal_sleep_ms(ASK_MS);
    chip->falls = 0;
    chip->is_odd = false;
    result =
        result == HAL_OK ? hal_gpio_interrupt(chip->pin, HAL_GPIO_FALLING, on_fall, chip) : result;
    hal_result_t released = hal_gpio_configure(chip->pin, HAL_GPIO_INPUT_PULL_UP);
    result = result == HAL_OK ? released : result;
    if (result == HAL_OK) {
        wait_for_answer(chip);
        result = hal_gpio_interrupt(chip->pin, HAL_GPIO_NO_EDGE, NULL, NULL);
    }
    return result;
}

static tw_err_t check_pin(tw_sensor_t *sensor, hal_result_t result) {
    switch (result) {
        case HAL_OK:
            return TW_ERR_OK;
        case HAL_ABSENT:
            return tw__chip_fail(sensor, TW_ERR_UNSUPPORTED,
                                 "UNSUPPORTED: the machine has no pins: use another board");
        case HAL_INVALID:
            return tw__chip_fail(sensor, TW_ERR_INVAL,
                                 "INVAL: the pin serves something else, or has no pull-up: use "
                                 "another one");
        default:
            return tw__chip_fail(sensor, TW_ERR_IO, "IO: no more pins can interrupt: free one");
    }
}

static int32_t humidity_of(const tw_dht22_t *chip) {
    return chip->bytes[0] << 8 | chip->bytes[1];
}

// Sign and magnitude.
static int32_t temperature_of(const tw_dht22_t *chip) {
    int32_t magnitude = (chip->bytes[2] & 0x7f) << 8 | chip->bytes[3];
    return (chip->bytes[2] & 0x80) != 0 ? -magnitude : magnitude;
}

static tw_err_t check_answer(tw_dht22_t *chip) {
    tw_sensor_t *sensor = &chip->sensor;
    if (chip->falls == 0) {
        return tw__chip_fail(sensor, TW_ERR_NOENT,
                             "NOENT: nobody answers: check the wiring and the resistor");
    }
    if (chip->falls != FALLS || chip->is_odd) {
        return tw__chip_fail(sensor, TW_ERR_IO,
                             "IO: the answer has not 40 bits of the right lengths: try again in "
                             "two seconds");
    }
    uint32_t sum = 0u + chip->bytes[0] + chip->bytes[1] + chip->bytes[2] + chip->bytes[3];
    if ((sum & 0xffu) != chip->bytes[4]) {
        return tw__chip_fail(sensor, TW_ERR_CORRUPT,
                             "CORRUPT: the answer's sum is wrong: try again in two seconds");
    }
    int32_t temperature = temperature_of(chip);
    if (temperature < COLDEST || temperature > HOTTEST || humidity_of(chip) > WETTEST) {
        return tw__chip_fail(sensor, TW_ERR_CORRUPT, TW__CHIP_OUT_OF_RANGE);
    }
    return TW_ERR_OK;
}

static void settle(tw_dht22_t *chip) {
    uint32_t since_ms = hal_ticks_ms() - chip->asked_ms;
    if (!chip->is_settled && since_ms < SETTLE_MS) {
        hal_sleep_ms(SETTLE_MS - since_ms);
    }
    chip->is_settled = true;
}

static void measure(tw_dht22_t *chip) {
    settle(chip);
    chip->has_asked = true;
    chip->asked_ms = hal_ticks_ms();
    chip->answer = check_pin(&chip->sensor, ask(chip));
    chip->answer = chip->answer == TW_ERR_OK ? check_answer(chip) : chip->answer;
}

static tw_err_t read_value(tw_sensor_t *sensor, tw_sensor_quantity_t quantity, int32_t *value) {
    tw_dht22_t *chip = (tw_dht22_t *)(void *)sensor;
    if (!chip->has_asked || hal_ticks_ms() - chip->asked_ms > BETWEEN_MS) {
        measure(chip);
    }
    if (chip->answer == TW_ERR_OK) {
        bool is_temperature = quantity == TW_SENSOR_TEMPERATURE;
        *value = TENTH * (is_temperature ? temperature_of(chip) : humidity_of(chip));
    }
    return chip->answer;
}

tw_err_t tw_dht22_init(tw_dht22_t *chip, uint32_t pin) {
    static const tw_sensor_ops_t ops = {
        "dht22", 1u << TW_SENSOR_TEMPERATURE | 1u << TW_SENSOR_HUMIDITY, read_value};
    *chip = (tw_dht22_t){.sensor = {.ops = &ops}, .pin = pin, .asked_ms = hal_ticks_ms()};
    return check_pin(&chip->sensor, hal_gpio_configure(pin, HAL_GPIO_INPUT_PULL_UP));
}
