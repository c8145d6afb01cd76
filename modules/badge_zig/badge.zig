// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from badge.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// A badge: a heading and four lines of text. What is set stays until it is set again.
pub const badge = struct {
    const raw = struct {
        extern "badge" fn heading(p0: i32, p1: i32) void;
        extern "badge" fn set_text1(p0: i32, p1: i32) void;
        extern "badge" fn set_text2(p0: i32, p1: i32) void;
        extern "badge" fn set_text3(p0: i32, p1: i32) void;
        extern "badge" fn set_text4(p0: i32, p1: i32) void;
    };

    pub fn heading(text: []const u8) void {
        raw.heading(@as(i32, @bitCast(@intFromPtr(text.ptr))), @as(i32, @bitCast(text.len)));
    }

    pub fn set_text1(text: []const u8) void {
        raw.set_text1(@as(i32, @bitCast(@intFromPtr(text.ptr))), @as(i32, @bitCast(text.len)));
    }

    pub fn set_text2(text: []const u8) void {
        raw.set_text2(@as(i32, @bitCast(@intFromPtr(text.ptr))), @as(i32, @bitCast(text.len)));
    }

    pub fn set_text3(text: []const u8) void {
        raw.set_text3(@as(i32, @bitCast(@intFromPtr(text.ptr))), @as(i32, @bitCast(text.len)));
    }

    pub fn set_text4(text: []const u8) void {
        raw.set_text4(@as(i32, @bitCast(@intFromPtr(text.ptr))), @as(i32, @bitCast(text.len)));
    }
};

pub const badge_module = struct {
    export fn start() void {
        root.start();
    }

    export fn update() void {
        root.update();
    }
};

comptime {
    _ = badge_module;
}

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
