// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Buttons, debounced.
pub mod buttons {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Button {
        A,
        B,
        Up,
        Down,
        Left,
        Right,
        Select,
        Start,
    }

    impl Button {
        pub(super) fn from_flat(flat: i32) -> Button {
            match flat {
                0 => Button::A,
                1 => Button::B,
                2 => Button::Up,
                3 => Button::Down,
                4 => Button::Left,
                5 => Button::Right,
                6 => Button::Select,
                _ => Button::Start,
            }
        }
    }

    mod raw {
        #[link(wasm_import_module = "buttons")]
        extern "C" {
            #[link_name = "is_pressed"]
            pub fn is_pressed(p0: i32) -> i32;
            #[link_name = "watch"]
            pub fn watch(p0: i32);
        }
    }

    /// Whether it is pressed; not, if there is no such button.
    pub fn is_pressed(button: Button) -> bool {
        unsafe {
            let result = raw::is_pressed(button as i32);
            result != 0
        }
    }

    /// From now on each press and each release of a button calls the module's on-button; or no more.
    pub fn watch(is_on: bool) {
        unsafe {
            raw::watch(is_on as i32);
        }
    }
}

/// What a module exports that watches.
pub mod button_handler {
    #[export_name = "on_button"]
    unsafe extern "C" fn export_on_button(p0: i32, p1: i32) {
        super::super::on_button(super::buttons::Button::from_flat(p0), p1 != 0);
    }
}
