// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.

import { free, lower } from "./tinywasm";

// Greetings, as things of the host that a module holds.
export namespace greeter {
  export namespace core {
    @external("greeter", "new")
    export declare function new_(p0: i32, p1: i32): i32;
    @external("greeter", "hello")
    export declare function hello(p0: i32, p1: i32, p2: i32): void;
    @external("greeter", "print_u32")
    export declare function printU32(p0: i32): void;
    @external("greeter", "drop")
    export declare function drop(p0: i32): void;
  }

  export class Greeting {
    constructor(public handle: i32) {}

    // One that greets with text, as "Hello"; of longer ones than 15 bytes the first 15 count.
    static create(text: string): Greeting {
      const text0 = lower(text);
      const result = core.new_(i32(text0 + 4), load<i32>(text0));
      free(text0);
      return new Greeting(result);
    }

    // Prints the greeting and a name: "Hello, world".
    hello(name: string): void {
      const text1 = lower(name);
      core.hello(this.handle, i32(text1 + 4), load<i32>(text1));
      free(text1);
    }

    // Gives up a handle.
    drop(): void {
      core.drop(this.handle);
    }
  }

  // Prints a number.
  export function printU32(number: u32): void {
    core.printU32(i32(number));
  }
}
