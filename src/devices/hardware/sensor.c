// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/sensor.h"

#include "chip.h"

bool tw_sensor_measures(const tw_sensor_t *sensor, tw_sensor_quantity_t quantity) {
    return (uint32_t)quantity <= TW_SENSOR_LIGHT &&
           (sensor->ops->quantities >> (uint32_t)quantity & 1u) != 0;
}

tw_err_t tw_sensor_read(tw_sensor_t *sensor, tw_sensor_quantity_t quantity, int32_t *value) {
    if (!tw_sensor_measures(sensor, quantity)) {
        return tw__chip_fail(sensor, TW_ERR_INVAL,
                             "INVAL: it does not measure that: ask another sensor");
    }
    return sensor->ops->read(sensor, quantity, value);
}

const char *tw_sensor_name(const tw_sensor_t *sensor) {
    return sensor->ops->name;
}

const char *tw_sensor_problem(const tw_sensor_t *sensor) {
    return sensor->problem == NULL ? "" : sensor->problem;
}
