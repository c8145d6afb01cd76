// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/ping is, in Rust, without its standard library.
#![no_std]
#![no_main]

#[link(wasm_import_module = "hosted")]
extern "C" {
    fn pong();
}

#[no_mangle]
pub extern "C" fn ping() {
    unsafe { pong() }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
