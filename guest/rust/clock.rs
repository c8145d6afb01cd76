// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Time since some moment.
pub mod clock {
    mod raw {
        #[link(wasm_import_module = "clock")]
        extern "C" {
            #[link_name = "now_ms"]
            pub fn now_ms() -> i32;
            #[link_name = "now_us"]
            pub fn now_us() -> i32;
            #[link_name = "sleep_ms"]
            pub fn sleep_ms(p0: i32);
            #[link_name = "every_ms"]
            pub fn every_ms(p0: i32);
        }
    }

    /// Milliseconds; wraps.
    pub fn now_ms() -> u32 {
        unsafe {
            let result = raw::now_ms();
            result as u32
        }
    }

    /// Microseconds; wraps after 71 minutes.
    pub fn now_us() -> u32 {
        unsafe {
            let result = raw::now_us();
            result as u32
        }
    }

    /// Comes back after so many; below 0 is 0, which lets the others have a turn.
    pub fn sleep_ms(ms: i32) {
        unsafe {
            raw::sleep_ms(ms);
        }
    }

    /// From now on, each time so many have gone by, the module's export `on_timer (period_ms i32,
    /// count i32)` is called, count being the periods so far, those that were missed too. 0 or less:
    /// no more.
    pub fn every_ms(period_ms: i32) {
        unsafe {
            raw::every_ms(period_ms);
        }
    }
}
