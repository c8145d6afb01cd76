// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// A connection to an MQTT broker (3.1.1), one for each module that uses it. Grants say which
/// brokers, as hosts = ["mqtt://broker.local:1883"] or "mqtts://broker.local:8883", and how many bytes
/// a second. Functions answer 0 or more; else -2 that is no host, port, topic or quality, -3 not
/// connected, or connected already, -4 it is too large, or too much is on its way, -5 too many names
/// are being looked up, -12 this device has no TLS, -22 the broker did not answer in time, -25 it
/// does not prove that it is the one, -30 nobody has that name, -34 the connection has failed. What
/// waits lets other modules and the handlers of this one run.
pub const mqtt = struct {
    const raw = struct {
        extern "mqtt" fn connect(
            p0: i32,
            p1: i32,
            p2: i32,
            p3: i32,
            p4: i32,
            p5: i32,
            p6: i32,
            p7: i32,
            p8: i32,
        ) i32;
        extern "mqtt" fn publish(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) i32;
        extern "mqtt" fn subscribe(p0: i32, p1: i32, p2: i32) i32;
        extern "mqtt" fn unsubscribe(p0: i32, p1: i32) i32;
        extern "mqtt" fn receive(p0: i32, p1: i32) i32;
        extern "mqtt" fn topic(p0: i32, p1: i32) i32;
        extern "mqtt" fn lost() i32;
        extern "mqtt" fn watch(p0: i32) i32;
        extern "mqtt" fn disconnect() i32;
        extern "mqtt" fn connect_secure(
            p0: i32,
            p1: i32,
            p2: i32,
            p3: i32,
            p4: i32,
            p5: i32,
            p6: i32,
            p7: i32,
            p8: i32,
        ) i32;
        extern "mqtt" fn problem(p0: i32, p1: i32) i32;
    };

    /// Waits until the broker has accepted; 1 to 5 if it refuses, as MQTT has it: 4 is a wrong name or
    /// password, 5 no right. client is this connection's name, which no other has; user and password
    /// may be empty. Subscriptions of an earlier connection are gone.
    pub fn connect(
        host: []const u8,
        port: u16,
        client: []const u8,
        user: []const u8,
        password: []const u8,
    ) i32 {
        const result = raw.connect(
            @as(i32, @bitCast(@intFromPtr(host.ptr))),
            @as(i32, @bitCast(host.len)),
            @as(i32, port),
            @as(i32, @bitCast(@intFromPtr(client.ptr))),
            @as(i32, @bitCast(client.len)),
            @as(i32, @bitCast(@intFromPtr(user.ptr))),
            @as(i32, @bitCast(user.len)),
            @as(i32, @bitCast(@intFromPtr(password.ptr))),
            @as(i32, @bitCast(password.len)),
        );
        return result;
    }

    /// Waits until it is on its way, or with a quality of 1 or 2 until the broker has it; 0. A broker
    /// keeps what is retained for those that subscribe later.
    pub fn publish(topic_: []const u8, payload: []const u8, quality: u8, retain: bool) i32 {
        const result = raw.publish(
            @as(i32, @bitCast(@intFromPtr(topic_.ptr))),
            @as(i32, @bitCast(topic_.len)),
            @as(i32, @bitCast(@intFromPtr(payload.ptr))),
            @as(i32, @bitCast(payload.len)),
            @as(i32, quality),
            @as(i32, @intFromBool(retain)),
        );
        return result;
    }

    /// Waits until the broker has taken it; 0. Topics may have + for one level and # for all below.
    pub fn subscribe(topic_: []const u8, quality: u8) i32 {
        const result = raw.subscribe(
            @as(i32, @bitCast(@intFromPtr(topic_.ptr))),
            @as(i32, @bitCast(topic_.len)),
            @as(i32, quality),
        );
        return result;
    }

    pub fn unsubscribe(topic_: []const u8) i32 {
        const result = raw.unsubscribe(
            @as(i32, @bitCast(@intFromPtr(topic_.ptr))),
            @as(i32, @bitCast(topic_.len)),
        );
        return result;
    }

    /// Waits for the next message, and gives its bytes and how many they are; what is longer than the
    /// buffer is lost. Messages wait in a small store, and then at the broker; a module that takes none
    /// for a minute and a half loses the connection.
    pub fn receive(payload: []u8) i32 {
        const result = raw.receive(
            @as(i32, @bitCast(@intFromPtr(payload.ptr))),
            @as(i32, @bitCast(payload.len)),
        );
        return result;
    }

    /// The topic of the message that receive has given last; its size.
    pub fn topic(topic_: []u8) i32 {
        const result = raw.topic(
            @as(i32, @bitCast(@intFromPtr(topic_.ptr))),
            @as(i32, @bitCast(topic_.len)),
        );
        return result;
    }

    /// How many messages were too large for the store since the connection began.
    pub fn lost() u32 {
        const result = raw.lost();
        return @as(u32, @bitCast(result));
    }

    /// From now on the module's export `on_mqtt (what i32, zero i32)` is called when a message has come
    /// (what is 1), or the connection has ended (2), and again after 100 ms while nothing is done
    /// about it; or no more.
    pub fn watch(is_on: bool) i32 {
        const result = raw.watch(@as(i32, @intFromBool(is_on)));
        return result;
    }

    /// Calls that wait end with -34.
    pub fn disconnect() i32 {
        const result = raw.disconnect();
        return result;
    }

    /// As connect, over TLS: the broker has to show a certificate for host of an authority that the
    /// device trusts. The grant is for mqtts.
    pub fn connect_secure(
        host: []const u8,
        port: u16,
        client: []const u8,
        user: []const u8,
        password: []const u8,
    ) i32 {
        const result = raw.connect_secure(
            @as(i32, @bitCast(@intFromPtr(host.ptr))),
            @as(i32, @bitCast(host.len)),
            @as(i32, port),
            @as(i32, @bitCast(@intFromPtr(client.ptr))),
            @as(i32, @bitCast(client.len)),
            @as(i32, @bitCast(@intFromPtr(user.ptr))),
            @as(i32, @bitCast(user.len)),
            @as(i32, @bitCast(@intFromPtr(password.ptr))),
            @as(i32, @bitCast(password.len)),
        );
        return result;
    }

    /// Why connect-secure was answered with -25 or -34, or the connection ended, and what to do; its
    /// size, 0 if nothing more is known.
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
