// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from spi.wit: change that instead.

// SPI, this chip being the master, by the chip's numbers of buses and select lines. Functions
// answer 0, else -1 there is no such bus, -2 it cannot do that, -3 it failed.
export namespace spi {
  export namespace core {
    @external("spi", "configure")
    export declare function configure(p0: i32, p1: i32, p2: i32): i32;
    @external("spi", "transfer")
    export declare function transfer(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32): i32;
    @external("spi", "exchange")
    export declare function exchange(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32): i32;
  }

  // The clock and mode (0 to 3) of the bus, for all who are on it.
  export function configure(bus: u32, hz: u32, mode: u32): i32 {
    const result = core.configure(i32(bus), i32(hz), i32(mode));
    return result;
  }

  // Sends `data`, then fills `answer`.
  export function transfer(
    bus: u32,
    select_: u32,
    data: StaticArray<u8>,
    answer: StaticArray<u8>,
  ): i32 {
    const result = core.transfer(
      i32(bus),
      i32(select_),
      i32(changetype<usize>(data)),
      data.length,
      i32(changetype<usize>(answer)),
      answer.length,
    );
    return result;
  }

  // Fills `answer` while it sends `data`, of the same size.
  export function exchange(
    bus: u32,
    select_: u32,
    data: StaticArray<u8>,
    answer: StaticArray<u8>,
  ): i32 {
    const result = core.exchange(
      i32(bus),
      i32(select_),
      i32(changetype<usize>(data)),
      data.length,
      i32(changetype<usize>(answer)),
      answer.length,
    );
    return result;
  }
}
