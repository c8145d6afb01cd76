// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from led.wit: change that instead.

// A LED: the board's own, as a rule.
export namespace led {
  export namespace core {
    @external("led", "set")
    export declare function set_(p0: i32): void;
    @external("led", "get")
    export declare function get_(): i32;
  }

  // Lights it, or lets it go dark.
  export function set_(isLit: bool): void {
    core.set_(i32(isLit));
  }

  // Whether it lights.
  export function get_(): bool {
    const result = core.get_();
    return result != 0;
  }
}
