// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.

import { free, lower } from "./tinywasm";

// A connection to an MQTT broker (3.1.1), one for each module that uses it. Grants say which
// brokers, as hosts = ["mqtt://broker.local:1883"] or "mqtts://broker.local:8883", and how many bytes
// a second. Functions answer 0 or more; else -2 that is no host, port, topic or quality, -3 not
// connected, or connected already, -4 it is too large, or too much is on its way, -5 too many names
// are being looked up, -12 this device has no TLS, -22 the broker did not answer in time, -25 it
// does not prove that it is the one, -30 nobody has that name, -34 the connection has failed. What
// waits lets other modules and the handlers of this one run.
export namespace mqtt {
  export namespace core {
    @external("mqtt", "connect")
    export declare function connect(
      p0: i32,
      p1: i32,
      p2: i32,
      p3: i32,
      p4: i32,
      p5: i32,
      p6: i32,
      p7: i32,
      p8: i32,
    ): i32;
    @external("mqtt", "publish")
    export declare function publish(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32): i32;
    @external("mqtt", "subscribe")
    export declare function subscribe(p0: i32, p1: i32, p2: i32): i32;
    @external("mqtt", "unsubscribe")
    export declare function unsubscribe(p0: i32, p1: i32): i32;
    @external("mqtt", "receive")
    export declare function receive(p0: i32, p1: i32): i32;
    @external("mqtt", "topic")
    export declare function topic(p0: i32, p1: i32): i32;
    @external("mqtt", "lost")
    export declare function lost(): i32;
    @external("mqtt", "watch")
    export declare function watch(p0: i32): i32;
    @external("mqtt", "disconnect")
    export declare function disconnect(): i32;
    @external("mqtt", "connect_secure")
    export declare function connectSecure(
      p0: i32,
      p1: i32,
      p2: i32,
      p3: i32,
      p4: i32,
      p5: i32,
      p6: i32,
      p7: i32,
      p8: i32,
    ): i32;
    @external("mqtt", "problem")
    export declare function problem(p0: i32, p1: i32): i32;
  }

  // Waits until the broker has accepted; 1 to 5 if it refuses, as MQTT has it: 4 is a wrong name or
  // password, 5 no right. client is this connection's name, which no other has; user and password
  // may be empty. Subscriptions of an earlier connection are gone.
  export function connect(
    host: string,
    port: u16,
    client: string,
    user: string,
    password: string,
  ): i32 {
    const text0 = lower(host);
    const text1 = lower(client);
    const text2 = lower(user);
    const text3 = lower(password);
    const result = core.connect(
      i32(text0 + 4),
      load<i32>(text0),
      i32(port),
      i32(text1 + 4),
      load<i32>(text1),
      i32(text2 + 4),
      load<i32>(text2),
      i32(text3 + 4),
      load<i32>(text3),
    );
    free(text3);
    free(text2);
    free(text1);
    free(text0);
    return result;
  }

  // Waits until it is on its way, or with a quality of 1 or 2 until the broker has it; 0. A broker
  // keeps what is retained for those that subscribe later.
  export function publish(
    topic: string,
    payload: StaticArray<u8>,
    quality: u8,
    retain: bool,
  ): i32 {
    const text4 = lower(topic);
    const result = core.publish(
      i32(text4 + 4),
      load<i32>(text4),
      i32(changetype<usize>(payload)),
      payload.length,
      i32(quality),
      i32(retain),
    );
    free(text4);
    return result;
  }

  // Waits until the broker has taken it; 0. Topics may have + for one level and # for all below.
  export function subscribe(topic: string, quality: u8): i32 {
    const text5 = lower(topic);
    const result = core.subscribe(i32(text5 + 4), load<i32>(text5), i32(quality));
    free(text5);
    return result;
  }

  export function unsubscribe(topic: string): i32 {
    const text6 = lower(topic);
    const result = core.unsubscribe(i32(text6 + 4), load<i32>(text6));
    free(text6);
    return result;
  }

  // Waits for the next message, and gives its bytes and how many they are; what is longer than the
  // buffer is lost. Messages wait in a small store, and then at the broker; a module that takes none
  // for a minute and a half loses the connection.
  export function receive(payload: StaticArray<u8>): i32 {
    const result = core.receive(i32(changetype<usize>(payload)), payload.length);
    return result;
  }

  // The topic of the message that receive has given last; its size.
  export function topic(topic: StaticArray<u8>): i32 {
    const result = core.topic(i32(changetype<usize>(topic)), topic.length);
    return result;
  }

  // How many messages were too large for the store since the connection began.
  export function lost(): u32 {
    const result = core.lost();
    return u32(result);
  }

  // From now on the module's export `on_mqtt (what i32, zero i32)` is called when a message has come
  // (what is 1), or the connection has ended (2), and again after 100 ms while nothing is done
  // about it; or no more.
  export function watch(isOn: bool): i32 {
    const result = core.watch(i32(isOn));
    return result;
  }

  // Calls that wait end with -34.
  export function disconnect(): i32 {
    const result = core.disconnect();
    return result;
  }

  // As connect, over TLS: the broker has to show a certificate for host of an authority that the
  // device trusts. The grant is for mqtts.
  export function connectSecure(
    host: string,
    port: u16,
    client: string,
    user: string,
    password: string,
  ): i32 {
    const text7 = lower(host);
    const text8 = lower(client);
    const text9 = lower(user);
    const text10 = lower(password);
    const result = core.connectSecure(
      i32(text7 + 4),
      load<i32>(text7),
      i32(port),
      i32(text8 + 4),
      load<i32>(text8),
      i32(text9 + 4),
      load<i32>(text9),
      i32(text10 + 4),
      load<i32>(text10),
    );
    free(text10);
    free(text9);
    free(text8);
    free(text7);
    return result;
  }

  // Why connect-secure was answered with -25 or -34, or the connection ended, and what to do; its
  // size, 0 if nothing more is known.
  export function problem(text: StaticArray<u8>): u32 {
    const result = core.problem(i32(changetype<usize>(text)), text.length);
    return u32(result);
  }
}
