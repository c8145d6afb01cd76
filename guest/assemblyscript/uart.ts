// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.

// The serial line that the application shares with modules: its console, as a rule.
export namespace uart {
  export namespace core {
    @external("uart", "read")
    export declare function read(p0: i32, p1: i32): i32;
    @external("uart", "write")
    export declare function write(p0: i32, p1: i32): void;
  }

  // Waits for bytes, and gives how many have come. 0 for a buffer without room; -5 while another
  // module reads.
  export function read(buffer: StaticArray<u8>): i32 {
    const result = core.read(i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  export function write(data: StaticArray<u8>): void {
    core.write(i32(changetype<usize>(data)), data.length);
  }
}
