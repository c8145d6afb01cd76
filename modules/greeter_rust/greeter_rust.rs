// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/greeter_c is, in Rust, without its standard library.
#![no_std]

#[path = "greeter.rs"]
mod bridge;
#[path = "../../guest/rust/panic.rs"]
mod panic;

use bridge::greeter;

static mut GREETING: Option<greeter::Greeting> = None;
static mut UPDATES: u32 = 0;

fn start() {
    let greeting = greeter::Greeting::new("Hello");
    greeting.hello("world");
    unsafe { GREETING = Some(greeting) }
}

fn update() {
    unsafe {
        if let Some(greeting) = &GREETING {
            greeting.hello("again");
        }
        UPDATES += 1;
        greeter::print_u32(UPDATES);
    }
}
