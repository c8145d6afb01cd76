// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from adc.wit: change that instead.

// Voltages, by the chip's numbers of channels.
export namespace adc {
  export namespace core {
    @external("adc", "read")
    export declare function read(p0: i32): i32;
  }

  // 0 (ground) to 65,535 (the reference's voltage); else -1 there is no such channel, -3 it failed.
  export function read(channel: u32): i32 {
    const result = core.read(i32(channel));
    return result;
  }
}
