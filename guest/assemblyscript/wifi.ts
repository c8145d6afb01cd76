// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.

import { free, lower } from "./tinywasm";

// The radio of a wireless network. A module sees and joins the networks that its grants name
// (`wifi = ["TELLO-*"]`).
export namespace wifi {
  // none: no radio answers; idle: in no network; lost: the network is gone, and is being looked
  // for.
  export enum State {
    NONE = 0,
    IDLE = 1,
    JOINING = 2,
    JOINED = 3,
    LOST = 4,
  }

  export enum Answer {
    DONE = 0,
    // the network takes no such key
    WRONG_KEY = 1,
    // nobody in reach has that name
    NOT_FOUND = 2,
    // nobody answered in time
    TIMED_OUT = 3,
    // the radio says that it failed, and no more
    FAILED = 4,
    // no radio answers
    NO_RADIO = 5,
    // somebody else has it, or it has another request to do
    BUSY = 6,
    // a name of 1 to 32 bytes, a key of 8 to 64 or none
    INVALID = 7,
  }

  export enum Security {
    OPEN = 0,
    WEP = 1,
    WPA = 2,
    WPA2 = 3,
    WPA3 = 4,
    OTHER = 5,
  }

  export class Network {
    constructor(
      public size: u32,
      public signal: i32,
      public channel: u32,
      public security: Security,
    ) {}
  }

  export class OptionNetwork {
    tag: i32 = 0;
    static readonly NONE: i32 = 0;
    static readonly SOME: i32 = 1;
    some: Network | null = null;
  }

  export namespace core {
    @external("wifi", "scan")
    export declare function scan(): i32;
    @external("wifi", "found")
    export declare function found(p0: i32, p1: i32, p2: i32, p3: i32): void;
    @external("wifi", "join")
    export declare function join(p0: i32, p1: i32, p2: i32, p3: i32): i32;
    @external("wifi", "leave")
    export declare function leave(): i32;
    @external("wifi", "status")
    export declare function status(): i32;
    @external("wifi", "signal")
    export declare function signal(): i32;
  }

  // Looks for networks; a few seconds.
  export function scan(): Answer {
    const result = core.scan();
    return <Answer>result;
  }

  // Number i of those that the last scan found, the strongest first; none past the end. ssid gets
  // its name, 32 bytes at most, as far as there is room.
  export function found(i: u32, ssid: StaticArray<u8>): OptionNetwork {
    const base = memory.data(20, 8);
    core.found(i32(i), i32(changetype<usize>(ssid)), ssid.length, i32(base));
    const made0 = new OptionNetwork();
    made0.tag = i32(load<u8>(base));
    if (made0.tag == 1) {
      made0.some = new Network(u32(i32(load<u32>(base, 4))), load<i32>(base, 8), u32(i32(load<u32>(base, 12))), <Security>i32(load<u8>(base, 16)));
    }
    return made0;
  }

  // Joins, and leaves the one before; key is "" for an open one. What is joined is the module's
  // until it leaves or goes, and is joined again when it was lost.
  export function join(ssid: string, key: string): Answer {
    const text1 = lower(ssid);
    const text2 = lower(key);
    const result = core.join(
      i32(text1 + 4),
      load<i32>(text1),
      i32(text2 + 4),
      load<i32>(text2),
    );
    free(text2);
    free(text1);
    return <Answer>result;
  }

  export function leave(): Answer {
    const result = core.leave();
    return <Answer>result;
  }

  export function status(): State {
    const result = core.status();
    return <State>result;
  }

  // Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
  export function signal(): i32 {
    const result = core.signal();
    return result;
  }
}
