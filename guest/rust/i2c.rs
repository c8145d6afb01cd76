// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// I2C, this chip being the master, by the chip's numbers of buses. Functions answer 0, else -1
/// there is no such bus, -2 it cannot do that, -3 it broke off, -4 nobody answers.
pub mod i2c {
    mod raw {
        #[link(wasm_import_module = "i2c")]
        extern "C" {
            #[link_name = "configure"]
            pub fn configure(p0: i32, p1: i32) -> i32;
            #[link_name = "transfer"]
            pub fn transfer(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) -> i32;
        }
    }

    /// The clock of the bus, for all who are on it.
    pub fn configure(bus: u32, hz: u32) -> i32 {
        unsafe {
            let result = raw::configure(bus as i32, hz as i32);
            result
        }
    }

    /// Sends `data`, then fills `answer`. Either may be empty.
    pub fn transfer(bus: u32, address: u32, data: &[u8], answer: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::transfer(
                bus as i32,
                address as i32,
                data.as_ptr() as i32,
                data.len() as i32,
                answer.as_mut_ptr() as i32,
                answer.len() as i32,
            );
            result
        }
    }
}
