// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.

import { free, lower } from "./tinywasm";

// Sockets: UDP, and TCP as client and server, over IPv4. A host is a name or an address, as
// "broker.local" or "10.0.2.2". Grants say which hosts, and which ports of its own, a module may
// use, and how many bytes a second. A socket is a number, and the module's until it closes it or
// goes. Functions answer 0 or more; else -2 that is no socket of this module, no host or no port,
// -3 not for this socket now, -4 every socket is taken, or the datagram is too large, -22 the time
// that set-timeout gave is over, -30 nobody has that name, -31 somebody has the port, -34 the
// connection has failed, or there is no network. What waits lets other modules and the handlers of
// this one run; meanwhile its bytes stay where they are.
export namespace net {
  export namespace core {
    @external("net", "resolve")
    export declare function resolve(p0: i32, p1: i32): i64;
    @external("net", "udp")
    export declare function udp(p0: i32): i32;
    @external("net", "tcp")
    export declare function tcp(): i32;
    @external("net", "listen")
    export declare function listen(p0: i32): i32;
    @external("net", "accept")
    export declare function accept(p0: i32): i32;
    @external("net", "connect")
    export declare function connect(p0: i32, p1: i32, p2: i32, p3: i32): i32;
    @external("net", "send")
    export declare function send(p0: i32, p1: i32, p2: i32): i32;
    @external("net", "send_to")
    export declare function sendTo(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32): i32;
    @external("net", "end")
    export declare function end(p0: i32): i32;
    @external("net", "receive")
    export declare function receive(p0: i32, p1: i32, p2: i32): i32;
    @external("net", "local")
    export declare function local(p0: i32): i64;
    @external("net", "peer")
    export declare function peer(p0: i32): i64;
    @external("net", "set_timeout")
    export declare function setTimeout(p0: i32, p1: i32): i32;
    @external("net", "watch")
    export declare function watch(p0: i32, p1: i32): i32;
    @external("net", "close")
    export declare function close(p0: i32): i32;
  }

  // The address of a host: a.b.c.d is a << 24 | b << 16 | c << 8 | d.
  export function resolve(host: string): i64 {
    const text0 = lower(host);
    const result = core.resolve(i32(text0 + 4), load<i32>(text0));
    free(text0);
    return result;
  }

  // A socket for datagrams, on this port; 0: on any.
  export function udp(port: u16): i32 {
    const result = core.udp(i32(port));
    return result;
  }

  // A socket for a connection.
  export function tcp(): i32 {
    const result = core.tcp();
    return result;
  }

  // A socket that takes connections on this port.
  export function listen(port: u16): i32 {
    const result = core.listen(i32(port));
    return result;
  }

  // Waits for a connection, and gives it as a socket of its own.
  export function accept(socket: u32): i32 {
    const result = core.accept(i32(socket));
    return result;
  }

  // Waits for the connection. For datagrams: says where `send` sends them to.
  export function connect(socket: u32, host: string, port: u16): i32 {
    const text1 = lower(host);
    const result = core.connect(i32(socket), i32(text1 + 4), load<i32>(text1), i32(port));
    free(text1);
    return result;
  }

  // Waits until all bytes are taken, and gives how many: fewer if the time is over. Datagrams are
  // sent whole.
  export function send(socket: u32, data: StaticArray<u8>): i32 {
    const result = core.send(i32(socket), i32(changetype<usize>(data)), data.length);
    return result;
  }

  // Sends a datagram.
  export function sendTo(socket: u32, host: string, port: u16, data: StaticArray<u8>): i32 {
    const text2 = lower(host);
    const result = core.sendTo(
      i32(socket),
      i32(text2 + 4),
      load<i32>(text2),
      i32(port),
      i32(changetype<usize>(data)),
      data.length,
    );
    free(text2);
    return result;
  }

  // Sends no more: the peer sees the end.
  export function end(socket: u32): i32 {
    const result = core.end(i32(socket));
    return result;
  }

  // Waits for bytes, and gives how many have come; 0: the peer sends no more. Of a datagram that is
  // longer than the buffer the rest is lost.
  export function receive(socket: u32, buffer: StaticArray<u8>): i32 {
    const result = core.receive(i32(socket), i32(changetype<usize>(buffer)), buffer.length);
    return result;
  }

  // Its own address, as resolve gives it, and port: address << 16 | port.
  export function local(socket: u32): i64 {
    const result = core.local(i32(socket));
    return result;
  }

  // The same of the peer: of the connection, or who sent the last datagram.
  export function peer(socket: u32): i64 {
    const result = core.peer(i32(socket));
    return result;
  }

  // What waits for this socket waits so long at most; 0: for ever.
  export function setTimeout(socket: u32, ms: u32): i32 {
    const result = core.setTimeout(i32(socket), i32(ms));
    return result;
  }

  // From now on the module's export `on_net (socket i32, what i32)` is called when receive or
  // accept would not wait (what is 1), or the connection has failed (2), and again after 100 ms
  // while nothing is done about it; or no more.
  export function watch(socket: u32, isOn: bool): i32 {
    const result = core.watch(i32(socket), i32(isOn));
    return result;
  }

  // What was sent still goes out. Calls that wait for it end with -2.
  export function close(socket: u32): i32 {
    const result = core.close(i32(socket));
    return result;
  }
}
