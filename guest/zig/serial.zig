// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Serial lines beside the console, by the chip's numbers. Functions answer 0 or how many bytes;
/// else -1 there is no such line, -2 it cannot do that or is not open, -5 another module has it.
pub const serial = struct {
    const raw = struct {
        extern "serial" fn open(p0: i32, p1: i32) i32;
        extern "serial" fn write(p0: i32, p1: i32, p2: i32) i32;
        extern "serial" fn read(p0: i32, p1: i32, p2: i32) i32;
        extern "serial" fn watch(p0: i32, p1: i32) i32;
    };

    /// Opens it, 8N1, or sets another speed. What is open is the module's until it goes.
    pub fn open(line: u32, baud: u32) i32 {
        const result = raw.open(@as(i32, @bitCast(line)), @as(i32, @bitCast(baud)));
        return result;
    }

    pub fn write(line: u32, data: []const u8) i32 {
        const result = raw.write(
            @as(i32, @bitCast(line)),
            @as(i32, @bitCast(@intFromPtr(data.ptr))),
            @as(i32, @bitCast(data.len)),
        );
        return result;
    }

    /// What has arrived, at most as much as there is room for; never waits.
    pub fn read(line: u32, buffer_: []u8) i32 {
        const result = raw.read(
            @as(i32, @bitCast(line)),
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    /// From now on bytes that arrive call the module's export `on_serial (line i32, count i32)`,
    /// count being how many can be read; or no more.
    pub fn watch(line: u32, is_on: bool) i32 {
        const result = raw.watch(@as(i32, @bitCast(line)), @as(i32, @intFromBool(is_on)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
