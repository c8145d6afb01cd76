// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in Rust, without its standard library.
#![no_std]

#[path = "badge.rs"]
mod bridge;
#[path = "../../guest/rust/panic.rs"]
mod panic;

use bridge::badge;

static mut UPDATES: u32 = 0;

fn start() {
    badge::heading("TinyWASM");
    badge::set_text1("modules in any language");
    badge::set_text2("on any microcontroller");
}

fn update() {
    let mut digits = [0u8; 10];
    let mut left = unsafe {
        UPDATES += 1;
        UPDATES
    };
    let mut at = digits.len();
    while at > 0 {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    badge::set_text3(unsafe { core::str::from_utf8_unchecked(&digits[at..]) });
}
