// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What bindings in Rust stand on that are made by tw bindgen, as `mod tinywasm;` of the crate: where
// strings and lists lie that the host gives. Those of a result lie in the buffer that the caller
// lends; those of an export's parameters in HEAP, until the export returns.
#![allow(dead_code)]

use core::ptr::addr_of_mut;

const HEAP_BYTES: usize = 512;

#[repr(align(8))]
struct Heap([u8; HEAP_BYTES]);

static mut HEAP: Heap = Heap([0; HEAP_BYTES]);
static mut USED: usize = 0;
static mut LENT: usize = 0;
static mut LENT_BYTES: usize = 0;

/// The next block that the host asks for lies here.
pub unsafe fn lend<T>(buffer: &mut [T]) {
    LENT = buffer.as_mut_ptr() as usize;
    LENT_BYTES = core::mem::size_of_val(buffer);
}

/// Takes back what the host was given of the heap.
pub unsafe fn release() {
    USED = 0;
}

/// What the host wrote. An address of 0 is that of nothing.
pub unsafe fn slice<'a, T>(address: i32, count: i32) -> &'a [T] {
    if count == 0 {
        return &[];
    }
    core::slice::from_raw_parts(address as *const T, count as usize)
}

// The host asks for a block (old_address 0), or makes the last one smaller.
#[export_name = "cabi_realloc"]
unsafe extern "C" fn cabi_realloc(
    old_address: usize,
    _old_bytes: usize,
    align: usize,
    bytes: usize,
) -> usize {
    if old_address != 0 {
        return old_address;
    }
    if LENT != 0 {
        let address = LENT;
        LENT = 0;
        return if bytes <= LENT_BYTES { address } else { 0 };
    }
    let begin = (USED + align - 1) & !(align - 1);
    if begin > HEAP_BYTES || bytes > HEAP_BYTES - begin {
        core::arch::wasm32::unreachable()
    }
    USED = begin + bytes;
    addr_of_mut!(HEAP) as usize + begin
}
