// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/hail is, in Zig.

const net = @import("net").net;

var answer: [16]u8 = undefined;

fn talk(socket: u32, port: u16) i32 {
    const connected = net.connect(socket, "127.0.0.1", port);
    if (connected < 0) return connected;
    const sent = net.send(socket, "hail");
    if (sent < 0) return sent;
    return net.receive(socket, &answer);
}

export fn hail(port: i32) i32 {
    const socket = net.tcp();
    if (socket < 0) return socket;
    defer _ = net.close(@intCast(socket));
    return talk(@intCast(socket), @intCast(port));
}
