// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/hail is, in Rust.
#![no_std]

#[path = "../../guest/rust/net.rs"]
mod bridge;
#[path = "../../guest/rust/panic.rs"]
mod panic;

use bridge::net;

fn talk(socket: u32, port: u16) -> i32 {
    let mut answer = [0u8; 16];
    let connected = net::connect(socket, "127.0.0.1", port);
    if connected < 0 {
        return connected;
    }
    let sent = net::send(socket, b"hail");
    if sent < 0 {
        return sent;
    }
    net::receive(socket, &mut answer)
}

#[no_mangle]
pub extern "C" fn hail(port: i32) -> i32 {
    let socket = net::tcp();
    if socket < 0 {
        return socket;
    }
    let result = talk(socket as u32, port as u16);
    net::close(socket as u32);
    result
}
