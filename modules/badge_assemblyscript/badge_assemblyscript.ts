// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in AssemblyScript.

import { badge } from "./badge";

const digits = memory.data(10);
let updates: u32 = 0;

export function start(): void {
  badge.heading("TinyWASM");
  badge.setText1("modules in any language");
  badge.setText2("on any microcontroller");
}

// The number is written as bytes: a string for each would take memory that nobody gives back.
export function update(): void {
  updates++;
  let at: i32 = 10;
  let left = updates;
  do {
    store<u8>(digits + --at, u8(48 + (left % 10)));
    left /= 10;
  } while (left != 0);
  badge.core.setText3(i32(digits) + at, 10 - at);
}
