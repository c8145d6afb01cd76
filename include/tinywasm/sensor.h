// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SENSOR_H
#define TINYWASM_SENSOR_H

// Sensors, whatever chip they are: what the driver of a chip (tinywasm/tmp105.h and so on) fills
// in, the application reads here; modules, with tw_sensors_device, by the host module `sensor` of
// bridge/sensor.wit, over the same functions.
//
//     static tw_tmp105_t chip;
//     tw_err_t err = tw_tmp105_init(&chip, 0, 0x48);
//     int32_t millicelsius = 0;
//     err = err == TW_ERR_OK
//               ? tw_sensor_read(&chip.sensor, TW_SENSOR_TEMPERATURE, &millicelsius) : err;
//     if (err != TW_ERR_OK) {
//         // "tmp105: ", "NOENT: nobody answers: check the wiring and the address"
//         print(tw_sensor_name(&chip.sensor)), print(tw_sensor_problem(&chip.sensor));
//     }
//
// The board's own thermometer is tw_board_sensor (tinywasm/board_devices.h). Link
// tinywasm::hardware. Not from an ISR.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tw_sensor_quantity {
    TW_SENSOR_TEMPERATURE,  // thousandths of a degree Celsius
    TW_SENSOR_HUMIDITY,     // relative, thousandths of a percent
    TW_SENSOR_PRESSURE,     // pascals
    TW_SENSOR_LIGHT         // thousandths of a percent of the brightest that the sensor can tell
} tw_sensor_quantity_t;

typedef struct tw_sensor tw_sensor_t;

// What a driver defines. read is asked for quantities of the set only.
typedef struct tw_sensor_ops {
    const char *name;     // of the chip
    uint32_t quantities;  // a bit by tw_sensor_quantity_t
    tw_err_t (*read)(tw_sensor_t *sensor, tw_sensor_quantity_t quantity, int32_t *value);
} tw_sensor_ops_t;

struct tw_sensor {
    const tw_sensor_ops_t *ops;
    const char *problem;  // of the last failure
};

// Measures; the driver's header says how long that takes. Errors, here and of the drivers' _init:
//   INVAL        the sensor does not measure that, or the bus is none or was not configured
//   NOENT        nobody answers
//   UNSUPPORTED  another chip answers, or the machine has no such bus, pin or channel
//   IO           it broke off, or somebody else holds the bus
//   CORRUPT      what came is not what the chip can have sent: its sum is wrong, or it is out of
//                the chip's range
// *value is as it was then.
TW_MUST_CHECK tw_err_t tw_sensor_read(tw_sensor_t *sensor, tw_sensor_quantity_t quantity,
                                      int32_t *value);
bool tw_sensor_measures(const tw_sensor_t *sensor, tw_sensor_quantity_t quantity);
// The chip: "bme280".
const char *tw_sensor_name(const tw_sensor_t *sensor);
// What the last failure was and what to do, "CODE: what happened: what to do"; "" if there was
// none. Also of a sensor whose _init failed.
const char *tw_sensor_problem(const tw_sensor_t *sensor);

#define TW_SENSORS_MOST 4

// The sensors that modules may read.
typedef struct tw_sensors {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_sensor_t *all[TW_SENSORS_MOST];
} tw_sensors_t;

// For tw_engine_add_device: modules may import `sensor`. A module says what it wants measured, and
// the first of these that measures it is asked. sensors belongs to the caller; it and the count
// (at most TW_SENSORS_MOST) sensors outlive the engine, the array `all` need not.
tw_device_t *tw_sensors_device(tw_sensors_t *sensors, tw_sensor_t *const *all, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
