// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Greetings, as things of the host that a module holds.
pub mod greeter {
    mod raw {
        #[link(wasm_import_module = "greeter")]
        extern "C" {
            #[link_name = "new"]
            pub fn new(p0: i32, p1: i32) -> i32;
            #[link_name = "hello"]
            pub fn hello(p0: i32, p1: i32, p2: i32);
            #[link_name = "print_u32"]
            pub fn print_u32(p0: i32);
            #[link_name = "drop"]
            pub fn drop(p0: i32);
        }
    }

    pub struct Greeting(pub(super) i32);

    impl Greeting {
        /// One that greets with text, as "Hello"; of longer ones than 15 bytes the first 15 count.
        pub fn new(text: &str) -> Greeting {
            unsafe {
                let result = raw::new(text.as_ptr() as i32, text.len() as i32);
                Greeting(result)
            }
        }

        /// Prints the greeting and a name: "Hello, world".
        pub fn hello(&self, name: &str) {
            unsafe {
                raw::hello(self.0, name.as_ptr() as i32, name.len() as i32);
            }
        }
    }

    /// Prints a number.
    pub fn print_u32(number: u32) {
        unsafe {
            raw::print_u32(number as i32);
        }
    }

    impl Drop for Greeting {
        fn drop(&mut self) {
            unsafe { raw::drop(self.0) }
        }
    }
}

pub mod greeter_module {
    #[export_name = "start"]
    unsafe extern "C" fn export_start() {
        super::super::start();
    }

    #[export_name = "update"]
    unsafe extern "C" fn export_update() {
        super::super::update();
    }
}
