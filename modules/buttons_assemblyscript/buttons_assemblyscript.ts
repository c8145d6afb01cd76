// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/buttons is, in AssemblyScript, whose strings are no UTF-8: each text is bytes here.

@external("display", "message")
declare function message(text: usize, size: i32): void;

export function button_a(): void {
  message(memory.data<u8>([65]), 1); // "A"
}

export function button_b(): void {
  message(memory.data<u8>([66]), 1); // "B"
}

export function button_up(): void {
  message(memory.data<u8>([117, 112]), 2); // "up"
}

export function button_down(): void {
  message(memory.data<u8>([100, 111, 119, 110]), 4); // "down"
}

export function button_left(): void {
  message(memory.data<u8>([108, 101, 102, 116]), 4); // "left"
}

export function button_right(): void {
  message(memory.data<u8>([114, 105, 103, 104, 116]), 5); // "right"
}

export function button_select(): void {
  message(memory.data<u8>([83, 69, 76, 69, 67, 84]), 6); // "SELECT"
}

export function button_start(): void {
  message(memory.data<u8>([83, 84, 65, 82, 84]), 5); // "START"
}
