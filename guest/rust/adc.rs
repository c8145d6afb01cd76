// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from adc.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Voltages, by the chip's numbers of channels.
pub mod adc {
    mod raw {
        #[link(wasm_import_module = "adc")]
        extern "C" {
            #[link_name = "read"]
            pub fn read(p0: i32) -> i32;
        }
    }

    /// 0 (ground) to 65,535 (the reference's voltage); else -1 there is no such channel, -3 it failed.
    pub fn read(channel: u32) -> i32 {
        unsafe {
            let result = raw::read(channel as i32);
            result
        }
    }
}
