// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/buttons is, in Rust, without its standard library.
#![no_std]

#[link(wasm_import_module = "display")]
extern "C" {
    fn message(text: *const u8, size: usize);
}

fn say(text: &str) {
    unsafe { message(text.as_ptr(), text.len()) }
}

#[no_mangle]
pub extern "C" fn button_a() {
    say("A");
}

#[no_mangle]
pub extern "C" fn button_b() {
    say("B");
}

#[no_mangle]
pub extern "C" fn button_up() {
    say("up");
}

#[no_mangle]
pub extern "C" fn button_down() {
    say("down");
}

#[no_mangle]
pub extern "C" fn button_left() {
    say("left");
}

#[no_mangle]
pub extern "C" fn button_right() {
    say("right");
}

#[no_mangle]
pub extern "C" fn button_select() {
    say("SELECT");
}

#[no_mangle]
pub extern "C" fn button_start() {
    say("START");
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
