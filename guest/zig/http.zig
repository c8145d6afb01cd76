// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// HTTP/1.1 as a client, one exchange at a time for each module. Grants say with whom, as
/// hosts = ["http://api.local:80"] or "https://api.local:443", and how many bytes a second. Functions
/// answer 0 or more; else -2 that is no method, URL or header, -3 not now, -4 it is too large, -5 too
/// many names are being looked up, -12 this device has no TLS, -22 the time is over, -25 the server
/// does not prove that it is the one, -30 nobody has that name, or no such header came, -33 what came
/// is no HTTP, -34 the connection has failed. What waits lets other modules and the handlers of this
/// one run; meanwhile its bytes stay where they are.
pub const http = struct {
    const raw = struct {
        extern "http" fn request(
            p0: i32,
            p1: i32,
            p2: i32,
            p3: i32,
            p4: i32,
            p5: i32,
            p6: i32,
            p7: i32,
        ) i32;
        extern "http" fn read(p0: i32, p1: i32) i32;
        extern "http" fn header(p0: i32, p1: i32, p2: i32, p3: i32) i32;
        extern "http" fn set_timeout(p0: i32) i32;
        extern "http" fn close() i32;
        extern "http" fn problem(p0: i32, p1: i32) i32;
    };

    /// Sends a request and waits for the answer's status, 200 and its kin. url is
    /// http://HOST[:PORT][/PATH], or https:// for TLS: then the server has to show a certificate for
    /// HOST of an authority that the device trusts. headers are lines that each end with CR LF, or
    /// nothing. An exchange that goes on is given up.
    pub fn request(method: []const u8, url: []const u8, headers: []const u8, body: []const u8) i32 {
        const result = raw.request(
            @as(i32, @bitCast(@intFromPtr(method.ptr))),
            @as(i32, @bitCast(method.len)),
            @as(i32, @bitCast(@intFromPtr(url.ptr))),
            @as(i32, @bitCast(url.len)),
            @as(i32, @bitCast(@intFromPtr(headers.ptr))),
            @as(i32, @bitCast(headers.len)),
            @as(i32, @bitCast(@intFromPtr(body.ptr))),
            @as(i32, @bitCast(body.len)),
        );
        return result;
    }

    /// Waits for the next bytes of the answer's body, and gives how many have come; 0: that was all.
    pub fn read(buffer_: []u8) i32 {
        const result = raw.read(
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    /// What the answer's header of this name says; its size. Of long heads only the beginning is
    /// kept.
    pub fn header(name: []const u8, value: []u8) i32 {
        const result = raw.header(
            @as(i32, @bitCast(@intFromPtr(name.ptr))),
            @as(i32, @bitCast(name.len)),
            @as(i32, @bitCast(@intFromPtr(value.ptr))),
            @as(i32, @bitCast(value.len)),
        );
        return result;
    }

    /// So long a request waits for its status, and a read for bytes, at most; 30 s unless said.
    pub fn set_timeout(ms: u32) i32 {
        const result = raw.set_timeout(@as(i32, @bitCast(ms)));
        return result;
    }

    pub fn close() i32 {
        const result = raw.close();
        return result;
    }

    /// Why the last request was answered with -25 or -34, and what to do, as "the certificate has
    /// expired: check the clock, and renew it on the server"; its size, 0 if nothing more is known.
    pub fn problem(text: []u8) u32 {
        const result = raw.problem(
            @as(i32, @bitCast(@intFromPtr(text.ptr))),
            @as(i32, @bitCast(text.len)),
        );
        return @as(u32, @bitCast(result));
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
