// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Buttons, debounced.
pub const buttons = struct {
    pub const Button = enum(i32) {
        a,
        b,
        up,
        down,
        left,
        right,
        select,
        start,
    };

    const raw = struct {
        extern "buttons" fn is_pressed(p0: i32) i32;
        extern "buttons" fn watch(p0: i32) void;
    };

    /// Whether it is pressed; not, if there is no such button.
    pub fn is_pressed(button: Button) bool {
        const result = raw.is_pressed(@backingInt(button));
        return result != 0;
    }

    /// From now on each press and each release of a button calls the module's on-button; or no more.
    pub fn watch(is_on: bool) void {
        raw.watch(@as(i32, @intFromBool(is_on)));
    }
};

/// What a module exports that watches.
pub const button_handler = struct {
    export fn on_button(p0: i32, p1: i32) void {
        root.on_button(@as(buttons.Button, @fromBackingInt(p0)), p1 != 0);
    }
};

comptime {
    _ = button_handler;
}

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
