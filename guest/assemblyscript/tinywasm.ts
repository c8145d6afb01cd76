// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Made by tw bindgen: how strings and lists come and go.

// The size of a text in UTF-8, and behind it the text. Free it.
export function lower(text: string): usize {
  const addr = heap.alloc(4 + 3 * text.length);
  store<i32>(addr, <i32>String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, addr + 4));
  return addr;
}

// Gives back what lower made, if it made something.
export function free(text: usize): void {
  if (text != 0) heap.free(text);
}

export function liftText(addr: i32, size: i32): string {
  return String.UTF8.decodeUnsafe(addr, size);
}

export function liftList<T>(addr: i32, count: i32): StaticArray<T> {
  const list = new StaticArray<T>(count);
  memory.copy(changetype<usize>(list), addr, count * sizeof<T>());
  return list;
}

let given: usize = 0;

// Gives back what the host asked for.
export function release(): void {
  free(given);
  given = 0;
}

// The host asks for a block (old of 0), or makes it smaller. A module whose imports give strings or
// lists has to export it: `export { cabi_realloc } from "./tinywasm";`.
export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  if (old != 0) return old;
  given = heap.alloc(size);
  return given;
}
