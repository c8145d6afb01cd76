// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with every sensor that there is a driver for, for the application and for modules:
// what it takes more is what they cost, with the parts of the port below them. None of them need be
// there.

#include "../simple_with.h"
#include "tinywasm/bme280.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/dht22.h"
#include "tinywasm/ldr.h"

static tw_sensors_t sensors;

// A chip that is not there says so when it is read.
static void keep(tw_err_t err) {
    (void)err;
}

static void add_sensors(void) {
    static tw_bme280_t bme280;
    static tw_dht22_t dht22;
    static tw_ldr_t ldr;
    tw_sensor_t *own = NULL;
    keep(tw_board_sensor(&own));
    keep(tw_bme280_init(&bme280, 0, 0x76));
    keep(tw_dht22_init(&dht22, 32));
    keep(tw_ldr_init(&ldr, 0, false));
    tw_sensor_t *const all[] = {&bme280.sensor, &dht22.sensor, &ldr.sensor, own};
    check(tw_engine_add_device(engine, tw_sensors_device(&sensors, all, own == NULL ? 3 : 4)));
}

int main(void) {
    make_simple_engine();
    add_sensors();
    run_ping();
}
