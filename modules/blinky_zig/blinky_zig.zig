// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/blinky is, in Zig.

const output = 1;

extern "env" fn __tinygo_gpio_configure(pin: i32, mode: i32) void;
extern "env" fn __tinygo_gpio_set(pin: i32, level: i32) void;
extern "env" fn __tinygo_gpio_get(pin: i32) i32;

var led_pin: i32 = 0;

export fn led(pin: i32) void {
    led_pin = pin;
}

export fn setup() void {
    __tinygo_gpio_configure(led_pin, output);
}

export fn loop() void {
    __tinygo_gpio_set(led_pin, @intFromBool(__tinygo_gpio_get(led_pin) == 0));
}
