// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.

// Time since some moment.
export namespace clock {
  export namespace core {
    @external("clock", "now_ms")
    export declare function nowMs(): i32;
    @external("clock", "now_us")
    export declare function nowUs(): i32;
    @external("clock", "sleep_ms")
    export declare function sleepMs(p0: i32): void;
    @external("clock", "every_ms")
    export declare function everyMs(p0: i32): void;
  }

  // Milliseconds; wraps.
  export function nowMs(): u32 {
    const result = core.nowMs();
    return u32(result);
  }

  // Microseconds; wraps after 71 minutes.
  export function nowUs(): u32 {
    const result = core.nowUs();
    return u32(result);
  }

  // Comes back after so many; below 0 is 0, which lets the others have a turn.
  export function sleepMs(ms: i32): void {
    core.sleepMs(ms);
  }

  // From now on, each time so many have gone by, the module's export `on_timer (period_ms i32,
  // count i32)` is called, count being the periods so far, those that were missed too. 0 or less:
  // no more.
  export function everyMs(periodMs: i32): void {
    core.everyMs(periodMs);
  }
}
