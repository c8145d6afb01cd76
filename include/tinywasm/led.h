// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_LED_H
#define TINYWASM_LED_H

// A LED on a pin, for the application and, with tw_led_device, for modules: the host module `led`
// of bridge/led.wit, over the same functions.
//
//     static tw_led_t led;
//     tw_err_t err = tw_led_init(&led, 25, false);
//     err = err == TW_ERR_OK ? tw_led_set(&led, true) : err;
//     err = err == TW_ERR_OK ? tw_engine_add_device(engine, tw_led_device(&led)) : err;
//
// The board's own LED is tw_board_led (tinywasm/board_devices.h). Link tinywasm::hardware. Not from
// an ISR.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_led {
    tw_device_t device;
    tw_host_module_t module;
    uint32_t pin;
    bool is_low_lit;
    bool is_lit;
} tw_led_t;

// Makes the pin (by the chip's numbers, as in hal.h) an output, and the LED dark. is_low_lit: it
// lights when the pin is low. led belongs to the caller and outlives the engine that it is added
// to. UNSUPPORTED if the chip has no pins, INVAL if this one is not free.
TW_MUST_CHECK tw_err_t tw_led_init(tw_led_t *led, uint32_t pin, bool is_low_lit);

// Lights it, or lets it go dark. INVAL if the pin serves something else by now.
TW_MUST_CHECK tw_err_t tw_led_set(tw_led_t *led, bool is_lit);
// As it was set last.
bool tw_led_get(const tw_led_t *led);

// For tw_engine_add_device: modules may import `led`. Each call asks for the key `led`, number 0
// (tinywasm/grant.h): without the grant the module traps, and so it does with BUSY where somebody
// else holds it (tinywasm/hold.h).
tw_device_t *tw_led_device(tw_led_t *led);

#ifdef __cplusplus
}
#endif
#endif
