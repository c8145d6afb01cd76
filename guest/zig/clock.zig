// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Time since some moment.
pub const clock = struct {
    const raw = struct {
        extern "clock" fn now_ms() i32;
        extern "clock" fn now_us() i32;
        extern "clock" fn sleep_ms(p0: i32) void;
        extern "clock" fn every_ms(p0: i32) void;
    };

    /// Milliseconds; wraps.
    pub fn now_ms() u32 {
        const result = raw.now_ms();
        return @as(u32, @bitCast(result));
    }

    /// Microseconds; wraps after 71 minutes.
    pub fn now_us() u32 {
        const result = raw.now_us();
        return @as(u32, @bitCast(result));
    }

    /// Comes back after so many; below 0 is 0, which lets the others have a turn.
    pub fn sleep_ms(ms: i32) void {
        raw.sleep_ms(ms);
    }

    /// From now on, each time so many have gone by, the module's export `on_timer (period_ms i32,
    /// count i32)` is called, count being the periods so far, those that were missed too. 0 or less:
    /// no more.
    pub fn every_ms(period_ms: i32) void {
        raw.every_ms(period_ms);
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
