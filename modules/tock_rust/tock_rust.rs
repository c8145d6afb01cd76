// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Counts for ever, ten times a second, in Rust.
#![no_std]
#![no_main]

mod hosted {
    #[link(wasm_import_module = "hosted")]
    extern "C" {
        pub fn count(number: i32);
    }
}

mod clock {
    #[link(wasm_import_module = "clock")]
    extern "C" {
        pub fn sleep_ms(ms: i32);
    }
}

#[no_mangle]
pub extern "C" fn run() {
    let mut number = 1;
    loop {
        unsafe {
            hosted::count(number);
            clock::sleep_ms(100);
        }
        number += 1;
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
