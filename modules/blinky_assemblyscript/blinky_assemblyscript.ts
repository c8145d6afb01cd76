// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/blinky is, in AssemblyScript.

const OUTPUT: i32 = 1;

@external("env", "__tinygo_gpio_configure")
declare function configure(pin: i32, mode: i32): void;
@external("env", "__tinygo_gpio_set")
declare function set(pin: i32, level: i32): void;
@external("env", "__tinygo_gpio_get")
declare function get(pin: i32): i32;

let ledPin: i32 = 0;

export function led(pin: i32): void {
  ledPin = pin;
}

export function setup(): void {
  configure(ledPin, OUTPUT);
}

export function loop(): void {
  set(ledPin, i32(!get(ledPin)));
}
