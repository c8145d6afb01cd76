// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_MACHINE_H
#define TINYWASM_MACHINE_H

// The machine (hal/hal.h), for modules: host modules over its functions, which keep nothing and so
// are constants. The application calls hal.h itself.
//
//     tw_engine_add_host_module(engine, &tw_host_adc);
//
// What a function answers is that of hal.h: 0 or a value, else -1 absent, -2 invalid, -3 failed,
// -4 no answer. Numbers are the chip's. With grants (tinywasm/grant.h) each call asks whether the
// module may use that channel, or that address or select line of a bus; if not, the guest traps and
// the fault says which line is missing. A clock is everybody's who is on the bus, so `configure`
// needs the whole bus: an application had better configure it itself.
//
//     adc.read (channel i32) -> i32                               0 to 65,535
//     pwm.start (channel i32, period_ns i32, high_ns i32) -> i32
//     pwm.stop (channel i32) -> i32
//     i2c.configure (bus i32, hz i32) -> i32
//     i2c.transfer (bus i32, address i32, out i32, out_len i32, in i32, in_len i32) -> i32
//     spi.configure (bus i32, hz i32, mode i32) -> i32
//     spi.transfer (bus i32, select i32, out i32, out_len i32, in i32, in_len i32) -> i32
//                                       sends all of `out`, then receives all of `in`
//     spi.exchange (bus i32, select i32, out i32, out_len i32, in i32, in_len i32) -> i32
//                                       both at once; -2 unless they have the same length
//     entropy.read (addr i32, len i32) -> i32
//
// They are what `tw bindgen` makes of bridge/*.wit, where bindings for modules come from, too. Pins
// are tinywasm/gpio.h, serial lines tinywasm/serial.h, the console tinywasm/uart.h, time and timers
// tinywasm/clock.h. Link tinywasm::machine; what is not added is not linked.

#include "tinywasm/host.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const tw_host_module_t tw_host_adc;
extern const tw_host_module_t tw_host_pwm;
extern const tw_host_module_t tw_host_i2c;
extern const tw_host_module_t tw_host_spi;
extern const tw_host_module_t tw_host_entropy;

// What the package `machine` of TinyGo 0.41 imports, from the module `env` or `machine`, so that
// modules that were written for it run as they are. Where it has no place for errors, what the
// machine refuses traps. The same grants are asked for. Pins of buses are the board's, whatever is
// asked.
//
//     __tinygo_gpio_configure (pin i32, mode i32)   0 input, 1 output, 2 pull-up, 3 pull-down
//     __tinygo_gpio_set (pin i32, level i32)
//     __tinygo_gpio_get (pin i32) -> i32
//     __tinygo_adc_read (channel i32) -> i32        what TinyGo has as the pin is the channel
//     __tinygo_spi_configure (bus i32, sck i32, sdo i32, sdi i32)   1 MHz, mode 0
//     __tinygo_spi_transfer (bus i32, byte i32) -> i32              on select line 0, as tx
//     __tinygo_spi_tx (bus i32, out i32, out_len i32, in i32, in_len i32) -> i32
//     __tinygo_i2c_configure (bus i32, scl i32, sda i32, hz i32)
//     __tinygo_i2c_set_baud_rate (bus i32, hz i32)
//     __tinygo_i2c_transfer (bus i32, address i32, out i32, out_len i32, in i32, in_len i32) -> i32
//                                       0; 1 nobody answers, 3 wrong address or size, 4 it failed
//     __tinygo_uart_configure (line i32, tx i32, rx i32)            115,200 baud
//     __tinygo_uart_read (line i32, addr i32, len i32) -> i32       how many; never waits
//     __tinygo_uart_write (line i32, addr i32, len i32) -> i32
//
extern const tw_host_module_t tw_machine_tinygo_env;
extern const tw_host_module_t tw_machine_tinygo_machine;

// The same with its PWM, which is told in pieces that have to be kept:
//
//     __tinygo_pwm_configure (counter i32, hz f64, top i32)
//     __tinygo_pwm_channel_configure (counter i32, channel i32, pin i32)
//     __tinygo_pwm_channel_set (counter i32, channel i32, value i32)   the pin is pwm's channel
//
//     static tw_tinygo_t tinygo;
//     tw_tinygo_init(&tinygo);
//     tw_engine_add_host_module(engine, &tinygo.env);
#define TW_TINYGO_COUNTERS 4  // of all modules; what is told of more traps
#define TW_TINYGO_CHANNELS 4  // of each

typedef struct tw_tinygo {
    tw_host_module_t env;
    tw_host_module_t machine;
    // The rest is the device's.
    struct tw_tinygo_counter {
        bool is_used;
        uint32_t number;
        uint32_t period_ns;
        uint32_t top;
        uint32_t pins[TW_TINYGO_CHANNELS];
    } counters[TW_TINYGO_COUNTERS];
} tw_tinygo_t;

// tinygo must outlive the engine.
void tw_tinygo_init(tw_tinygo_t *tinygo);

#ifdef __cplusplus
}
#endif
#endif
