// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/ping is, in AssemblyScript.

@external("hosted", "pong")
declare function pong(): void;

export function ping(): void {
  pong();
}
