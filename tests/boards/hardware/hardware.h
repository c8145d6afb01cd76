// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef HARDWARE_H
#define HARDWARE_H

#include "tinywasm/sensor.h"

#define SENSORS_MOST 4u

// The sensors of the board: its own one, and those that are wired to it beside. NULL: not there.
extern tw_sensor_t *sensors[SENSORS_MOST];
void add_sensors(void);

#endif
