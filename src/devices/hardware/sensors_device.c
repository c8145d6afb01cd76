// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/sensor.h"
#include "tw_host_sensor.h"

static tw_sensor_t *find(tw_sensors_t *sensors, tw_sensor_quantity_t quantity) {
    for (uint32_t i = 0; i < TW_SENSORS_MOST && sensors->all[i] != NULL; i++) {
        if (tw_sensor_measures(sensors->all[i], quantity)) {
            return sensors->all[i];
        }
    }
    return NULL;
}

static tw_host_sensor_problem_t problem_of(tw_err_t err) {
    switch (err) {
        case TW_ERR_NOENT:
            return TW_HOST_SENSOR_PROBLEM_NO_ANSWER;
        case TW_ERR_UNSUPPORTED:
            return TW_HOST_SENSOR_PROBLEM_WRONG_CHIP;
        case TW_ERR_CORRUPT:
            return TW_HOST_SENSOR_PROBLEM_DAMAGED;
        case TW_ERR_INVAL:
            return TW_HOST_SENSOR_PROBLEM_NO_SENSOR;
        default:
            return TW_HOST_SENSOR_PROBLEM_BROKEN_OFF;
    }
}

tw_err_t tw_host_sensor_read(tw_call_t *call, tw_host_sensor_quantity_t quantity,
                             tw_host_sensor_result_s32_problem_t *result) {
    tw_sensor_quantity_t asked = (tw_sensor_quantity_t)quantity;
    tw_sensor_t *sensor = find((tw_sensors_t *)tw_call_ctx(call), asked);
    tw_err_t err = sensor == NULL ? TW_ERR_INVAL : tw_sensor_read(sensor, asked, &result->of.ok);
    result->is_err = err != TW_ERR_OK;
    if (result->is_err) {
        result->of.err_ = problem_of(err);
    }
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_sensors_t *)device)->module;
}

tw_device_t *tw_sensors_device(tw_sensors_t *sensors, tw_sensor_t *const *all, uint32_t count) {
    static const tw_device_ops_t ops = {"sensor", NULL, NULL, NULL, host_module};
    *sensors = (tw_sensors_t){.device = {.ops = &ops}, .module = tw_host_sensor};
    sensors->module.ctx = sensors;
    for (uint32_t i = 0; i < count && i < TW_SENSORS_MOST; i++) {
        sensors->all[i] = all[i];
    }
    return &sensors->device;
}
