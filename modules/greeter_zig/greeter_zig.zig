// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/greeter_c is, in Zig.

const greeter = @import("greeter").greeter;

comptime {
    _ = @import("greeter"); // for what it exports
}

var greeting: greeter.Greeting = undefined;
var updates: u32 = 0;

pub fn start() void {
    greeting = greeter.Greeting.new("Hello");
    greeting.hello("world");
}

pub fn update() void {
    greeting.hello("again");
    updates += 1;
    greeter.print_u32(updates);
}
