// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in Zig.

extern "badge" fn heading(text: [*]const u8, size: usize) void;
extern "badge" fn set_text1(text: [*]const u8, size: usize) void;
extern "badge" fn set_text2(text: [*]const u8, size: usize) void;
extern "badge" fn set_text3(text: [*]const u8, size: usize) void;

var updates: u32 = 0;

export fn start() void {
    const title = "TinyWASM";
    heading(title, title.len);
    const first = "modules in any language";
    set_text1(first, first.len);
    const second = "on any microcontroller";
    set_text2(second, second.len);
}

export fn update() void {
    updates += 1;
    var digits: [10]u8 = undefined;
    var at: usize = digits.len;
    var left = updates;
    while (true) {
        at -= 1;
        digits[at] = '0' + @as(u8, @intCast(left % 10));
        left /= 10;
        if (left == 0) break;
    }
    set_text3(digits[at..].ptr, digits.len - at);
}
