// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "chip.h"

tw_err_t tw__chip_fail(tw_sensor_t *sensor, tw_err_t err, const char *problem) {
    sensor->problem = problem;
    return err;
}

tw_err_t tw__chip_i2c(tw_sensor_t *sensor, hal_result_t result) {
    switch (result) {
        case HAL_OK:
            return TW_ERR_OK;
        case HAL_ABSENT:
            return tw__chip_fail(
                sensor, TW_ERR_UNSUPPORTED,
                "UNSUPPORTED: the machine has no such bus: see the board's README");
        case HAL_INVALID:
            return tw__chip_fail(sensor, TW_ERR_INVAL,
                                 "INVAL: the bus is not configured, or the address is none: call "
                                 "hal_i2c_configure first");
        case HAL_NO_ANSWER:
            return tw__chip_fail(sensor, TW_ERR_NOENT,
                                 "NOENT: nobody answers: check the wiring and the address");
        default:
            return tw__chip_fail(sensor, TW_ERR_IO,
                                 "IO: the transfer broke off, or somebody holds the bus: check the "
                                 "wiring, try again");
    }
}

tw_err_t tw__chip_read(tw_sensor_t *sensor, uint32_t bus, uint32_t address, uint8_t number,
                       void *target, size_t size) {
    return tw__chip_i2c(sensor, hal_i2c_transfer(bus, address, &number, 1, target, size));
}

tw_err_t tw__chip_write(tw_sensor_t *sensor, uint32_t bus, uint32_t address, uint8_t number,
                        uint8_t value) {
    const uint8_t bytes[2] = {number, value};
    return tw__chip_i2c(sensor, hal_i2c_transfer(bus, address, bytes, sizeof bytes, NULL, 0));
}
