// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from pwm.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Outputs that are high for a part of each period, by the chip's numbers of channels. Functions
/// answer 0, else -1 there is no such channel, -2 it cannot do that, -3 it failed.
pub const pwm = struct {
    const raw = struct {
        extern "pwm" fn start(p0: i32, p1: i32, p2: i32) i32;
        extern "pwm" fn stop(p0: i32) i32;
    };

    /// A channel that runs goes on with the new figures at the end of its period.
    pub fn start(channel: u32, period_ns: u32, high_ns: u32) i32 {
        const result = raw.start(
            @as(i32, @bitCast(channel)),
            @as(i32, @bitCast(period_ns)),
            @as(i32, @bitCast(high_ns)),
        );
        return result;
    }

    /// The output stays low.
    pub fn stop(channel: u32) i32 {
        const result = raw.stop(@as(i32, @bitCast(channel)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
