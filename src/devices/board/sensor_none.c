// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/board_devices.h"

tw_err_t tw_board_sensor(tw_sensor_t **sensor) {
    *sensor = NULL;
    return TW_ERR_UNSUPPORTED;
}
