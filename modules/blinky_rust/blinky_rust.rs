// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/blinky is, in Rust, without its standard library.
#![no_std]

use core::panic::PanicInfo;
use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

const OUTPUT: i32 = 1;

#[link(wasm_import_module = "env")]
extern "C" {
    #[link_name = "__tinygo_gpio_configure"]
    fn configure(pin: i32, mode: i32);
    #[link_name = "__tinygo_gpio_set"]
    fn set(pin: i32, level: i32);
    #[link_name = "__tinygo_gpio_get"]
    fn get(pin: i32) -> i32;
}

static LED_PIN: AtomicI32 = AtomicI32::new(0);

#[no_mangle]
pub extern "C" fn led(pin: i32) {
    LED_PIN.store(pin, Relaxed);
}

#[no_mangle]
pub extern "C" fn setup() {
    unsafe { configure(LED_PIN.load(Relaxed), OUTPUT) }
}

#[no_mangle]
pub extern "C" fn r#loop() {
    let pin = LED_PIN.load(Relaxed);
    unsafe { set(pin, (get(pin) == 0) as i32) }
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
