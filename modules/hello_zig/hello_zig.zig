// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What modules/hello is, in Zig.
const std = @import("std");
const File = std.Io.File;

pub fn main(init: std.process.Init) !u8 {
    const args = try init.minimal.args.toSlice(init.arena.allocator());
    if (args.len < 2) {
        try File.stderr().writeStreamingAll(init.io, "hello: whom? Give names\n");
        return 1;
    }
    var buffer: [256]u8 = undefined;
    var out: File.Writer = .initStreaming(.stdout(), init.io, &buffer);
    for (args[1..]) |name| {
        try out.interface.print("Hello, {s}!\n", .{name});
    }
    try out.interface.flush();
    return 0;
}
