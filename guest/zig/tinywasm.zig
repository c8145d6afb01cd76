// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

//! What bindings in Zig stand on that are made by tw bindgen: where strings and lists lie that the
//! host gives. Those of a result lie in the buffer that the caller lends; those of an export's
//! parameters in `heap`, until the export returns.

const heap_bytes = 512;
var heap: [heap_bytes]u8 align(8) = undefined;
var used: usize = 0;
var lent: usize = 0;
var lent_bytes: usize = 0;

/// The next block that the host asks for lies here.
pub fn lend(base: usize, bytes: usize) void {
    lent = base;
    lent_bytes = bytes;
}

/// Takes back what the host was given of the heap.
pub fn release() void {
    used = 0;
}

/// What the host wrote.
pub fn slice(comptime T: type, base: i32, count: i32) []const T {
    const size: usize = @as(u32, @bitCast(count));
    if (size == 0) return &.{};
    return @as([*]const T, @ptrFromInt(@as(u32, @bitCast(base))))[0..size];
}

// The host asks for a block (old of 0), or makes the last one smaller.
export fn cabi_realloc(old: usize, old_bytes: usize, alignment: usize, bytes: usize) usize {
    _ = old_bytes;
    if (old != 0) return old;
    if (lent != 0) {
        const base = lent;
        lent = 0;
        return if (bytes <= lent_bytes) base else 0;
    }
    const begin = (used + alignment - 1) & ~(alignment - 1);
    if (begin > heap_bytes or bytes > heap_bytes - begin) @trap();
    used = begin + bytes;
    return @intFromPtr(&heap) + begin;
}
