// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_GPIO_H
#define TINYWASM_GPIO_H

// Pins, for modules: a device with the host module `gpio`. The application calls hal.h itself.
//
//     gpio.configure (pin i32, mode i32) -> i32    0 input, 1 with pull-up, 2 with pull-down,
//                                                  3 output
//     gpio.write (pin i32, is_high i32) -> i32     0 or 1
//     gpio.read (pin i32) -> i32                   0 or 1
//     gpio.watch (pin i32, edges i32) -> i32       from now on each edge posts the event
//                                                  on_pin (i32 pin, i32 level) to the instance, the
//                                                  level that the pin had then. edges: 1 rising,
//                                                  2 falling, 3 both, 0 no more
//
// Else the answer is that of hal.h: -1 absent, -2 invalid, -3 failed; and -5 (BUSY) where another
// instance watches the pin. With grants (tinywasm/grant.h) each call asks for the key `gpio`; if
// the module may not use the pin it traps, and the fault says which line is missing. An instance
// that goes leaves its pins as they are, and watches none any more. An interrupt never calls a
// module.
//
//     static tw_gpio_t gpio;
//     tw_gpio_init(&gpio);
//     tw_engine_add_device(engine, &gpio.device);
//
// Bindings and reference: bridge/gpio.wit; a mode, edges or a level that there are not trap. Link
// tinywasm::machine. gpio.watch needs a scheduler (tinywasm/schedule.h), else it answers -3.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_GPIO_WATCHES 8  // pins that may be watched at once; gpio.watch answers -3 beyond

typedef struct tw_gpio {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_engine_t *engine;
    struct tw_gpio_watch {
        tw_engine_t *engine;
        const tw_instance_t *owner;  // NULL: free
        uint32_t id;                 // of the owner
        uint32_t pin;
    } watches[TW_GPIO_WATCHES];
} tw_gpio_t;

// gpio must outlive the engine.
void tw_gpio_init(tw_gpio_t *gpio);

#ifdef __cplusplus
}
#endif
#endif
