// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

//! A demo for WASM-4: stars, a planet with a ring and moons, a turning solid, comets and music. X
//! changes the colours, which stay on the disk.
#![no_std]

#[path = "../../guest/rust/panic.rs"]
mod panic;
#[path = "../../guest/rust/wasm4.rs"]
mod wasm4;

use wasm4::*;

const STARS: usize = 48;
const PALETTES: [[u32; 4]; 4] = [
    [0x0d0b26, 0x4b3b8f, 0xe0607e, 0xffe9c9],
    [0x071821, 0x306850, 0x86c06c, 0xe0f8cf],
    [0x10141f, 0x3b5b92, 0x7fc8f8, 0xf9f9ed],
    [0x221413, 0x7a3b2e, 0xe09f3e, 0xfff3b0],
];

/// 8 x 8, two bits a pixel: a comet's head, and behind it in the sheet its tail.
const SHEET: [u8; 32] = [
    0x01, 0x40, 0x00, 0x00, //
    0x06, 0x90, 0x05, 0x00, //
    0x1a, 0xe4, 0x50, 0x55, //
    0x1b, 0xf4, 0xaa, 0x80, //
    0x1b, 0xf4, 0xaa, 0x94, //
    0x1a, 0xe4, 0x50, 0x40, //
    0x06, 0x90, 0x05, 0x54, //
    0x01, 0x40, 0x00, 0x00,
];

/// 8 x 8, one bit a pixel: an arrow of the TinyWASM kind, for turning about.
const EMBLEM: [u8; 8] = [0x18, 0x3c, 0x7e, 0xdb, 0x99, 0x18, 0x18, 0x3c];

/// A quarter of a sine's wave, 64 steps to a turn, in 1/256.
const QUARTER: [i32; 17] =
    [0, 25, 50, 74, 98, 121, 142, 162, 181, 198, 213, 226, 237, 245, 251, 255, 256];

/// The corners of an octahedron, and pairs of them.
const CORNERS: [[i32; 3]; 6] =
    [[26, 0, 0], [-26, 0, 0], [0, 26, 0], [0, -26, 0], [0, 0, 26], [0, 0, -26]];
const EDGES: [(usize, usize); 12] = [
    (0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (1, 4), (1, 5), (2, 4), (2, 5), (3, 4), (3, 5),
];

/// Notes of a bar of sixteen steps each; 0 is a rest.
const MELODY: [u8; 32] = [
    72, 0, 76, 0, 79, 0, 84, 83, 0, 79, 0, 76, 74, 0, 71, 0, //
    69, 0, 72, 0, 76, 0, 81, 79, 0, 76, 0, 72, 74, 76, 74, 71,
];
const BASS: [u8; 8] = [48, 48, 43, 43, 45, 45, 41, 43];

struct Demo {
    frame: u32,
    last_pad: u8,
    colors: u8,
    noise: u32,
    stars: [(i16, i16, u8); STARS],
    levels: [i32; 4], // of the channels, as bars show them
}

static mut DEMO: Demo = Demo {
    frame: 0,
    last_pad: 0,
    colors: 0,
    noise: 0x1234_5678,
    stars: [(0, 0, 1); STARS],
    levels: [0; 4],
};

fn sine(step: i32) -> i32 {
    let step = step & 63;
    let within = (step & 15) as usize;
    match step >> 4 {
        0 => QUARTER[within],
        1 => QUARTER[16 - within],
        2 => -QUARTER[within],
        _ => -QUARTER[16 - within],
    }
}

fn cosine(step: i32) -> i32 {
    sine(step + 16)
}

impl Demo {
    fn random(&mut self, limit: u32) -> u32 {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 17;
        self.noise ^= self.noise << 5;
        self.noise % limit
    }

    // ---- what is on the disk --------------------------------------------------------------------

    fn read_colors(&mut self) {
        let mut kept = [0u8; 2];
        if disk_read(&mut kept) == 2 && kept[0] == b'c' {
            self.colors = kept[1] & 3;
        }
    }

    fn change_colors(&mut self) {
        self.colors = (self.colors + 1) & 3;
        palette(&PALETTES[self.colors as usize]);
        let count = disk_write(&[b'c', self.colors]);
        let args = [b'c' as u32, self.colors as u32, count as u32, b"disk\0".as_ptr() as u32];
        unsafe { tracef(b"%c%d: 0x%x bytes to the %s\0", &args) }
    }

    // ---- the picture ----------------------------------------------------------------------------

    fn scatter_stars(&mut self) {
        for i in 0..STARS {
            let x = self.random(SCREEN_SIZE as u32) as i16;
            let y = self.random(SCREEN_SIZE as u32) as i16;
            self.stars[i] = (x, y, 1 + self.random(3) as u8);
        }
    }

    fn draw_stars(&mut self) {
        for star in self.stars.iter_mut() {
            star.0 -= star.2 as i16;
            if star.0 < 0 {
                star.0 += SCREEN_SIZE as i16;
            }
            pixel(star.0 as i32, star.1 as i32, star.2);
        }
    }

    fn draw_moon(&self, turn: i32, distance: i32, size: u32) {
        let x = 80 + cosine(turn) * distance / 256 - size as i32 / 2;
        let y = 70 + sine(turn) * distance / 1024 - size as i32 / 2;
        oval(x, y, size, size);
    }

    /// Moons whose turn is in the lower half are before the planet.
    fn draw_moons(&self, is_before: bool) {
        for (i, size) in [(0, 9), (1, 7), (2, 5)] {
            let turn = (self.frame as i32 / (2 + i) + i * 21) & 63;
            draw_colors(0x34);
            if (turn < 32) == is_before {
                self.draw_moon(turn, 52 + 8 * i, size);
            }
        }
    }

    fn draw_planet(&self) {
        draw_colors(0x23);
        oval(54, 44, 52, 52);
        draw_colors(2);
        for i in 0..6 {
            let drift = (self.frame / 4) as i32;
            let width = 10 + (sine(i * 9 + drift / 3) + 256) / 24;
            hline(80 - width / 2 + sine(drift + i * 11) / 32, 52 + i * 7, width as u32);
        }
        draw_colors(0x40);
        oval(40, 64, 80, 13);
    }

    fn project(&self, corner: &[i32; 3]) -> (i32, i32) {
        let (a, b) = (self.frame as i32 / 2, self.frame as i32 / 3);
        let [x, y, z] = *corner;
        let (x, z) = ((x * cosine(a) - z * sine(a)) / 256, (x * sine(a) + z * cosine(a)) / 256);
        let (y, z) = ((y * cosine(b) - z * sine(b)) / 256, (y * sine(b) + z * cosine(b)) / 256);
        (28 + x * 90 / (110 + z), 122 + y * 90 / (110 + z))
    }

    fn draw_solid(&self) {
        draw_colors(3);
        for (from, to) in EDGES {
            let (x1, y1) = self.project(&CORNERS[from]);
            let (x2, y2) = self.project(&CORNERS[to]);
            line(x1, y1, x2, y2);
        }
    }

    fn draw_comets(&self) {
        draw_colors(0x4320);
        for i in 0..3 {
            let along = (self.frame as i32 * (i + 2) / 2 + i * 70) % 240;
            let (x, y) = (190 - along, 16 + i * 18 + along / 4);
            let flags = BLIT_2BPP | if self.frame & 8 != 0 { BLIT_FLIP_Y } else { 0 };
            blit_sub(&SHEET, x + 8, y, (8, 8), (8, 0), 16, flags);
            blit_sub(&SHEET, x, y, (8, 8), (0, 0), 16, BLIT_2BPP);
        }
    }

    /// All eight ways to turn it.
    fn draw_emblem(&self) {
        let step = self.frame / 16 & 7;
        draw_colors(0x40);
        blit(&EMBLEM, 146, 4, 8, 8, step << 1 & (BLIT_FLIP_X | BLIT_FLIP_Y | BLIT_ROTATE));
    }

    fn draw_bars(&self) {
        for (i, level) in self.levels.iter().enumerate() {
            let x = 112 + i as i32 * 11;
            draw_colors(0x23);
            rect(x, 144 - level, 9, *level as u32 + 2);
        }
        draw_colors(2);
        vline(108, 116, 31);
        hline(108, 147, 48);
    }

    fn draw_title(&self) {
        let letters = *b"T\0I\0N\0Y\0W\0A\0S\0M\0";
        for (i, letter) in letters.chunks(2).enumerate() {
            let y = 6 + sine(self.frame as i32 + i as i32 * 5) / 85;
            draw_colors(if (self.frame as usize / 4 + i) % 16 < 2 { 4 } else { 3 });
            text_c(letter, 8 + i as i32 * 9, y);
        }
    }

    fn draw_scroller(&self) {
        let words = "WebAssembly on microcontrollers: 160 x 160 pixels, four colours, four voices";
        let x = SCREEN_SIZE - (self.frame % (words.len() as u32 * 8 + 160)) as i32;
        draw_colors(0x24);
        text(words, x, 151);
        let buttons = [0x80u16, 99, 111, 108, 111, 117, 114, 115]; // X colours
        draw_colors(2);
        if self.frame < 240 {
            text_utf16(&buttons, 84, 20);
        }
    }

    // ---- the music ------------------------------------------------------------------------------

    fn play(&mut self, channel: u32, note: u8, length: u32, volume: u32) {
        if note > 0 {
            let duty = if channel == TONE_PULSE1 { TONE_MODE2 } else { 0 };
            let flags = channel | duty | TONE_NOTE_MODE;
            tone(note as u32, times(1, 2, length, length), volumes(volume, volume / 2), flags);
            self.levels[(channel & 3) as usize] = 20 + note as i32 / 16;
        }
    }

    fn play_drum(&mut self, step: u32) {
        let (from, to, length) = if step % 8 == 4 { (900, 300, 6) } else { (260, 40, 4) };
        if step % 4 == 0 {
            tone(slide(from, to), times(0, 0, 1, length), volumes(30, 20), TONE_NOISE);
            self.levels[3] = 14 + length as i32;
        }
    }

    fn play_step(&mut self) {
        for level in self.levels.iter_mut() {
            *level -= (*level > 0) as i32;
        }
        if self.frame % 8 != 0 {
            return;
        }
        let step = self.frame / 8;
        let note = MELODY[(step % 32) as usize];
        self.play(TONE_PULSE1, note, 5, 36);
        if step % 4 == 2 && note > 12 {
            let side = if step & 4 != 0 { TONE_PAN_LEFT } else { TONE_PAN_RIGHT };
            self.play(TONE_PULSE2 | side, note - 12, 8, 24);
        }
        if step % 2 == 0 {
            self.play(TONE_TRIANGLE, BASS[(step / 8 % 8) as usize], 6, 50);
        }
        self.play_drum(step);
    }

    fn update(&mut self) {
        let pad = gamepad(0);
        if pad & !self.last_pad & BUTTON_1 != 0 {
            self.change_colors();
        }
        self.last_pad = pad;
        self.play_step();
        self.draw_stars();
        self.draw_moons(false);
        self.draw_planet();
        self.draw_moons(true);
        self.draw_solid();
        self.draw_comets();
        self.draw_bars();
        self.draw_emblem();
        self.draw_title();
        self.draw_scroller();
        self.frame += 1;
    }
}

fn demo() -> &'static mut Demo {
    unsafe { &mut *core::ptr::addr_of_mut!(DEMO) }
}

#[no_mangle]
extern "C" fn start() {
    demo().read_colors();
    demo().scatter_stars();
    palette(&PALETTES[demo().colors as usize]);
    trace_c(b"comets\0");
    trace("a demo for WASM-4");
    trace_utf16(&['o' as u16, 'k' as u16]);
}

#[no_mangle]
extern "C" fn update() {
    demo().update();
}
