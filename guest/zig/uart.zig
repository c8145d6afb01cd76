// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// The serial line that the application shares with modules: its console, as a rule.
pub const uart = struct {
    const raw = struct {
        extern "uart" fn read(p0: i32, p1: i32) i32;
        extern "uart" fn write(p0: i32, p1: i32) void;
    };

    /// Waits for bytes, and gives how many have come. 0 for a buffer without room; -5 while another
    /// module reads.
    pub fn read(buffer_: []u8) i32 {
        const result = raw.read(
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    pub fn write(data: []const u8) void {
        raw.write(@as(i32, @bitCast(@intFromPtr(data.ptr))), @as(i32, @bitCast(data.len)));
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
