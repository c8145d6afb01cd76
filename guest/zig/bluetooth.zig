// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.

const root = @import("root");
const tinywasm = @import("tinywasm");

/// Bluetooth Low Energy: a server of values that others read, write and are told of, and a client
/// of such servers. Functions answer 0 or more; else -1 there is no controller, or it is silent;
/// -2 it cannot do that (a wrong UUID, number or name, or not in this order); -3 every place is
/// taken; -4 the other side did not answer in time; -5 another module has it; -6 the link is gone;
/// -7 the other side has no such thing; -8 the other side refuses. UUIDs are texts: `181a`, or 36
/// characters with dashes.
///
/// What happens calls the module's export `on_bluetooth (event i32, number i32)`:
/// 1 a link has come to this module's server, number being the link; 2 a link is gone;
/// 3 a characteristic was written; 4 it was subscribed to, or no more; 5 a remote characteristic
/// has told its value; 6 advertisers were found; 7 both sides are to compare the link's number.
pub const bluetooth = struct {
    const raw = struct {
        extern "bluetooth" fn is_ready() i32;
        extern "bluetooth" fn service(p0: i32, p1: i32) i32;
        extern "bluetooth" fn characteristic(p0: i32, p1: i32, p2: i32, p3: i32) i32;
        extern "bluetooth" fn publish(p0: i32) i32;
        extern "bluetooth" fn set(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn get(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn advertise(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn scan(p0: i32) i32;
        extern "bluetooth" fn found(p0: i32, p1: i32) i32;
        extern "bluetooth" fn connect(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn disconnect(p0: i32) i32;
        extern "bluetooth" fn find(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32) i32;
        extern "bluetooth" fn read(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn write(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn watch(p0: i32, p1: i32) i32;
        extern "bluetooth" fn told(p0: i32, p1: i32, p2: i32) i32;
        extern "bluetooth" fn pair(p0: i32) i32;
        extern "bluetooth" fn number(p0: i32) i32;
        extern "bluetooth" fn confirm(p0: i32, p1: i32) i32;
    };

    /// 1: the controller answers, 0: not yet.
    pub fn is_ready() i32 {
        const result = raw.is_ready();
        return result;
    }

    /// Begins a service of this module, and gives its number.
    pub fn service(uuid: []const u8) i32 {
        const result = raw.service(
            @as(i32, @bitCast(@intFromPtr(uuid.ptr))),
            @as(i32, @bitCast(uuid.len)),
        );
        return result;
    }

    /// Adds a characteristic to a service that is not published yet, and gives its number.
    /// properties: 1 read, 2 write, 4 write without an answer, 8 notify; 16 on an encrypted link
    /// alone, 32 on one whose sides have compared a number.
    pub fn characteristic(service_: u32, uuid: []const u8, properties: u32) i32 {
        const result = raw.characteristic(
            @as(i32, @bitCast(service_)),
            @as(i32, @bitCast(@intFromPtr(uuid.ptr))),
            @as(i32, @bitCast(uuid.len)),
            @as(i32, @bitCast(properties)),
        );
        return result;
    }

    /// From now on others see it.
    pub fn publish(service_: u32) i32 {
        const result = raw.publish(@as(i32, @bitCast(service_)));
        return result;
    }

    /// Puts a new value, at most 64 bytes, and tells it to who has subscribed.
    pub fn set(characteristic_: u32, value: []const u8) i32 {
        const result = raw.set(
            @as(i32, @bitCast(characteristic_)),
            @as(i32, @bitCast(@intFromPtr(value.ptr))),
            @as(i32, @bitCast(value.len)),
        );
        return result;
    }

    /// The value, as it was set or written last; its size.
    pub fn get(characteristic_: u32, buffer_: []u8) i32 {
        const result = raw.get(
            @as(i32, @bitCast(characteristic_)),
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    /// Says the name, and this module's services, every so many milliseconds, to whoever listens, and
    /// takes links. 0 ms ends it.
    pub fn advertise(name: []const u8, interval_ms: u32) i32 {
        const result = raw.advertise(
            @as(i32, @bitCast(@intFromPtr(name.ptr))),
            @as(i32, @bitCast(name.len)),
            @as(i32, @bitCast(interval_ms)),
        );
        return result;
    }

    /// Listens to advertisers for so many milliseconds; 0 ends it.
    pub fn scan(ms: u32) i32 {
        const result = raw.scan(@as(i32, @bitCast(ms)));
        return result;
    }

    /// The next that was found, and its size, 0 for none: strength in dBm (a signed byte), 6 bytes of
    /// address (the last first), 1 for a random address, name.
    pub fn found(buffer_: []u8) i32 {
        const result = raw.found(
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    /// Looks for an advertiser of this name and connects to it; gives the link.
    pub fn connect(name: []const u8, ms: u32) i32 {
        const result = raw.connect(
            @as(i32, @bitCast(@intFromPtr(name.ptr))),
            @as(i32, @bitCast(name.len)),
            @as(i32, @bitCast(ms)),
        );
        return result;
    }

    pub fn disconnect(link: u32) i32 {
        const result = raw.disconnect(@as(i32, @bitCast(link)));
        return result;
    }

    /// Looks for a characteristic of the other side, and gives its number here.
    pub fn find(link: u32, service_: []const u8, characteristic_: []const u8) i32 {
        const result = raw.find(
            @as(i32, @bitCast(link)),
            @as(i32, @bitCast(@intFromPtr(service_.ptr))),
            @as(i32, @bitCast(service_.len)),
            @as(i32, @bitCast(@intFromPtr(characteristic_.ptr))),
            @as(i32, @bitCast(characteristic_.len)),
        );
        return result;
    }

    /// How many bytes.
    pub fn read(remote: u32, buffer_: []u8) i32 {
        const result = raw.read(
            @as(i32, @bitCast(remote)),
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    pub fn write(remote: u32, value: []const u8) i32 {
        const result = raw.write(
            @as(i32, @bitCast(remote)),
            @as(i32, @bitCast(@intFromPtr(value.ptr))),
            @as(i32, @bitCast(value.len)),
        );
        return result;
    }

    /// Asks the other side to tell the value when it changes, or no more.
    pub fn watch(remote: u32, is_on: bool) i32 {
        const result = raw.watch(@as(i32, @bitCast(remote)), @as(i32, @intFromBool(is_on)));
        return result;
    }

    /// The value that was told last; its size.
    pub fn told(remote: u32, buffer_: []u8) i32 {
        const result = raw.told(
            @as(i32, @bitCast(remote)),
            @as(i32, @bitCast(@intFromPtr(buffer_.ptr))),
            @as(i32, @bitCast(buffer_.len)),
        );
        return result;
    }

    /// Encrypts the link, with keys of an earlier pairing or by pairing now.
    pub fn pair(link: u32) i32 {
        const result = raw.pair(@as(i32, @bitCast(link)));
        return result;
    }

    /// What both sides are to compare, 0 to 999999.
    pub fn number(link: u32) i32 {
        const result = raw.number(@as(i32, @bitCast(link)));
        return result;
    }

    /// Whether it was the same.
    pub fn confirm(link: u32, is_same: bool) i32 {
        const result = raw.confirm(@as(i32, @bitCast(link)), @as(i32, @intFromBool(is_same)));
        return result;
    }
};

fn load(comptime T: type, base: usize) T {
    return @as(*const T, @ptrFromInt(base)).*;
}

fn save(comptime T: type, base: usize, value: T) void {
    @as(*T, @ptrFromInt(base)).* = value;
}
