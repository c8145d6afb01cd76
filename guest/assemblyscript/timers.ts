// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.

// Timers of a module's own, by numbers that it chooses.
export namespace timers {
  export namespace core {
    @external("timers", "start")
    export declare function start(p0: i32, p1: i32, p2: i32): i32;
    @external("timers", "stop")
    export declare function stop(p0: i32): i32;
  }

  // Calls the module's export `on_timer (id i32, count i32)` when so many milliseconds have gone
  // by, once or each time; count is the periods so far, those that were missed too. A timer that
  // runs starts anew. -2 for 0 ms; -3 when every timer is taken.
  export function start(id: u32, ms: u32, isPeriodic: bool): i32 {
    const result = core.start(i32(id), i32(ms), i32(isPeriodic));
    return result;
  }

  // 0, also if it does not run.
  export function stop(id: u32): i32 {
    const result = core.stop(i32(id));
    return result;
  }
}
