// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from entropy.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Random bytes from a physical source.
pub const entropy = struct {
    const raw = struct {
        extern "entropy" fn read(p0: i32, p1: i32) i32;
    };

    /// 0; else -1 there is no source, -3 it gives none.
    pub fn read(buffer_: []u8) i32 {
        const result = raw.read(
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
