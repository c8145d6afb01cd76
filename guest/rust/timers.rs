// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Timers of a module's own, by numbers that it chooses.
pub mod timers {
    mod raw {
        #[link(wasm_import_module = "timers")]
        extern "C" {
            #[link_name = "start"]
            pub fn start(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "stop"]
            pub fn stop(p0: i32) -> i32;
        }
    }

    /// Calls the module's export `on_timer (id i32, count i32)` when so many milliseconds have gone
    /// by, once or each time; count is the periods so far, those that were missed too. A timer that
    /// runs starts anew. -2 for 0 ms; -3 when every timer is taken.
    pub fn start(id: u32, ms: u32, is_periodic: bool) -> i32 {
        unsafe {
            let result = raw::start(id as i32, ms as i32, is_periodic as i32);
            result
        }
    }

    /// 0, also if it does not run.
    pub fn stop(id: u32) -> i32 {
        unsafe {
            let result = raw::stop(id as i32);
            result
        }
    }
}
