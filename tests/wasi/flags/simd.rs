// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// 7: no lane of the product is 0, and two differences are negative.
#![no_std]
use core::arch::wasm32::*;

#[no_mangle]
pub extern "C" fn f(x: i32) -> i32 {
    let a = i32x4_splat(x);
    i32x4_all_true(i32x4_mul(a, i32x4(x, 2, 3, 4))) as i32
        + i32x4_bitmask(i32x4_sub(a, i32x4(1, 9, 3, 9))) as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
