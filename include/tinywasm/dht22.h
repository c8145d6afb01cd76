// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_DHT22_H
#define TINYWASM_DHT22_H

// A DHT22 (AM2302) on a pin: temperature and humidity, both in steps of a tenth. It sends 40 bits,
// each as long as its value is; the driver measures them by the pin's interrupts and hal_ticks_us,
// and sleeps meanwhile. So the pin must be one that can interrupt, and no other ISR may keep it
// waiting for more than 20 us: else the read answers IO.
//
// A read takes up to 10 ms. The chip wants two seconds between two of them: a read that comes
// earlier gives what the one before gave, values or error, and at once. The first one waits until a
// second after tw_dht22_init, which the chip wants after power-on.

#include "tinywasm/sensor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_dht22 {
    tw_sensor_t sensor;
    uint32_t pin;
    uint32_t asked_ms;  // last
    bool is_settled;    // after power-on
    bool has_asked;
    tw_err_t answer;  // to the last question
    // Of the interrupt's while it is asked:
    volatile uint32_t fell_us;
    volatile uint8_t falls;
    volatile bool is_odd;  // a bit was too short or too long
    volatile uint8_t bytes[5];
} tw_dht22_t;

// The pin (by the chip's numbers, as in hal.h) has a resistor of 4.7 to 10 kOhm to the supply.
// chip belongs to the caller. Errors: tinywasm/sensor.h; whether a chip is there shows at the first
// read.
TW_MUST_CHECK tw_err_t tw_dht22_init(tw_dht22_t *chip, uint32_t pin);

#ifdef __cplusplus
}
#endif
#endif
