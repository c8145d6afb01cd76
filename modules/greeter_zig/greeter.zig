// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Greetings, as things of the host that a module holds.
pub const greeter = struct {
    const raw = struct {
        extern "greeter" fn new(p0: i32, p1: i32) i32;
        extern "greeter" fn hello(p0: i32, p1: i32, p2: i32) void;
        extern "greeter" fn print_u32(p0: i32) void;
        extern "greeter" fn drop(p0: i32) void;
    };

    pub const Greeting = struct {
        handle: i32,

        /// One that greets with text, as "Hello"; of longer ones than 15 bytes the first 15 count.
        pub fn new(text: []const u8) Greeting {
            const result = raw.new(
                @as(i32, @bitCast(@intFromPtr(text.ptr))),
                @as(i32, @bitCast(text.len)),
            );
            return Greeting{ .handle = result };
        }

        /// Prints the greeting and a name: "Hello, world".
        pub fn hello(self: Greeting, name: []const u8) void {
            raw.hello(
                self.handle,
                @as(i32, @bitCast(@intFromPtr(name.ptr))),
                @as(i32, @bitCast(name.len)),
            );
        }

        /// Gives up a handle.
        pub fn drop(self: Greeting) void {
            raw.drop(self.handle);
        }
    };

    /// Prints a number.
    pub fn print_u32(number: u32) void {
        raw.print_u32(@as(i32, @bitCast(number)));
    }
};

pub const greeter_module = struct {
    export fn start() void {
        root.start();
    }

    export fn update() void {
        root.update();
    }
};

comptime {
    _ = greeter_module;
}

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
