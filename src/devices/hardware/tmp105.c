// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/tmp105.h"

#include "chip.h"

#define TEMPERATURE 0u
#define CONFIGURATION 1u
#define TWELVE_BITS 0x60u  // an LM75 has no such bits, and no use for them
#define FIRST_VALUE_MS 220u
#define VALID_BITS 0xf0u  // of the second byte; the others mean nothing on some of them
#define COLDEST (-55 * 256)
#define HOTTEST (128 * 256)

static void wait_for_first_value(tw_tmp105_t *chip) {
    while (!chip->is_ready) {
        chip->is_ready = hal_ticks_ms() - chip->started_ms > FIRST_VALUE_MS;
        if (!chip->is_ready) {
            hal_sleep_ms(1);
        }
    }
}

static tw_err_t read_temperature(tw_sensor_t *sensor, tw_sensor_quantity_t quantity,
                                 int32_t *value) {
    (void)quantity;
    tw_tmp105_t *chip = (tw_tmp105_t *)(void *)sensor;
    uint8_t bytes[2];
    wait_for_first_value(chip);
    tw_err_t err =
        tw__chip_read(sensor, chip->bus, chip->address, TEMPERATURE, bytes, sizeof bytes);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint32_t bits = (uint32_t)bytes[0] << 8 | (bytes[1] & VALID_BITS);
    int32_t degrees_256 = (int32_t)(bits ^ 0x8000u) - 0x8000;
    if (degrees_256 < COLDEST || degrees_256 >= HOTTEST) {
        return tw__chip_fail(sensor, TW_ERR_CORRUPT, TW__CHIP_OUT_OF_RANGE);
    }
    *value = degrees_256 * 125 / 32;
    return TW_ERR_OK;
}

tw_err_t tw_tmp105_init(tw_tmp105_t *chip, uint32_t bus, uint32_t address) {
    static const tw_sensor_ops_t ops = {"tmp105", 1u << TW_SENSOR_TEMPERATURE, read_temperature};
    *chip = (tw_tmp105_t){.sensor = {.ops = &ops}, .bus = bus, .address = address};
    chip->started_ms = hal_ticks_ms();
    return tw__chip_write(&chip->sensor, bus, address, CONFIGURATION, TWELVE_BITS);
}
