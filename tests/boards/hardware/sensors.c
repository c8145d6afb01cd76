// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hardware.h"

#include "board.h"
#include "tinywasm/bme280.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/dht22.h"
#include "tinywasm/ldr.h"

tw_sensor_t *sensors[SENSORS_MOST];

// What its init says shows when it is read.
static void add_own(void) {
    if (tw_board_sensor(&sensors[0]) == TW_ERR_UNSUPPORTED) {
        sensors[0] = NULL;
    }
}

#ifdef BOARD_DHT22_PIN
void add_sensors(void) {
    static tw_bme280_t bme280;
    static tw_dht22_t dht22;
    static tw_ldr_t ldr;
    add_own();
    (void)(tw_bme280_init(&bme280, BOARD_SENSOR_BUS, BOARD_BME280_ADDRESS) == TW_ERR_OK);
    (void)(tw_dht22_init(&dht22, BOARD_DHT22_PIN) == TW_ERR_OK);
    (void)(tw_ldr_init(&ldr, BOARD_LDR_CHANNEL, false) == TW_ERR_OK);
    sensors[1] = &bme280.sensor;
    sensors[2] = &dht22.sensor;
    sensors[3] = &ldr.sensor;
}
#else
void add_sensors(void) {
    add_own();
}
#endif
