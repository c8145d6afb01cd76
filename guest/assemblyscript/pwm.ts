// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from pwm.wit: change that instead.

// Outputs that are high for a part of each period, by the chip's numbers of channels. Functions
// answer 0, else -1 there is no such channel, -2 it cannot do that, -3 it failed.
export namespace pwm {
  export namespace core {
    @external("pwm", "start")
    export declare function start(p0: i32, p1: i32, p2: i32): i32;
    @external("pwm", "stop")
    export declare function stop(p0: i32): i32;
  }

  // A channel that runs goes on with the new figures at the end of its period.
  export function start(channel: u32, periodNs: u32, highNs: u32): i32 {
    const result = core.start(i32(channel), i32(periodNs), i32(highNs));
    return result;
  }

  // The output stays low.
  export function stop(channel: u32): i32 {
    const result = core.stop(i32(channel));
    return result;
  }
}
