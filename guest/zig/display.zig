// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// The board's display (tinywasm/display.h). Drawing changes a frame, `show` sends what has changed.
/// x counts from the left edge, y from the upper one, in pixels; what lies outside is left out. A
/// color is 0xRRGGBB; the display shows what it can.
pub const display = struct {
    const raw = struct {
        extern "display" fn width() i32;
        extern "display" fn height() i32;
        extern "display" fn clear() void;
        extern "display" fn pixel(p0: i32, p1: i32, p2: i32) void;
        extern "display" fn line(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32) void;
        extern "display" fn rect(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32) void;
        extern "display" fn fill_rect(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32) void;
        extern "display" fn bitmap(
            p0: i32,
            p1: i32,
            p2: i32,
            p3: i32,
            p4: i32,
            p5: i32,
            p6: i32,
        ) void;
        extern "display" fn text(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) void;
        extern "display" fn show() i32;
        extern "display" fn message(p0: i32, p1: i32) void;
        extern "display" fn message1(p0: i32, p1: i32) void;
    };

    pub fn width() u32 {
        const result = raw.width();
        return @as(u32, @bitCast(result));
    }

    pub fn height() u32 {
        const result = raw.height();
        return @as(u32, @bitCast(result));
    }

    /// All of it black.
    pub fn clear() void {
        raw.clear();
    }

    pub fn pixel(x: i32, y: i32, color: u32) void {
        raw.pixel(x, y, @as(i32, @bitCast(color)));
    }

    /// Both ends are included.
    pub fn line(x0: i32, y0: i32, x1: i32, y1: i32, color: u32) void {
        raw.line(x0, y0, x1, y1, @as(i32, @bitCast(color)));
    }

    /// A frame of one pixel.
    pub fn rect(x: i32, y: i32, width_: i32, height_: i32, color: u32) void {
        raw.rect(x, y, width_, height_, @as(i32, @bitCast(color)));
    }

    pub fn fill_rect(x: i32, y: i32, width_: i32, height_: i32, color: u32) void {
        raw.fill_rect(x, y, width_, height_, @as(i32, @bitCast(color)));
    }

    /// Rows from top to bottom, each begins with a byte, the most significant bit is to the left; the
    /// pixels whose bits are 1 get the color. Traps if bits has fewer than
    /// (width + 7) / 8 * height bytes.
    pub fn bitmap(x: i32, y: i32, width_: u32, height_: u32, bits: []const u8, color: u32) void {
        raw.bitmap(
            x,
            y,
            @as(i32, @bitCast(width_)),
            @as(i32, @bitCast(height_)),
            @as(i32, @bitCast(@intFromPtr(bits.ptr))),
            @as(i32, @bitCast(bits.len)),
            @as(i32, @bitCast(color)),
        );
    }

    /// Characters of 5 x 8 pixels times size, 1 to 8. A line feed begins a new line at x.
    pub fn text(x: i32, y: i32, size: u32, text_: []const u8, color: u32) void {
        raw.text(
            x,
            y,
            @as(i32, @bitCast(size)),
            @as(i32, @bitCast(@intFromPtr(text_.ptr))),
            @as(i32, @bitCast(text_.len)),
            @as(i32, @bitCast(color)),
        );
    }

    /// False if the display did not take it.
    pub fn show() bool {
        const result = raw.show();
        return result != 0;
    }

    /// Clears, writes the text in as many lines as it needs, and shows.
    pub fn message(text_: []const u8) void {
        raw.message(@as(i32, @bitCast(@intFromPtr(text_.ptr))), @as(i32, @bitCast(text_.len)));
    }

    /// The same.
    pub fn message1(text_: []const u8) void {
        raw.message1(@as(i32, @bitCast(@intFromPtr(text_.ptr))), @as(i32, @bitCast(text_.len)));
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
