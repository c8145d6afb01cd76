// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from entropy.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Random bytes from a physical source.
pub mod entropy {
    mod raw {
        #[link(wasm_import_module = "entropy")]
        extern "C" {
            #[link_name = "read"]
            pub fn read(p0: i32, p1: i32) -> i32;
        }
    }

    /// 0; else -1 there is no source, -3 it gives none.
    pub fn read(buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::read(buffer_.as_mut_ptr() as i32, buffer_.len() as i32);
            result
        }
    }
}
