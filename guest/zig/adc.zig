// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from adc.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Voltages, by the chip's numbers of channels.
pub const adc = struct {
    const raw = struct {
        extern "adc" fn read(p0: i32) i32;
    };

    /// 0 (ground) to 65,535 (the reference's voltage); else -1 there is no such channel, -3 it failed.
    pub fn read(channel: u32) i32 {
        const result = raw.read(@as(i32, @bitCast(channel)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
