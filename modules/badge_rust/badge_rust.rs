// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in Rust, without its standard library.
#![no_std]

#[link(wasm_import_module = "badge")]
extern "C" {
    fn heading(text: *const u8, size: usize);
    fn set_text1(text: *const u8, size: usize);
    fn set_text2(text: *const u8, size: usize);
    fn set_text3(text: *const u8, size: usize);
}

static mut UPDATES: u32 = 0;

#[no_mangle]
pub extern "C" fn start() {
    let (title, first, second) = ("TinyWASM", "modules in any language", "on any microcontroller");
    unsafe {
        heading(title.as_ptr(), title.len());
        set_text1(first.as_ptr(), first.len());
        set_text2(second.as_ptr(), second.len());
    }
}

#[no_mangle]
pub extern "C" fn update() {
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
    let text = &digits[at..];
    unsafe { set_text3(text.as_ptr(), text.len()) }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
