// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#![allow(dead_code)]

//! WASM-4 for carts in Rust, without its standard library: a console of 160 x 160 pixels in four
//! colours, whose games have one memory of 64 KiB.
//!
//!     #[no_mangle]
//!     extern "C" fn update() {
//!         wasm4::draw_colors(2);
//!         wasm4::text("Hello", 60, 76);
//!     }
//!
//! guest/build makes a cart of it with the flags of modules/comets/link.flags, which say where the
//! console's part of the memory ends: they belong to every cart.
//!
//! `start` is called once, before the first `update`; `update` 60 times a second. Before each
//! update the screen is filled with colour 1, unless the cart asks for PRESERVE_FRAMEBUFFER.

use core::ptr;

pub const SCREEN_SIZE: i32 = 160;
pub const DISK_SIZE: usize = 1024;

pub const BUTTON_1: u8 = 0x01; // X
pub const BUTTON_2: u8 = 0x02; // Z
pub const BUTTON_LEFT: u8 = 0x10;
pub const BUTTON_RIGHT: u8 = 0x20;
pub const BUTTON_UP: u8 = 0x40;
pub const BUTTON_DOWN: u8 = 0x80;

pub const MOUSE_LEFT: u8 = 0x01;
pub const MOUSE_RIGHT: u8 = 0x02;
pub const MOUSE_MIDDLE: u8 = 0x04;

pub const PRESERVE_FRAMEBUFFER: u8 = 0x01;
pub const HIDE_GAMEPAD_OVERLAY: u8 = 0x02;

pub const BLIT_1BPP: u32 = 0x0;
pub const BLIT_2BPP: u32 = 0x1;
pub const BLIT_FLIP_X: u32 = 0x2;
pub const BLIT_FLIP_Y: u32 = 0x4;
pub const BLIT_ROTATE: u32 = 0x8; // a quarter turn to the left

pub const TONE_PULSE1: u32 = 0;
pub const TONE_PULSE2: u32 = 1;
pub const TONE_TRIANGLE: u32 = 2;
pub const TONE_NOISE: u32 = 3;
pub const TONE_MODE1: u32 = 0; // duty cycles of the pulses: 1/8, 1/4, 1/2, 3/4
pub const TONE_MODE2: u32 = 4;
pub const TONE_MODE3: u32 = 8;
pub const TONE_MODE4: u32 = 12;
pub const TONE_PAN_LEFT: u32 = 16;
pub const TONE_PAN_RIGHT: u32 = 32;
/// Frequencies are notes: number | 1/256 of a semitone << 8; 69 is 440 Hz.
pub const TONE_NOTE_MODE: u32 = 64;

mod raw {
    #[link(wasm_import_module = "env")]
    extern "C" {
        pub fn blit(sprite: *const u8, x: i32, y: i32, width: u32, height: u32, flags: u32);
        #[link_name = "blitSub"]
        pub fn blit_sub(
            sprite: *const u8, x: i32, y: i32, width: u32, height: u32, src_x: u32, src_y: u32,
            stride: u32, flags: u32,
        );
        pub fn line(x1: i32, y1: i32, x2: i32, y2: i32);
        pub fn hline(x: i32, y: i32, length: u32);
        pub fn vline(x: i32, y: i32, length: u32);
        pub fn oval(x: i32, y: i32, width: u32, height: u32);
        pub fn rect(x: i32, y: i32, width: u32, height: u32);
        pub fn text(chars: *const u8, x: i32, y: i32);
        #[link_name = "textUtf8"]
        pub fn text_utf8(chars: *const u8, bytes: u32, x: i32, y: i32);
        #[link_name = "textUtf16"]
        pub fn text_utf16(chars: *const u16, bytes: u32, x: i32, y: i32);
        pub fn tone(frequency: u32, duration: u32, volume: u32, flags: u32);
        pub fn diskr(target: *mut u8, bytes: u32) -> u32;
        pub fn diskw(source: *const u8, bytes: u32) -> u32;
        pub fn trace(chars: *const u8);
        #[link_name = "traceUtf8"]
        pub fn trace_utf8(chars: *const u8, bytes: u32);
        #[link_name = "traceUtf16"]
        pub fn trace_utf16(chars: *const u16, bytes: u32);
        pub fn tracef(format: *const u8, args: *const u32);
    }
}

// ---- the console's part of the memory -----------------------------------------------------------

/// Sets the four colours, each 0xRRGGBB.
pub fn palette(colors: &[u32; 4]) {
    for (i, color) in colors.iter().enumerate() {
        unsafe { ptr::write_volatile((0x04 as *mut u32).add(i), *color) }
    }
}

/// Four nibbles: 0 nothing, 1 to 4 that colour.
pub fn draw_colors(nibbles: u16) {
    unsafe { ptr::write_volatile(0x14 as *mut u16, nibbles) }
}

/// BUTTON_ bits of player 0 to 3.
pub fn gamepad(player: usize) -> u8 {
    unsafe { ptr::read_volatile((0x16 as *const u8).add(player & 3)) }
}

/// x, y and MOUSE_ bits; it may be outside of the screen.
pub fn mouse() -> (i16, i16, u8) {
    let at = 0x1a as *const i16;
    unsafe { (ptr::read_volatile(at), ptr::read_volatile(at.add(1)), *(0x1e as *const u8)) }
}

pub fn system_flags(flags: u8) {
    unsafe { ptr::write_volatile(0x1f as *mut u8, flags) }
}

/// Gives a pixel a colour of the palette, 0 to 3; nothing outside of the screen.
pub fn pixel(x: i32, y: i32, color: u8) {
    if !(0..SCREEN_SIZE).contains(&x) || !(0..SCREEN_SIZE).contains(&y) {
        return;
    }
    let shift = (x as u32 & 3) * 2;
    let byte = (0xa0 + (y * SCREEN_SIZE + x) / 4) as *mut u8;
    unsafe { *byte = *byte & !(3 << shift) | (color & 3) << shift }
}

// ---- drawing ------------------------------------------------------------------------------------

/// A sprite: one or two bits a pixel, the highest to the left, rows without gaps. A pixel of value
/// i has the colour of nibble i of the draw colours.
pub fn blit(sprite: &[u8], x: i32, y: i32, width: u32, height: u32, flags: u32) {
    unsafe { raw::blit(sprite.as_ptr(), x, y, width, height, flags) }
}

/// A part of a sprite: `from` is its upper left corner, and the sprite's rows have stride pixels.
pub fn blit_sub(
    sprite: &[u8], x: i32, y: i32, size: (u32, u32), from: (u32, u32), stride: u32, flags: u32,
) {
    let (width, height) = size;
    unsafe { raw::blit_sub(sprite.as_ptr(), x, y, width, height, from.0, from.1, stride, flags) }
}

/// Lines have the colour of nibble 0.
pub fn line(x1: i32, y1: i32, x2: i32, y2: i32) {
    unsafe { raw::line(x1, y1, x2, y2) }
}

pub fn hline(x: i32, y: i32, length: u32) {
    unsafe { raw::hline(x, y, length) }
}

pub fn vline(x: i32, y: i32, length: u32) {
    unsafe { raw::vline(x, y, length) }
}

/// Shapes are filled with nibble 0 and have an outline of nibble 1.
pub fn oval(x: i32, y: i32, width: u32, height: u32) {
    unsafe { raw::oval(x, y, width, height) }
}

pub fn rect(x: i32, y: i32, width: u32, height: u32) {
    unsafe { raw::rect(x, y, width, height) }
}

/// Letters of 8 x 8 pixels: nibble 0 is their colour, nibble 1 that behind them.
pub fn text(chars: &str, x: i32, y: i32) {
    text_bytes(chars.as_bytes(), x, y)
}

/// The same by the console's own codes, 0x80 to 0x87 the buttons'.
pub fn text_bytes(chars: &[u8], x: i32, y: i32) {
    unsafe { raw::text_utf8(chars.as_ptr(), chars.len() as u32, x, y) }
}

pub fn text_utf16(chars: &[u16], x: i32, y: i32) {
    unsafe { raw::text_utf16(chars.as_ptr(), chars.len() as u32 * 2, x, y) }
}

/// chars must end with "\0".
pub fn text_c(chars: &[u8], x: i32, y: i32) {
    if chars.last() == Some(&0) {
        unsafe { raw::text(chars.as_ptr(), x, y) }
    }
}

// ---- sound --------------------------------------------------------------------------------------

/// A frequency in Hz that slides to another one.
pub const fn slide(from: u32, to: u32) -> u32 {
    from | to << 16
}

/// Times of a tone, in 1/60 s.
pub const fn times(attack: u32, decay: u32, sustain: u32, release: u32) -> u32 {
    attack << 24 | decay << 16 | release << 8 | sustain
}

/// Volumes of up to 100, at the end of the attack and after the decay.
pub const fn volumes(peak: u32, sustain: u32) -> u32 {
    peak << 8 | sustain
}

/// A tone on the channel that flags say, instead of what sounds there.
pub fn tone(frequency: u32, duration: u32, volume: u32, flags: u32) {
    unsafe { raw::tone(frequency, duration, volume, flags) }
}

// ---- disk and messages --------------------------------------------------------------------------

/// Returns how many bytes were read.
pub fn disk_read(target: &mut [u8]) -> usize {
    unsafe { raw::diskr(target.as_mut_ptr(), target.len() as u32) as usize }
}

/// What is written stands for all of the disk. Returns how many bytes were written.
pub fn disk_write(source: &[u8]) -> usize {
    unsafe { raw::diskw(source.as_ptr(), source.len() as u32) as usize }
}

/// A line of text for the author.
pub fn trace(chars: &str) {
    unsafe { raw::trace_utf8(chars.as_ptr(), chars.len() as u32) }
}

/// The same; chars must end with "\0".
pub fn trace_c(chars: &[u8]) {
    if chars.last() == Some(&0) {
        unsafe { raw::trace(chars.as_ptr()) }
    }
}

pub fn trace_utf16(chars: &[u16]) {
    unsafe { raw::trace_utf16(chars.as_ptr(), chars.len() as u32 * 2) }
}

/// As printf: %c %d %x and, with a text's address, %s take one argument each, %f two.
///
/// # Safety
/// format ends with a NUL and asks for no more than args has, and each %s for a text that does.
pub unsafe fn tracef(format: &[u8], args: &[u32]) {
    raw::tracef(format.as_ptr(), args.as_ptr())
}
