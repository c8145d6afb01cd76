// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from pwm.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Outputs that are high for a part of each period, by the chip's numbers of channels. Functions
/// answer 0, else -1 there is no such channel, -2 it cannot do that, -3 it failed.
pub mod pwm {
    mod raw {
        #[link(wasm_import_module = "pwm")]
        extern "C" {
            #[link_name = "start"]
            pub fn start(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "stop"]
            pub fn stop(p0: i32) -> i32;
        }
    }

    /// A channel that runs goes on with the new figures at the end of its period.
    pub fn start(channel: u32, period_ns: u32, high_ns: u32) -> i32 {
        unsafe {
            let result = raw::start(channel as i32, period_ns as i32, high_ns as i32);
            result
        }
    }

    /// The output stays low.
    pub fn stop(channel: u32) -> i32 {
        unsafe {
            let result = raw::stop(channel as i32);
            result
        }
    }
}
