// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/ldr.h"

#include "chip.h"

#define FULL_SCALE 65535u
#define BRIGHTEST 100000u

static tw_err_t read_light(tw_sensor_t *sensor, tw_sensor_quantity_t quantity, int32_t *value) {
    (void)quantity;
    const tw_ldr_t *ldr = (const tw_ldr_t *)(void *)sensor;
    int32_t measured = hal_adc_read(ldr->channel);
    if (measured == HAL_ABSENT) {
        return tw__chip_fail(sensor, TW_ERR_UNSUPPORTED,
                             "UNSUPPORTED: the machine has no such ADC channel: see the board's "
                             "README");
    }
    if (measured < 0) {
        return tw__chip_fail(sensor, TW_ERR_IO, "IO: the conversion did not end: try again");
    }
    uint32_t level = ldr->is_low_bright ? FULL_SCALE - (uint32_t)measured : (uint32_t)measured;
    *value = (int32_t)(((uint64_t)level * BRIGHTEST + FULL_SCALE / 2) / FULL_SCALE);
    return TW_ERR_OK;
}

tw_err_t tw_ldr_init(tw_ldr_t *ldr, uint32_t channel, bool is_low_bright) {
    static const tw_sensor_ops_t ops = {"ldr", 1u << TW_SENSOR_LIGHT, read_light};
    int32_t value = 0;
    *ldr = (tw_ldr_t){.sensor = {.ops = &ops}, .channel = channel, .is_low_bright = is_low_bright};
    return tw_sensor_read(&ldr->sensor, TW_SENSOR_LIGHT, &value);
}
