// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in AssemblyScript.

namespace core {
  @external("badge", "heading")
  export declare function heading(text: usize, size: i32): void;
  @external("badge", "set_text1")
  export declare function set_text1(text: usize, size: i32): void;
  @external("badge", "set_text2")
  export declare function set_text2(text: usize, size: i32): void;
  @external("badge", "set_text3")
  export declare function set_text3(text: usize, size: i32): void;
}

function utf8(text: string): usize {
  const addr = heap.alloc(4 + 3 * text.length);
  store<i32>(addr, <i32>String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, addr + 4));
  return addr;
}

let updates: u32 = 0;
const digits = memory.data(10);

function heading(text: string): void {
  const addr = utf8(text);
  core.heading(addr + 4, load<i32>(addr));
  heap.free(addr);
}
function set_text1(text: string): void {
  const addr = utf8(text);
  core.set_text1(addr + 4, load<i32>(addr));
  heap.free(addr);
}
function set_text2(text: string): void {
  const addr = utf8(text);
  core.set_text2(addr + 4, load<i32>(addr));
  heap.free(addr);
}

export function start(): void {
  heading("TinyWASM");
  set_text1("modules in any language");
  set_text2("on any microcontroller");
}

export function update(): void {
  updates++;
  let at: i32 = 10;
  let left = updates;
  do {
    store<u8>(digits + --at, u8(48 + (left % 10)));
    left /= 10;
  } while (left != 0);
  core.set_text3(digits + at, 10 - at);
}
