// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.

import { free, lower } from "./tinywasm";

// HTTP/1.1 as a client, one exchange at a time for each module. Grants say with whom, as
// hosts = ["http://api.local:80"] or "https://api.local:443", and how many bytes a second. Functions
// answer 0 or more; else -2 that is no method, URL or header, -3 not now, -4 it is too large, -5 too
// many names are being looked up, -12 this device has no TLS, -22 the time is over, -25 the server
// does not prove that it is the one, -30 nobody has that name, or no such header came, -33 what came
// is no HTTP, -34 the connection has failed. What waits lets other modules and the handlers of this
// one run; meanwhile its bytes stay where they are.
export namespace http {
  export namespace core {
    @external("http", "request")
    export declare function request(
      p0: i32,
      p1: i32,
      p2: i32,
      p3: i32,
      p4: i32,
      p5: i32,
      p6: i32,
      p7: i32,
    ): i32;
    @external("http", "read")
    export declare function read(p0: i32, p1: i32): i32;
    @external("http", "header")
    export declare function header(p0: i32, p1: i32, p2: i32, p3: i32): i32;
    @external("http", "set_timeout")
    export declare function setTimeout(p0: i32): i32;
    @external("http", "close")
    export declare function close(): i32;
    @external("http", "problem")
    export declare function problem(p0: i32, p1: i32): i32;
  }

  // Sends a request and waits for the answer's status, 200 and its kin. url is
  // http://HOST[:PORT][/PATH], or https:// for TLS: then the server has to show a certificate for
  // HOST of an authority that the device trusts. headers are lines that each end with CR LF, or
  // nothing. An exchange that goes on is given up.
  export function request(
    method: string,
    url: string,
    headers: string,
    body: StaticArray<u8>,
  ): i32 {
    const text0 = lower(method);
    const text1 = lower(url);
    const text2 = lower(headers);
    const result = core.request(
      i32(text0 + 4),
      load<i32>(text0),
      i32(text1 + 4),
      load<i32>(text1),
      i32(text2 + 4),
      load<i32>(text2),
      i32(changetype<usize>(body)),
      body.length,
    );
    free(text2);
    free(text1);
    free(text0);
    return result;
  }

  // Waits for the next bytes of the answer's body, and gives how many have come; 0: that was all.
  export function read(buffer: StaticArray<u8>): i32 {
    const result = core.read(i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  // What the answer's header of this name says; its size. Of long heads only the beginning is
  // kept.
  export function header(name: string, value: StaticArray<u8>): i32 {
    const text3 = lower(name);
    const result = core.header(
      i32(text3 + 4),
      load<i32>(text3),
      i32(changetype<usize>(value)),
      value.length,
    );
    free(text3);
    return result;
  }

  // So long a request waits for its status, and a read for bytes, at most; 30 s unless said.
  export function setTimeout(ms: u32): i32 {
    const result = core.setTimeout(i32(ms));
    return result;
  }

  export function close(): i32 {
    const result = core.close();
    return result;
  }

  // Why the last request was answered with -25 or -34, and what to do, as "the certificate has
  // expired: check the clock, and renew it on the server"; its size, 0 if nothing more is known.
  export function problem(text: StaticArray<u8>): u32 {
    const result = core.problem(i32(changetype<usize>(text)), text.length);
    return u32(result);
  }
}
