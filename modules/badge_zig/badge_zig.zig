// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in Zig.

const badge = @import("badge").badge;

comptime {
    _ = @import("badge"); // for what it exports
}

var updates: u32 = 0;

pub fn start() void {
    badge.heading("TinyWASM");
    badge.set_text1("modules in any language");
    badge.set_text2("on any microcontroller");
}

pub fn update() void {
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
    badge.set_text3(digits[at..]);
}
