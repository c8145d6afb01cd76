// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// The serial line that the application shares with modules: its console, as a rule.
pub mod uart {
    mod raw {
        #[link(wasm_import_module = "uart")]
        extern "C" {
            #[link_name = "read"]
            pub fn read(p0: i32, p1: i32) -> i32;
            #[link_name = "write"]
            pub fn write(p0: i32, p1: i32);
        }
    }

    /// Waits for bytes, and gives how many have come. 0 for a buffer without room; -5 while another
    /// module reads.
    pub fn read(buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::read(buffer_.as_mut_ptr() as i32, buffer_.len() as i32);
            result
        }
    }

    pub fn write(data: &[u8]) {
        unsafe {
            raw::write(data.as_ptr() as i32, data.len() as i32);
        }
    }
}
