// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// The board's display (tinywasm/display.h). Drawing changes a frame, `show` sends what has changed.
/// x counts from the left edge, y from the upper one, in pixels; what lies outside is left out. A
/// color is 0xRRGGBB; the display shows what it can.
pub mod display {
    mod raw {
        #[link(wasm_import_module = "display")]
        extern "C" {
            #[link_name = "width"]
            pub fn width() -> i32;
            #[link_name = "height"]
            pub fn height() -> i32;
            #[link_name = "clear"]
            pub fn clear();
            #[link_name = "pixel"]
            pub fn pixel(p0: i32, p1: i32, p2: i32);
            #[link_name = "line"]
            pub fn line(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32);
            #[link_name = "rect"]
            pub fn rect(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32);
            #[link_name = "fill_rect"]
            pub fn fill_rect(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32);
            #[link_name = "bitmap"]
            pub fn bitmap(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32, p6: i32);
            #[link_name = "text"]
            pub fn text(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32);
            #[link_name = "show"]
            pub fn show() -> i32;
            #[link_name = "message"]
            pub fn message(p0: i32, p1: i32);
            #[link_name = "message1"]
            pub fn message1(p0: i32, p1: i32);
        }
    }

    pub fn width() -> u32 {
        unsafe {
            let result = raw::width();
            result as u32
        }
    }

    pub fn height() -> u32 {
        unsafe {
            let result = raw::height();
            result as u32
        }
    }

    /// All of it black.
    pub fn clear() {
        unsafe {
            raw::clear();
        }
    }

    pub fn pixel(x: i32, y: i32, color: u32) {
        unsafe {
            raw::pixel(x, y, color as i32);
        }
    }

    /// Both ends are included.
    pub fn line(x0: i32, y0: i32, x1: i32, y1: i32, color: u32) {
        unsafe {
            raw::line(x0, y0, x1, y1, color as i32);
        }
    }

    /// A frame of one pixel.
    pub fn rect(x: i32, y: i32, width: i32, height: i32, color: u32) {
        unsafe {
            raw::rect(x, y, width, height, color as i32);
        }
    }

    pub fn fill_rect(x: i32, y: i32, width: i32, height: i32, color: u32) {
        unsafe {
            raw::fill_rect(x, y, width, height, color as i32);
        }
    }

    /// Rows from top to bottom, each begins with a byte, the most significant bit is to the left; the
    /// pixels whose bits are 1 get the color. Traps if bits has fewer than
    /// (width + 7) / 8 * height bytes.
    pub fn bitmap(x: i32, y: i32, width: u32, height: u32, bits: &[u8], color: u32) {
        unsafe {
            raw::bitmap(
                x,
                y,
                width as i32,
                height as i32,
                bits.as_ptr() as i32,
                bits.len() as i32,
                color as i32,
            );
        }
    }

    /// Characters of 5 x 8 pixels times size, 1 to 8. A line feed begins a new line at x.
    pub fn text(x: i32, y: i32, size: u32, text: &str, color: u32) {
        unsafe {
            raw::text(x, y, size as i32, text.as_ptr() as i32, text.len() as i32, color as i32);
        }
    }

    /// False if the display did not take it.
    pub fn show() -> bool {
        unsafe {
            let result = raw::show();
            result != 0
        }
    }

    /// Clears, writes the text in as many lines as it needs, and shows.
    pub fn message(text: &str) {
        unsafe {
            raw::message(text.as_ptr() as i32, text.len() as i32);
        }
    }

    /// The same.
    pub fn message1(text: &str) {
        unsafe {
            raw::message1(text.as_ptr() as i32, text.len() as i32);
        }
    }
}
