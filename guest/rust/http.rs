// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// HTTP/1.1 as a client, one exchange at a time for each module. Grants say with whom, as
/// hosts = ["http://api.local:80"] or "https://api.local:443", and how many bytes a second. Functions
/// answer 0 or more; else -2 that is no method, URL or header, -3 not now, -4 it is too large, -5 too
/// many names are being looked up, -12 this device has no TLS, -22 the time is over, -25 the server
/// does not prove that it is the one, -30 nobody has that name, or no such header came, -33 what came
/// is no HTTP, -34 the connection has failed. What waits lets other modules and the handlers of this
/// one run; meanwhile its bytes stay where they are.
pub mod http {
    mod raw {
        #[link(wasm_import_module = "http")]
        extern "C" {
            #[link_name = "request"]
            pub fn request(
                p0: i32,
                p1: i32,
                p2: i32,
                p3: i32,
                p4: i32,
                p5: i32,
                p6: i32,
                p7: i32,
            ) -> i32;
            #[link_name = "read"]
            pub fn read(p0: i32, p1: i32) -> i32;
            #[link_name = "header"]
            pub fn header(p0: i32, p1: i32, p2: i32, p3: i32) -> i32;
            #[link_name = "set_timeout"]
            pub fn set_timeout(p0: i32) -> i32;
            #[link_name = "close"]
            pub fn close() -> i32;
            #[link_name = "problem"]
            pub fn problem(p0: i32, p1: i32) -> i32;
        }
    }

    /// Sends a request and waits for the answer's status, 200 and its kin. url is
    /// http://HOST[:PORT][/PATH], or https:// for TLS: then the server has to show a certificate for
    /// HOST of an authority that the device trusts. headers are lines that each end with CR LF, or
    /// nothing. An exchange that goes on is given up.
    pub fn request(method: &str, url: &str, headers: &str, body: &[u8]) -> i32 {
        unsafe {
            let result = raw::request(
                method.as_ptr() as i32,
                method.len() as i32,
                url.as_ptr() as i32,
                url.len() as i32,
                headers.as_ptr() as i32,
                headers.len() as i32,
                body.as_ptr() as i32,
                body.len() as i32,
            );
            result
        }
    }

    /// Waits for the next bytes of the answer's body, and gives how many have come; 0: that was all.
    pub fn read(buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::read(buffer_.as_mut_ptr() as i32, buffer_.len() as i32);
            result
        }
    }

    /// What the answer's header of this name says; its size. Of long heads only the beginning is
    /// kept.
    pub fn header(name: &str, value: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::header(
                name.as_ptr() as i32,
                name.len() as i32,
                value.as_mut_ptr() as i32,
                value.len() as i32,
            );
            result
        }
    }

    /// So long a request waits for its status, and a read for bytes, at most; 30 s unless said.
    pub fn set_timeout(ms: u32) -> i32 {
        unsafe {
            let result = raw::set_timeout(ms as i32);
            result
        }
    }

    pub fn close() -> i32 {
        unsafe {
            let result = raw::close();
            result
        }
    }

    /// Why the last request was answered with -25 or -34, and what to do, as "the certificate has
    /// expired: check the clock, and renew it on the server"; its size, 0 if nothing more is known.
    pub fn problem(text: &mut [u8]) -> u32 {
        unsafe {
            let result = raw::problem(text.as_mut_ptr() as i32, text.len() as i32);
            result as u32
        }
    }
}
