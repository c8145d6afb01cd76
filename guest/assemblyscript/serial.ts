// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.

// Serial lines beside the console, by the chip's numbers. Functions answer 0 or how many bytes;
// else -1 there is no such line, -2 it cannot do that or is not open, -5 another module has it.
export namespace serial {
  export namespace core {
    @external("serial", "open")
    export declare function open(p0: i32, p1: i32): i32;
    @external("serial", "write")
    export declare function write(p0: i32, p1: i32, p2: i32): i32;
    @external("serial", "read")
    export declare function read(p0: i32, p1: i32, p2: i32): i32;
    @external("serial", "watch")
    export declare function watch(p0: i32, p1: i32): i32;
  }

  // Opens it, 8N1, or sets another speed. What is open is the module's until it goes.
  export function open(line: u32, baud: u32): i32 {
    const result = core.open(i32(line), i32(baud));
    return result;
  }

  export function write(line: u32, data: StaticArray<u8>): i32 {
    const result = core.write(i32(line), i32(changetype<usize>(data)), data.length);
    return result;
  }

  // What has arrived, at most as much as there is room for; never waits.
  export function read(line: u32, buffer: StaticArray<u8>): i32 {
    const result = core.read(i32(line), i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  // From now on bytes that arrive call the module's export `on_serial (line i32, count i32)`,
  // count being how many can be read; or no more.
  export function watch(line: u32, isOn: bool): i32 {
    const result = core.watch(i32(line), i32(isOn));
    return result;
  }
}
