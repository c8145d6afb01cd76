// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from spi.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// SPI, this chip being the master, by the chip's numbers of buses and select lines. Functions
/// answer 0, else -1 there is no such bus, -2 it cannot do that, -3 it failed.
pub mod spi {
    mod raw {
        #[link(wasm_import_module = "spi")]
        extern "C" {
            #[link_name = "configure"]
            pub fn configure(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "transfer"]
            pub fn transfer(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) -> i32;
            #[link_name = "exchange"]
            pub fn exchange(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) -> i32;
        }
    }

    /// The clock and mode (0 to 3) of the bus, for all who are on it.
    pub fn configure(bus: u32, hz: u32, mode: u32) -> i32 {
        unsafe {
            let result = raw::configure(bus as i32, hz as i32, mode as i32);
            result
        }
    }

    /// Sends `data`, then fills `answer`.
    pub fn transfer(bus: u32, select: u32, data: &[u8], answer: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::transfer(
                bus as i32,
                select as i32,
                data.as_ptr() as i32,
                data.len() as i32,
                answer.as_mut_ptr() as i32,
                answer.len() as i32,
            );
            result
        }
    }

    /// Fills `answer` while it sends `data`, of the same size.
    pub fn exchange(bus: u32, select: u32, data: &[u8], answer: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::exchange(
                bus as i32,
                select as i32,
                data.as_ptr() as i32,
                data.len() as i32,
                answer.as_mut_ptr() as i32,
                answer.len() as i32,
            );
            result
        }
    }
}
