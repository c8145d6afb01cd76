// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// I2C, this chip being the master, by the chip's numbers of buses. Functions answer 0, else -1
/// there is no such bus, -2 it cannot do that, -3 it broke off, -4 nobody answers.
pub const i2c = struct {
    const raw = struct {
        extern "i2c" fn configure(p0: i32, p1: i32) i32;
        extern "i2c" fn transfer(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) i32;
    };

    /// The clock of the bus, for all who are on it.
    pub fn configure(bus: u32, hz: u32) i32 {
        const result = raw.configure(@as(i32, @bitCast(bus)), @as(i32, @bitCast(hz)));
        return result;
    }

    /// Sends `data`, then fills `answer`. Either may be empty.
    pub fn transfer(bus: u32, address: u32, data: []const u8, answer: []u8) i32 {
        const result = raw.transfer(
            @as(i32, @bitCast(bus)),
            @as(i32, @bitCast(address)),
            @as(i32, @bitCast(@intFromPtr(data.ptr))),
            @as(i32, @bitCast(data.len)),
            @as(i32, @bitCast(@intFromPtr(answer.ptr))),
            @as(i32, @bitCast(answer.len)),
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
