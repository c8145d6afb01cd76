// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// The radio of a wireless network. A module sees and joins the networks that its grants name
/// (`wifi = ["TELLO-*"]`).
pub const wifi = struct {
    /// none: no radio answers; idle: in no network; lost: the network is gone, and is being looked
    /// for.
    pub const State = enum(i32) {
        none,
        idle,
        joining,
        joined,
        lost,
    };

    pub const Answer = enum(i32) {
        done,
        /// the network takes no such key
        wrong_key,
        /// nobody in reach has that name
        not_found,
        /// nobody answered in time
        timed_out,
        /// the radio says that it failed, and no more
        failed,
        /// no radio answers
        no_radio,
        /// somebody else has it, or it has another request to do
        busy,
        /// a name of 1 to 32 bytes, a key of 8 to 64 or none
        invalid,
    };

    pub const Security = enum(i32) {
        open,
        wep,
        wpa,
        wpa2,
        wpa3,
        other,
    };

    pub const Network = struct {
        /// bytes of its name
        size: u32,
        /// in dBm: -30 is near, -90 far
        signal: i32,
        channel: u32,
        security: Security,
    };

    const raw = struct {
        extern "wifi" fn scan() i32;
        extern "wifi" fn found(p0: i32, p1: i32, p2: i32, p3: i32) void;
        extern "wifi" fn join(p0: i32, p1: i32, p2: i32, p3: i32) i32;
        extern "wifi" fn leave() i32;
        extern "wifi" fn status() i32;
        extern "wifi" fn signal() i32;
    };

    /// Looks for networks; a few seconds.
    pub fn scan() Answer {
        const result = raw.scan();
        return @as(Answer, @fromBackingInt(result));
    }

    /// Number i of those that the last scan found, the strongest first; none past the end. ssid gets
    /// its name, 32 bytes at most, as far as there is room.
    pub fn found(i: u32, ssid: []u8) ?Network {
        var area: [3]u64 = undefined;
        const base = @intFromPtr(&area);
        raw.found(
            @as(i32, @bitCast(i)),
            @as(i32, @bitCast(@intFromPtr(ssid.ptr))),
            @as(i32, @bitCast(ssid.len)),
            @as(i32, @bitCast(base)),
        );
        const made0: ?Network = switch (@as(i32, load(u8, base))) {
            0 => of_made0: {
                break :of_made0 null;
            },
            else => of_made0: {
                break :of_made0 Network{ .size = @as(u32, @bitCast(load(i32, base + 4))), .signal = load(i32, base + 8), .channel = @as(u32, @bitCast(load(i32, base + 12))), .security = @as(Security, @fromBackingInt(@as(i32, load(u8, base + 16)))) };
            },
        };
        return made0;
    }

    /// Joins, and leaves the one before; key is "" for an open one. What is joined is the module's
    /// until it leaves or goes, and is joined again when it was lost.
    pub fn join(ssid: []const u8, key: []const u8) Answer {
        const result = raw.join(
            @as(i32, @bitCast(@intFromPtr(ssid.ptr))),
            @as(i32, @bitCast(ssid.len)),
            @as(i32, @bitCast(@intFromPtr(key.ptr))),
            @as(i32, @bitCast(key.len)),
        );
        return @as(Answer, @fromBackingInt(result));
    }

    pub fn leave() Answer {
        const result = raw.leave();
        return @as(Answer, @fromBackingInt(result));
    }

    pub fn status() State {
        const result = raw.status();
        return @as(State, @fromBackingInt(result));
    }

    /// Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
    pub fn signal() i32 {
        const result = raw.signal();
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
