// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's thermometer: a TMP105, or one like it.

#include "board.h"
#include "hal.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/tmp105.h"

tw_err_t tw_board_sensor(tw_sensor_t **sensor) {
    static tw_tmp105_t made;
    static bool is_ready;
    *sensor = &made.sensor;
    if (is_ready) {
        return TW_ERR_OK;
    }
    (void)hal_i2c_configure(BOARD_SENSOR_BUS, BOARD_SENSOR_HZ);  // what fails here fails below
    tw_err_t err = tw_tmp105_init(&made, BOARD_SENSOR_BUS, BOARD_SENSOR_ADDRESS);
    is_ready = err == TW_ERR_OK;
    return err;
}
