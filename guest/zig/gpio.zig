// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Pins, by the chip's numbers. Functions answer 0 or a level; else -1 there is no such pin, -2 it
/// cannot do that, -3 it failed.
pub const gpio = struct {
    pub const Mode = enum(i32) {
        input,
        input_pull_up,
        input_pull_down,
        output,
    };

    pub const Edges = packed struct(u32) {
        rising: bool = false,
        falling: bool = false,
        _: u30 = 0,
    };

    const raw = struct {
        extern "gpio" fn configure(p0: i32, p1: i32) i32;
        extern "gpio" fn write(p0: i32, p1: i32) i32;
        extern "gpio" fn read(p0: i32) i32;
        extern "gpio" fn watch(p0: i32, p1: i32) i32;
    };

    pub fn configure(pin: u32, mode: Mode) i32 {
        const result = raw.configure(@as(i32, @bitCast(pin)), @backingInt(mode));
        return result;
    }

    pub fn write(pin: u32, is_high: bool) i32 {
        const result = raw.write(@as(i32, @bitCast(pin)), @as(i32, @intFromBool(is_high)));
        return result;
    }

    /// 0 or 1.
    pub fn read(pin: u32) i32 {
        const result = raw.read(@as(i32, @bitCast(pin)));
        return result;
    }

    /// From now on each such edge calls the module's export `on_pin (pin i32, level i32)`, with the
    /// level that the pin had then; no edges: no more. -5: another module watches the pin.
    pub fn watch(pin: u32, edges: Edges) i32 {
        const result = raw.watch(@as(i32, @bitCast(pin)), @as(i32, @bitCast(edges)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
