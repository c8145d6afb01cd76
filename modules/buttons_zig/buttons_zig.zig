// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/buttons is, in Zig.

extern "display" fn message(text: [*]const u8, size: usize) void;

fn say(text: []const u8) void {
    message(text.ptr, text.len);
}

export fn button_a() void {
    say("A");
}

export fn button_b() void {
    say("B");
}

export fn button_up() void {
    say("up");
}

export fn button_down() void {
    say("down");
}

export fn button_left() void {
    say("left");
}

export fn button_right() void {
    say("right");
}

export fn button_select() void {
    say("SELECT");
}

export fn button_start() void {
    say("START");
}
