// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.

// Buttons, debounced.
export namespace buttons {
  export enum Button {
    A = 0,
    B = 1,
    UP = 2,
    DOWN = 3,
    LEFT = 4,
    RIGHT = 5,
    SELECT = 6,
    START = 7,
  }

  export namespace core {
    @external("buttons", "is_pressed")
    export declare function isPressed(p0: i32): i32;
    @external("buttons", "watch")
    export declare function watch(p0: i32): void;
  }

  // Whether it is pressed; not, if there is no such button.
  export function isPressed(button: Button): bool {
    const result = core.isPressed(i32(button));
    return result != 0;
  }

  // From now on each press and each release of a button calls the module's on-button; or no more.
  export function watch(isOn: bool): void {
    core.watch(i32(isOn));
  }
}
