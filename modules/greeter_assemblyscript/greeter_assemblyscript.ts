// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/greeter_c is, in AssemblyScript.

import { greeter } from "./greeter";

let greeting: greeter.Greeting = new greeter.Greeting(0);
let updates: u32 = 0;

export function start(): void {
  greeting = greeter.Greeting.create("Hello");
  greeting.hello("world");
}

export function update(): void {
  greeting.hello("again");
  greeter.printU32(++updates);
}
