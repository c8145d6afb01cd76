// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/ping is, in Zig.

extern "hosted" fn pong() void;

export fn ping() void {
    pong();
}
