// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Sockets: UDP, and TCP as client and server, over IPv4. A host is a name or an address, as
/// "broker.local" or "10.0.2.2". Grants say which hosts, and which ports of its own, a module may
/// use, and how many bytes a second. A socket is a number, and the module's until it closes it or
/// goes. Functions answer 0 or more; else -2 that is no socket of this module, no host or no port,
/// -3 not for this socket now, -4 every socket is taken, or the datagram is too large, -22 the time
/// that set-timeout gave is over, -30 nobody has that name, -31 somebody has the port, -34 the
/// connection has failed, or there is no network. What waits lets other modules and the handlers of
/// this one run; meanwhile its bytes stay where they are.
pub const net = struct {
    const raw = struct {
        extern "net" fn resolve(p0: i32, p1: i32) i64;
        extern "net" fn udp(p0: i32) i32;
        extern "net" fn tcp() i32;
        extern "net" fn listen(p0: i32) i32;
        extern "net" fn accept(p0: i32) i32;
        extern "net" fn connect(p0: i32, p1: i32, p2: i32, p3: i32) i32;
        extern "net" fn send(p0: i32, p1: i32, p2: i32) i32;
        extern "net" fn send_to(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) i32;
        extern "net" fn end(p0: i32) i32;
        extern "net" fn receive(p0: i32, p1: i32, p2: i32) i32;
        extern "net" fn local(p0: i32) i64;
        extern "net" fn peer(p0: i32) i64;
        extern "net" fn set_timeout(p0: i32, p1: i32) i32;
        extern "net" fn watch(p0: i32, p1: i32) i32;
        extern "net" fn close(p0: i32) i32;
    };

    /// The address of a host: a.b.c.d is a << 24 | b << 16 | c << 8 | d.
    pub fn resolve(host: []const u8) i64 {
        const result = raw.resolve(
            @as(i32, @bitCast(@intFromPtr(host.ptr))),
            @as(i32, @bitCast(host.len)),
        );
        return result;
    }

    /// A socket for datagrams, on this port; 0: on any.
    pub fn udp(port: u16) i32 {
        const result = raw.udp(@as(i32, port));
        return result;
    }

    /// A socket for a connection.
    pub fn tcp() i32 {
        const result = raw.tcp();
        return result;
    }

    /// A socket that takes connections on this port.
    pub fn listen(port: u16) i32 {
        const result = raw.listen(@as(i32, port));
        return result;
    }

    /// Waits for a connection, and gives it as a socket of its own.
    pub fn accept(socket: u32) i32 {
        const result = raw.accept(@as(i32, @bitCast(socket)));
        return result;
    }

    /// Waits for the connection. For datagrams: says where `send` sends them to.
    pub fn connect(socket: u32, host: []const u8, port: u16) i32 {
        const result = raw.connect(
            @as(i32, @bitCast(socket)),
            @as(i32, @bitCast(@intFromPtr(host.ptr))),
            @as(i32, @bitCast(host.len)),
            @as(i32, port),
        );
        return result;
    }

    /// Waits until all bytes are taken, and gives how many: fewer if the time is over. Datagrams are
    /// sent whole.
    pub fn send(socket: u32, data: []const u8) i32 {
        const result = raw.send(
            @as(i32, @bitCast(socket)),
            @as(i32, @bitCast(@intFromPtr(data.ptr))),
            @as(i32, @bitCast(data.len)),
        );
        return result;
    }

    /// Sends a datagram.
    pub fn send_to(socket: u32, host: []const u8, port: u16, data: []const u8) i32 {
        const result = raw.send_to(
            @as(i32, @bitCast(socket)),
            @as(i32, @bitCast(@intFromPtr(host.ptr))),
            @as(i32, @bitCast(host.len)),
            @as(i32, port),
            @as(i32, @bitCast(@intFromPtr(data.ptr))),
            @as(i32, @bitCast(data.len)),
        );
        return result;
    }

    /// Sends no more: the peer sees the end.
    pub fn end(socket: u32) i32 {
        const result = raw.end(@as(i32, @bitCast(socket)));
        return result;
    }

    /// Waits for bytes, and gives how many have come; 0: the peer sends no more. Of a datagram that is
    /// longer than the buffer the rest is lost.
    pub fn receive(socket: u32, buffer_: []u8) i32 {
        const result = raw.receive(
            @as(i32, @bitCast(socket)),
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    /// Its own address, as resolve gives it, and port: address << 16 | port.
    pub fn local(socket: u32) i64 {
        const result = raw.local(@as(i32, @bitCast(socket)));
        return result;
    }

    /// The same of the peer: of the connection, or who sent the last datagram.
    pub fn peer(socket: u32) i64 {
        const result = raw.peer(@as(i32, @bitCast(socket)));
        return result;
    }

    /// What waits for this socket waits so long at most; 0: for ever.
    pub fn set_timeout(socket: u32, ms: u32) i32 {
        const result = raw.set_timeout(@as(i32, @bitCast(socket)), @as(i32, @bitCast(ms)));
        return result;
    }

    /// From now on the module's export `on_net (socket i32, what i32)` is called when receive or
    /// accept would not wait (what is 1), or the connection has failed (2), and again after 100 ms
    /// while nothing is done about it; or no more.
    pub fn watch(socket: u32, is_on: bool) i32 {
        const result = raw.watch(@as(i32, @bitCast(socket)), @as(i32, @intFromBool(is_on)));
        return result;
    }

    /// What was sent still goes out. Calls that wait for it end with -2.
    pub fn close(socket: u32) i32 {
        const result = raw.close(@as(i32, @bitCast(socket)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
