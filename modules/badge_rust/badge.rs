// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from badge.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// A badge: a heading and four lines of text. What is set stays until it is set again.
pub mod badge {
    mod raw {
        #[link(wasm_import_module = "badge")]
        extern "C" {
            #[link_name = "heading"]
            pub fn heading(p0: i32, p1: i32);
            #[link_name = "set_text1"]
            pub fn set_text1(p0: i32, p1: i32);
            #[link_name = "set_text2"]
            pub fn set_text2(p0: i32, p1: i32);
            #[link_name = "set_text3"]
            pub fn set_text3(p0: i32, p1: i32);
            #[link_name = "set_text4"]
            pub fn set_text4(p0: i32, p1: i32);
        }
    }

    pub fn heading(text: &str) {
        unsafe {
            raw::heading(text.as_ptr() as i32, text.len() as i32);
        }
    }

    pub fn set_text1(text: &str) {
        unsafe {
            raw::set_text1(text.as_ptr() as i32, text.len() as i32);
        }
    }

    pub fn set_text2(text: &str) {
        unsafe {
            raw::set_text2(text.as_ptr() as i32, text.len() as i32);
        }
    }

    pub fn set_text3(text: &str) {
        unsafe {
            raw::set_text3(text.as_ptr() as i32, text.len() as i32);
        }
    }

    pub fn set_text4(text: &str) {
        unsafe {
            raw::set_text4(text.as_ptr() as i32, text.len() as i32);
        }
    }
}

pub mod badge_module {
    #[export_name = "start"]
    unsafe extern "C" fn export_start() {
        super::super::start();
    }

    #[export_name = "update"]
    unsafe extern "C" fn export_update() {
        super::super::update();
    }
}
