// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.
#![allow(dead_code, unused_assignments)]

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
pub mod bluetooth {
    mod raw {
        #[link(wasm_import_module = "bluetooth")]
        extern "C" {
            #[link_name = "is_ready"]
            pub fn is_ready() -> i32;
            #[link_name = "service"]
            pub fn service(p0: i32, p1: i32) -> i32;
            #[link_name = "characteristic"]
            pub fn characteristic(p0: i32, p1: i32, p2: i32, p3: i32) -> i32;
            #[link_name = "publish"]
            pub fn publish(p0: i32) -> i32;
            #[link_name = "set"]
            pub fn set(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "get"]
            pub fn get(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "advertise"]
            pub fn advertise(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "scan"]
            pub fn scan(p0: i32) -> i32;
            #[link_name = "found"]
            pub fn found(p0: i32, p1: i32) -> i32;
            #[link_name = "connect"]
            pub fn connect(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "disconnect"]
            pub fn disconnect(p0: i32) -> i32;
            #[link_name = "find"]
            pub fn find(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32) -> i32;
            #[link_name = "read"]
            pub fn read(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "write"]
            pub fn write(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "watch"]
            pub fn watch(p0: i32, p1: i32) -> i32;
            #[link_name = "told"]
            pub fn told(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "pair"]
            pub fn pair(p0: i32) -> i32;
            #[link_name = "number"]
            pub fn number(p0: i32) -> i32;
            #[link_name = "confirm"]
            pub fn confirm(p0: i32, p1: i32) -> i32;
        }
    }

    /// 1: the controller answers, 0: not yet.
    pub fn is_ready() -> i32 {
        unsafe {
            let result = raw::is_ready();
            result
        }
    }

    /// Begins a service of this module, and gives its number.
    pub fn service(uuid: &str) -> i32 {
        unsafe {
            let result = raw::service(uuid.as_ptr() as i32, uuid.len() as i32);
            result
        }
    }

    /// Adds a characteristic to a service that is not published yet, and gives its number.
    /// properties: 1 read, 2 write, 4 write without an answer, 8 notify; 16 on an encrypted link
    /// alone, 32 on one whose sides have compared a number.
    pub fn characteristic(service: u32, uuid: &str, properties: u32) -> i32 {
        unsafe {
            let result = raw::characteristic(
                service as i32,
                uuid.as_ptr() as i32,
                uuid.len() as i32,
                properties as i32,
            );
            result
        }
    }

    /// From now on others see it.
    pub fn publish(service: u32) -> i32 {
        unsafe {
            let result = raw::publish(service as i32);
            result
        }
    }

    /// Puts a new value, at most 64 bytes, and tells it to who has subscribed.
    pub fn set(characteristic: u32, value: &[u8]) -> i32 {
        unsafe {
            let result = raw::set(characteristic as i32, value.as_ptr() as i32, value.len() as i32);
            result
        }
    }

    /// The value, as it was set or written last; its size.
    pub fn get(characteristic: u32, buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::get(
                characteristic as i32,
                buffer_.as_mut_ptr() as i32,
                buffer_.len() as i32,
            );
            result
        }
    }

    /// Says the name, and this module's services, every so many milliseconds, to whoever listens, and
    /// takes links. 0 ms ends it.
    pub fn advertise(name: &str, interval_ms: u32) -> i32 {
        unsafe {
            let result = raw::advertise(
                name.as_ptr() as i32,
                name.len() as i32,
                interval_ms as i32,
            );
            result
        }
    }

    /// Listens to advertisers for so many milliseconds; 0 ends it.
    pub fn scan(ms: u32) -> i32 {
        unsafe {
            let result = raw::scan(ms as i32);
            result
        }
    }

    /// The next that was found, and its size, 0 for none: strength in dBm (a signed byte), 6 bytes of
    /// address (the last first), 1 for a random address, name.
    pub fn found(buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::found(buffer_.as_mut_ptr() as i32, buffer_.len() as i32);
            result
        }
    }

    /// Looks for an advertiser of this name and connects to it; gives the link.
    pub fn connect(name: &str, ms: u32) -> i32 {
        unsafe {
            let result = raw::connect(name.as_ptr() as i32, name.len() as i32, ms as i32);
            result
        }
    }

    pub fn disconnect(link: u32) -> i32 {
        unsafe {
            let result = raw::disconnect(link as i32);
            result
        }
    }

    /// Looks for a characteristic of the other side, and gives its number here.
    pub fn find(link: u32, service: &str, characteristic: &str) -> i32 {
        unsafe {
            let result = raw::find(
                link as i32,
                service.as_ptr() as i32,
                service.len() as i32,
                characteristic.as_ptr() as i32,
                characteristic.len() as i32,
            );
            result
        }
    }

    /// How many bytes.
    pub fn read(remote: u32, buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::read(
                remote as i32,
                buffer_.as_mut_ptr() as i32,
                buffer_.len() as i32,
            );
            result
        }
    }

    pub fn write(remote: u32, value: &[u8]) -> i32 {
        unsafe {
            let result = raw::write(remote as i32, value.as_ptr() as i32, value.len() as i32);
            result
        }
    }

    /// Asks the other side to tell the value when it changes, or no more.
    pub fn watch(remote: u32, is_on: bool) -> i32 {
        unsafe {
            let result = raw::watch(remote as i32, is_on as i32);
            result
        }
    }

    /// The value that was told last; its size.
    pub fn told(remote: u32, buffer_: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::told(
                remote as i32,
                buffer_.as_mut_ptr() as i32,
                buffer_.len() as i32,
            );
            result
        }
    }

    /// Encrypts the link, with keys of an earlier pairing or by pairing now.
    pub fn pair(link: u32) -> i32 {
        unsafe {
            let result = raw::pair(link as i32);
            result
        }
    }

    /// What both sides are to compare, 0 to 999999.
    pub fn number(link: u32) -> i32 {
        unsafe {
            let result = raw::number(link as i32);
            result
        }
    }

    /// Whether it was the same.
    pub fn confirm(link: u32, is_same: bool) -> i32 {
        unsafe {
            let result = raw::confirm(link as i32, is_same as i32);
            result
        }
    }
}
