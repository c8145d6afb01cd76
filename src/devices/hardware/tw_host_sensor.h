// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.
#ifndef BRIDGE_TW_HOST_SENSOR_H
#define BRIDGE_TW_HOST_SENSOR_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Sensors, whatever chip they are.

// temperature: thousandths of a degree Celsius; humidity: relative, thousandths of a percent;
// pressure: pascals; light: thousandths of a percent of the brightest that the sensor can tell.
typedef enum tw_host_sensor_quantity {
    TW_HOST_SENSOR_QUANTITY_TEMPERATURE = 0,
    TW_HOST_SENSOR_QUANTITY_HUMIDITY = 1,
    TW_HOST_SENSOR_QUANTITY_PRESSURE = 2,
    TW_HOST_SENSOR_QUANTITY_LIGHT = 3,
} tw_host_sensor_quantity_t;

typedef enum tw_host_sensor_problem {
    // nothing here measures that
    TW_HOST_SENSOR_PROBLEM_NO_SENSOR = 0,
    // nobody answers
    TW_HOST_SENSOR_PROBLEM_NO_ANSWER = 1,
    // another chip answers, or the machine has no such bus
    TW_HOST_SENSOR_PROBLEM_WRONG_CHIP = 2,
    // it broke off, or somebody else holds the bus
    TW_HOST_SENSOR_PROBLEM_BROKEN_OFF = 3,
    // what came is not what the chip can have sent
    TW_HOST_SENSOR_PROBLEM_DAMAGED = 4,
} tw_host_sensor_problem_t;

typedef struct tw_host_sensor_result_s32_problem {
    bool is_err;
    union {
        int32_t ok;
        tw_host_sensor_problem_t err_;
    } of;
} tw_host_sensor_result_s32_problem_t;

// What modules import as "sensor", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_sensor;

// Measures.
tw_err_t tw_host_sensor_read(tw_call_t *call, tw_host_sensor_quantity_t quantity,
                             tw_host_sensor_result_s32_problem_t *result);

#ifdef __cplusplus
}
#endif
#endif
