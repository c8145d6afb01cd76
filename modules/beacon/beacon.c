// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For apps/beacon: what the board's sensor measures, as the service Environmental Sensing that the
// Bluetooth specifications define. What the sensor does not measure is not there.
#include "bluetooth.h"
#include "sensor.h"
#include "timers.h"

#define EXPORT(name) __attribute__((export_name(#name))) name
#define READ_AND_NOTIFY 9
#define ENVIRONMENTAL_SENSING "181a"
#define ADVERTISE_MS 100
#define MEASURE_MS 1000

static const struct {
    sensor_quantity_t quantity;
    char uuid[5];
    int32_t divisor;  // of the sensor's thousandths
    int32_t multiplier;
    uint32_t size;
} rows[] = {
    {SENSOR_QUANTITY_TEMPERATURE, "2a6e", 10, 1, 2},  // hundredths of a degree Celsius
    {SENSOR_QUANTITY_HUMIDITY, "2a6f", 10, 1, 2},     // hundredths of a percent
    {SENSOR_QUANTITY_PRESSURE, "2a6d", 1, 10, 4},     // tenths of a pascal
};
#define ROWS (sizeof rows / sizeof rows[0])

static int32_t characteristics[ROWS];

static void measure(uint32_t i) {
    sensor_result_s32_problem_t measured = sensor_read(rows[i].quantity);
    if (measured.is_err || characteristics[i] < 0) {
        return;  // the old value stays
    }
    int32_t value = measured.of.ok / rows[i].divisor * rows[i].multiplier;
    uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                        (uint8_t)(value >> 24)};
    bluetooth_set((uint32_t)characteristics[i], (tw_list_t){bytes, rows[i].size});
}

void EXPORT(on_timer)(int32_t id, int32_t count) {
    (void)id;
    (void)count;
    for (uint32_t i = 0; i < ROWS; i++) {
        measure(i);
    }
}

void EXPORT(_initialize)(void) {
    int32_t service = bluetooth_service(tw_str(ENVIRONMENTAL_SENSING));
    for (uint32_t i = 0; i < ROWS; i++) {
        bool is_there = service >= 0 && !sensor_read(rows[i].quantity).is_err;
        characteristics[i] =
            is_there ? bluetooth_characteristic((uint32_t)service, (tw_str_t){rows[i].uuid, 4},
                                                READ_AND_NOTIFY)
                     : -1;
    }
    on_timer(0, 0);
    if (service >= 0) {
        bluetooth_publish((uint32_t)service);
    }
    bluetooth_advertise(tw_str("beacon"), ADVERTISE_MS);
    timers_start(0, MEASURE_MS, true);
}
