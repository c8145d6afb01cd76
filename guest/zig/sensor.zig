// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Sensors, whatever chip they are.
pub const sensor = struct {
    /// temperature: thousandths of a degree Celsius; humidity: relative, thousandths of a percent;
    /// pressure: pascals; light: thousandths of a percent of the brightest that the sensor can tell.
    pub const Quantity = enum(i32) {
        temperature,
        humidity,
        pressure,
        light,
    };

    pub const Problem = enum(i32) {
        /// nothing here measures that
        no_sensor,
        /// nobody answers
        no_answer,
        /// another chip answers, or the machine has no such bus
        wrong_chip,
        /// it broke off, or somebody else holds the bus
        broken_off,
        /// what came is not what the chip can have sent
        damaged,
    };

    pub const ResultS32Problem = union(enum) {
        ok: i32,
        err: Problem,
    };

    const raw = struct {
        extern "sensor" fn read(p0: i32, p1: i32) void;
    };

    /// Measures.
    pub fn read(quantity: Quantity) ResultS32Problem {
        var area: [1]u64 = undefined;
        const base = @intFromPtr(&area);
        raw.read(@backingInt(quantity), @as(i32, @bitCast(base)));
        const made0: ResultS32Problem = switch (@as(i32, load(u8, base))) {
            0 => of_made0: {
                break :of_made0 .{ .ok = load(i32, base + 4) };
            },
            else => of_made0: {
                break :of_made0 .{ .err = @as(Problem, @fromBackingInt(@as(i32, load(u8, base + 4)))) };
            },
        };
        return made0;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
