// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Timers of a module's own, by numbers that it chooses.
pub const timers = struct {
    const raw = struct {
        extern "timers" fn start(p0: i32, p1: i32, p2: i32) i32;
        extern "timers" fn stop(p0: i32) i32;
    };

    /// Calls the module's export `on_timer (id i32, count i32)` when so many milliseconds have gone
    /// by, once or each time; count is the periods so far, those that were missed too. A timer that
    /// runs starts anew. -2 for 0 ms; -3 when every timer is taken.
    pub fn start(id: u32, ms: u32, is_periodic: bool) i32 {
        const result = raw.start(
            @as(i32, @bitCast(id)),
            @as(i32, @bitCast(ms)),
            @as(i32, @intFromBool(is_periodic)),
        );
        return result;
    }

    /// 0, also if it does not run.
    pub fn stop(id: u32) i32 {
        const result = raw.stop(@as(i32, @bitCast(id)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
