// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Serial lines beside the console, by the chip's numbers. Functions answer 0 or how many bytes;
/// else -1 there is no such line, -2 it cannot do that or is not open, -5 another module has it.
pub mod serial {
    mod raw {
        #[link(wasm_import_module = "serial")]
        extern "C" {
            #[link_name = "open"]
            pub fn open(p0: i32, p1: i32) -> i32;
            #[link_name = "write"]
            pub fn write(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "read"]
            pub fn read(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "watch"]
            pub fn watch(p0: i32, p1: i32) -> i32;
        }
    }

    /// Opens it, 8N1, or sets another speed. What is open is the module's until it goes.
    pub fn open(line: u32, baud: u32) -> i32 {
        unsafe {
            let result = raw::open(line as i32, baud as i32);
            result
        }
    }

    pub fn write(line: u32, data: &[u8]) -> i32 {
        unsafe {
            let result = raw::write(line as i32, data.as_ptr() as i32, data.len() as i32);
            result
        }
    }

    /// What has arrived, at most as much as there is room for; never waits.
    pub fn read(line: u32, buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::read(line as i32, buffer_.as_mut_ptr() as i32, buffer_.len() as i32);
            result
        }
    }

    /// From now on bytes that arrive call the module's export `on_serial (line i32, count i32)`,
    /// count being how many can be read; or no more.
    pub fn watch(line: u32, is_on: bool) -> i32 {
        unsafe {
            let result = raw::watch(line as i32, is_on as i32);
            result
        }
    }
}
