// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from entropy.wit: change that instead.

// Random bytes from a physical source.
export namespace entropy {
  export namespace core {
    @external("entropy", "read")
    export declare function read(p0: i32, p1: i32): i32;
  }

  // 0; else -1 there is no source, -3 it gives none.
  export function read(buffer: StaticArray<u8>): i32 {
    const result = core.read(i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }
}
