// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from led.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// A LED: the board's own, as a rule.
pub mod led {
    mod raw {
        #[link(wasm_import_module = "led")]
        extern "C" {
            #[link_name = "set"]
            pub fn set(p0: i32);
            #[link_name = "get"]
            pub fn get() -> i32;
        }
    }

    /// Lights it, or lets it go dark.
    pub fn set(is_lit: bool) {
        unsafe {
            raw::set(is_lit as i32);
        }
    }

    /// Whether it lights.
    pub fn get() -> bool {
        unsafe {
            let result = raw::get();
            result != 0
        }
    }
}
