// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Sockets: UDP, and TCP as client and server, over IPv4. A host is a name or an address, as
/// "broker.local" or "10.0.2.2". Grants say which hosts, and which ports of its own, a module may
/// use, and how many bytes a second. A socket is a number, and the module's until it closes it or
/// goes. Functions answer 0 or more; else -2 that is no socket of this module, no host or no port,
/// -3 not for this socket now, -4 every socket is taken, or the datagram is too large, -22 the time
/// that set-timeout gave is over, -30 nobody has that name, -31 somebody has the port, -34 the
/// connection has failed, or there is no network. What waits lets other modules and the handlers of
/// this one run; meanwhile its bytes stay where they are.
pub mod net {
    mod raw {
        #[link(wasm_import_module = "net")]
        extern "C" {
            #[link_name = "resolve"]
            pub fn resolve(p0: i32, p1: i32) -> i64;
            #[link_name = "udp"]
            pub fn udp(p0: i32) -> i32;
            #[link_name = "tcp"]
            pub fn tcp() -> i32;
            #[link_name = "listen"]
            pub fn listen(p0: i32) -> i32;
            #[link_name = "accept"]
            pub fn accept(p0: i32) -> i32;
            #[link_name = "connect"]
            pub fn connect(p0: i32, p1: i32, p2: i32, p3: i32) -> i32;
            #[link_name = "send"]
            pub fn send(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "send_to"]
            pub fn send_to(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) -> i32;
            #[link_name = "end"]
            pub fn end(p0: i32) -> i32;
            #[link_name = "receive"]
            pub fn receive(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "local"]
            pub fn local(p0: i32) -> i64;
            #[link_name = "peer"]
            pub fn peer(p0: i32) -> i64;
            #[link_name = "set_timeout"]
            pub fn set_timeout(p0: i32, p1: i32) -> i32;
            #[link_name = "watch"]
            pub fn watch(p0: i32, p1: i32) -> i32;
            #[link_name = "close"]
            pub fn close(p0: i32) -> i32;
        }
    }

    /// The address of a host: a.b.c.d is a << 24 | b << 16 | c << 8 | d.
    pub fn resolve(host: &str) -> i64 {
        unsafe {
            let result = raw::resolve(host.as_ptr() as i32, host.len() as i32);
            result
        }
    }

    /// A socket for datagrams, on this port; 0: on any.
    pub fn udp(port: u16) -> i32 {
        unsafe {
            let result = raw::udp(port as i32);
            result
        }
    }

    /// A socket for a connection.
    pub fn tcp() -> i32 {
        unsafe {
            let result = raw::tcp();
            result
        }
    }

    /// A socket that takes connections on this port.
    pub fn listen(port: u16) -> i32 {
        unsafe {
            let result = raw::listen(port as i32);
            result
        }
    }

    /// Waits for a connection, and gives it as a socket of its own.
    pub fn accept(socket: u32) -> i32 {
        unsafe {
            let result = raw::accept(socket as i32);
            result
        }
    }

    /// Waits for the connection. For datagrams: says where `send` sends them to.
    pub fn connect(socket: u32, host: &str, port: u16) -> i32 {
        unsafe {
            let result = raw::connect(
                socket as i32,
                host.as_ptr() as i32,
                host.len() as i32,
                port as i32,
            );
            result
        }
    }

    /// Waits until all bytes are taken, and gives how many: fewer if the time is over. Datagrams are
    /// sent whole.
    pub fn send(socket: u32, data: &[u8]) -> i32 {
        unsafe {
            let result = raw::send(socket as i32, data.as_ptr() as i32, data.len() as i32);
            result
        }
    }

    /// Sends a datagram.
    pub fn send_to(socket: u32, host: &str, port: u16, data: &[u8]) -> i32 {
        unsafe {
            let result = raw::send_to(
                socket as i32,
                host.as_ptr() as i32,
                host.len() as i32,
                port as i32,
                data.as_ptr() as i32,
                data.len() as i32,
            );
            result
        }
    }

    /// Sends no more: the peer sees the end.
    pub fn end(socket: u32) -> i32 {
        unsafe {
            let result = raw::end(socket as i32);
            result
        }
    }

    /// Waits for bytes, and gives how many have come; 0: the peer sends no more. Of a datagram that is
    /// longer than the buffer the rest is lost.
    pub fn receive(socket: u32, buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::receive(
                socket as i32,
                buffer_.as_mut_ptr() as i32,
                buffer_.len() as i32,
            );
            result
        }
    }

    /// Its own address, as resolve gives it, and port: address << 16 | port.
    pub fn local(socket: u32) -> i64 {
        unsafe {
            let result = raw::local(socket as i32);
            result
        }
    }

    /// The same of the peer: of the connection, or who sent the last datagram.
    pub fn peer(socket: u32) -> i64 {
        unsafe {
            let result = raw::peer(socket as i32);
            result
        }
    }

    /// What waits for this socket waits so long at most; 0: for ever.
    pub fn set_timeout(socket: u32, ms: u32) -> i32 {
        unsafe {
            let result = raw::set_timeout(socket as i32, ms as i32);
            result
        }
    }

    /// From now on the module's export `on_net (socket i32, what i32)` is called when receive or
    /// accept would not wait (what is 1), or the connection has failed (2), and again after 100 ms
    /// while nothing is done about it; or no more.
    pub fn watch(socket: u32, is_on: bool) -> i32 {
        unsafe {
            let result = raw::watch(socket as i32, is_on as i32);
            result
        }
    }

    /// What was sent still goes out. Calls that wait for it end with -2.
    pub fn close(socket: u32) -> i32 {
        unsafe {
            let result = raw::close(socket as i32);
            result
        }
    }
}
