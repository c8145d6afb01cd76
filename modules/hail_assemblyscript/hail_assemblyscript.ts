// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/hail is, in AssemblyScript.

import { net } from "../../guest/assemblyscript/net";

const word: StaticArray<u8> = [104, 97, 105, 108];
const answer = new StaticArray<u8>(16);

function talk(socket: u32, port: u16): i32 {
  const connected = net.connect(socket, "127.0.0.1", port);
  if (connected < 0) return connected;
  const sent = net.send(socket, word);
  return sent < 0 ? sent : net.receive(socket, answer);
}

export function hail(port: i32): i32 {
  const socket = net.tcp();
  if (socket < 0) return socket;
  const result = talk(<u32>socket, <u16>port);
  net.close(<u32>socket);
  return result;
}
