// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.

// I2C, this chip being the master, by the chip's numbers of buses. Functions answer 0, else -1
// there is no such bus, -2 it cannot do that, -3 it broke off, -4 nobody answers.
export namespace i2c {
  export namespace core {
    @external("i2c", "configure")
    export declare function configure(p0: i32, p1: i32): i32;
    @external("i2c", "transfer")
    export declare function transfer(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32): i32;
  }

  // The clock of the bus, for all who are on it.
  export function configure(bus: u32, hz: u32): i32 {
    const result = core.configure(i32(bus), i32(hz));
    return result;
  }

  // Sends `data`, then fills `answer`. Either may be empty.
  export function transfer(
    bus: u32,
    address: u32,
    data: StaticArray<u8>,
    answer: StaticArray<u8>,
  ): i32 {
    const result = core.transfer(
      i32(bus),
      i32(address),
      i32(changetype<usize>(data)),
      data.length,
      i32(changetype<usize>(answer)),
      answer.length,
    );
    return result;
  }
}
