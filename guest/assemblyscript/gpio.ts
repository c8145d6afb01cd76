// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.

// Pins, by the chip's numbers. Functions answer 0 or a level; else -1 there is no such pin, -2 it
// cannot do that, -3 it failed.
export namespace gpio {
  export enum Mode {
    INPUT = 0,
    INPUT_PULL_UP = 1,
    INPUT_PULL_DOWN = 2,
    OUTPUT = 3,
  }

  export enum Edges {
    RISING = 1 << 0,
    FALLING = 1 << 1,
  }

  export namespace core {
    @external("gpio", "configure")
    export declare function configure(p0: i32, p1: i32): i32;
    @external("gpio", "write")
    export declare function write(p0: i32, p1: i32): i32;
    @external("gpio", "read")
    export declare function read(p0: i32): i32;
    @external("gpio", "watch")
    export declare function watch(p0: i32, p1: i32): i32;
  }

  export function configure(pin: u32, mode: Mode): i32 {
    const result = core.configure(i32(pin), i32(mode));
    return result;
  }

  export function write(pin: u32, isHigh: bool): i32 {
    const result = core.write(i32(pin), i32(isHigh));
    return result;
  }

  // 0 or 1.
  export function read(pin: u32): i32 {
    const result = core.read(i32(pin));
    return result;
  }

  // From now on each such edge calls the module's export `on_pin (pin i32, level i32)`, with the
  // level that the pin had then; no edges: no more. -5: another module watches the pin.
  export function watch(pin: u32, edges: Edges): i32 {
    const result = core.watch(i32(pin), i32(edges));
    return result;
  }
}
