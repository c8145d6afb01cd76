// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Pins, by the chip's numbers. Functions answer 0 or a level; else -1 there is no such pin, -2 it
/// cannot do that, -3 it failed.
pub mod gpio {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Mode {
        Input,
        InputPullUp,
        InputPullDown,
        Output,
    }

    impl Mode {
        pub(super) fn from_flat(flat: i32) -> Mode {
            match flat {
                0 => Mode::Input,
                1 => Mode::InputPullUp,
                2 => Mode::InputPullDown,
                _ => Mode::Output,
            }
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Edges(pub u32);

    impl Edges {
        pub const RISING: Edges = Edges(1 << 0);
        pub const FALLING: Edges = Edges(1 << 1);
    }

    mod raw {
        #[link(wasm_import_module = "gpio")]
        extern "C" {
            #[link_name = "configure"]
            pub fn configure(p0: i32, p1: i32) -> i32;
            #[link_name = "write"]
            pub fn write(p0: i32, p1: i32) -> i32;
            #[link_name = "read"]
            pub fn read(p0: i32) -> i32;
            #[link_name = "watch"]
            pub fn watch(p0: i32, p1: i32) -> i32;
        }
    }

    pub fn configure(pin: u32, mode: Mode) -> i32 {
        unsafe {
            let result = raw::configure(pin as i32, mode as i32);
            result
        }
    }

    pub fn write(pin: u32, is_high: bool) -> i32 {
        unsafe {
            let result = raw::write(pin as i32, is_high as i32);
            result
        }
    }

    /// 0 or 1.
    pub fn read(pin: u32) -> i32 {
        unsafe {
            let result = raw::read(pin as i32);
            result
        }
    }

    /// From now on each such edge calls the module's export `on_pin (pin i32, level i32)`, with the
    /// level that the pin had then; no edges: no more. -5: another module watches the pin.
    pub fn watch(pin: u32, edges: Edges) -> i32 {
        unsafe {
            let result = raw::watch(pin as i32, edges.0 as i32);
            result
        }
    }
}
