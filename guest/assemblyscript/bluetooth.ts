// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.

import { free, lower } from "./tinywasm";

// Bluetooth Low Energy: a server of values that others read, write and are told of, and a client
// of such servers. Functions answer 0 or more; else -1 there is no controller, or it is silent;
// -2 it cannot do that (a wrong UUID, number or name, or not in this order); -3 every place is
// taken; -4 the other side did not answer in time; -5 another module has it; -6 the link is gone;
// -7 the other side has no such thing; -8 the other side refuses. UUIDs are texts: `181a`, or 36
// characters with dashes.
//
// What happens calls the module's export `on_bluetooth (event i32, number i32)`:
// 1 a link has come to this module's server, number being the link; 2 a link is gone;
// 3 a characteristic was written; 4 it was subscribed to, or no more; 5 a remote characteristic
// has told its value; 6 advertisers were found; 7 both sides are to compare the link's number.
export namespace bluetooth {
  export namespace core {
    @external("bluetooth", "is_ready")
    export declare function isReady(): i32;
    @external("bluetooth", "service")
    export declare function service(p0: i32, p1: i32): i32;
    @external("bluetooth", "characteristic")
    export declare function characteristic(p0: i32, p1: i32, p2: i32, p3: i32): i32;
    @external("bluetooth", "publish")
    export declare function publish(p0: i32): i32;
    @external("bluetooth", "set")
    export declare function set_(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "get")
    export declare function get_(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "advertise")
    export declare function advertise(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "scan")
    export declare function scan(p0: i32): i32;
    @external("bluetooth", "found")
    export declare function found(p0: i32, p1: i32): i32;
    @external("bluetooth", "connect")
    export declare function connect(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "disconnect")
    export declare function disconnect(p0: i32): i32;
    @external("bluetooth", "find")
    export declare function find(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32): i32;
    @external("bluetooth", "read")
    export declare function read(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "write")
    export declare function write(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "watch")
    export declare function watch(p0: i32, p1: i32): i32;
    @external("bluetooth", "told")
    export declare function told(p0: i32, p1: i32, p2: i32): i32;
    @external("bluetooth", "pair")
    export declare function pair(p0: i32): i32;
    @external("bluetooth", "number")
    export declare function number(p0: i32): i32;
    @external("bluetooth", "confirm")
    export declare function confirm(p0: i32, p1: i32): i32;
  }

  // 1: the controller answers, 0: not yet.
  export function isReady(): i32 {
    const result = core.isReady();
    return result;
  }

  // Begins a service of this module, and gives its number.
  export function service(uuid: string): i32 {
    const text0 = lower(uuid);
    const result = core.service(i32(text0 + 4), load<i32>(text0));
    free(text0);
    return result;
  }

  // Adds a characteristic to a service that is not published yet, and gives its number.
  // properties: 1 read, 2 write, 4 write without an answer, 8 notify; 16 on an encrypted link
  // alone, 32 on one whose sides have compared a number.
  export function characteristic(service: u32, uuid: string, properties: u32): i32 {
    const text1 = lower(uuid);
    const result = core.characteristic(
      i32(service),
      i32(text1 + 4),
      load<i32>(text1),
      i32(properties),
    );
    free(text1);
    return result;
  }

  // From now on others see it.
  export function publish(service: u32): i32 {
    const result = core.publish(i32(service));
    return result;
  }

  // Puts a new value, at most 64 bytes, and tells it to who has subscribed.
  export function set_(characteristic: u32, value: StaticArray<u8>): i32 {
    const result = core.set_(i32(characteristic), i32(changetype<usize>(value)), value.length);
    return result;
  }

  // The value, as it was set or written last; its size.
  export function get_(characteristic: u32, buffer: StaticArray<u8>): i32 {
    const result = core.get_(
      i32(characteristic),
      i32(changetype<usize>(buffer)),
      buffer.length,
    );
    return result;
  }

  // Says the name, and this module's services, every so many milliseconds, to whoever listens, and
  // takes links. 0 ms ends it.
  export function advertise(name: string, intervalMs: u32): i32 {
    const text2 = lower(name);
    const result = core.advertise(i32(text2 + 4), load<i32>(text2), i32(intervalMs));
    free(text2);
    return result;
  }

  // Listens to advertisers for so many milliseconds; 0 ends it.
  export function scan(ms: u32): i32 {
    const result = core.scan(i32(ms));
    return result;
  }

  // The next that was found, and its size, 0 for none: strength in dBm (a signed byte), 6 bytes of
  // address (the last first), 1 for a random address, name.
  export function found(buffer: StaticArray<u8>): i32 {
    const result = core.found(i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  // Looks for an advertiser of this name and connects to it; gives the link.
  export function connect(name: string, ms: u32): i32 {
    const text3 = lower(name);
    const result = core.connect(i32(text3 + 4), load<i32>(text3), i32(ms));
    free(text3);
    return result;
  }

  export function disconnect(link: u32): i32 {
    const result = core.disconnect(i32(link));
    return result;
  }

  // Looks for a characteristic of the other side, and gives its number here.
  export function find(link: u32, service: string, characteristic: string): i32 {
    const text4 = lower(service);
    const text5 = lower(characteristic);
    const result = core.find(
      i32(link),
      i32(text4 + 4),
      load<i32>(text4),
      i32(text5 + 4),
      load<i32>(text5),
    );
    free(text5);
    free(text4);
    return result;
  }

  // How many bytes.
  export function read(remote: u32, buffer: StaticArray<u8>): i32 {
    const result = core.read(i32(remote), i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  export function write(remote: u32, value: StaticArray<u8>): i32 {
    const result = core.write(i32(remote), i32(changetype<usize>(value)), value.length);
    return result;
  }

  // Asks the other side to tell the value when it changes, or no more.
  export function watch(remote: u32, isOn: bool): i32 {
    const result = core.watch(i32(remote), i32(isOn));
    return result;
  }

  // The value that was told last; its size.
  export function told(remote: u32, buffer: StaticArray<u8>): i32 {
    const result = core.told(i32(remote), i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  // Encrypts the link, with keys of an earlier pairing or by pairing now.
  export function pair(link: u32): i32 {
    const result = core.pair(i32(link));
    return result;
  }

  // What both sides are to compare, 0 to 999999.
  export function number(link: u32): i32 {
    const result = core.number(i32(link));
    return result;
  }

  // Whether it was the same.
  export function confirm(link: u32, isSame: bool): i32 {
    const result = core.confirm(i32(link), i32(isSame));
    return result;
  }
}
