// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from led.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// A LED: the board's own, as a rule.
pub const led = struct {
    const raw = struct {
        extern "led" fn set(p0: i32) void;
        extern "led" fn get() i32;
    };

    /// Lights it, or lets it go dark.
    pub fn set(is_lit: bool) void {
        raw.set(@as(i32, @intFromBool(is_lit)));
    }

    /// Whether it lights.
    pub fn get() bool {
        const result = raw.get();
        return result != 0;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
