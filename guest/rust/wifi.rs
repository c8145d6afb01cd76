// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// The radio of a wireless network. A module sees and joins the networks that its grants name
/// (`wifi = ["TELLO-*"]`).
pub mod wifi {
    /// none: no radio answers; idle: in no network; lost: the network is gone, and is being looked
    /// for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum State {
        None,
        Idle,
        Joining,
        Joined,
        Lost,
    }

    impl State {
        pub(super) fn from_flat(flat: i32) -> State {
            match flat {
                0 => State::None,
                1 => State::Idle,
                2 => State::Joining,
                3 => State::Joined,
                _ => State::Lost,
            }
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Answer {
        Done,
        /// the network takes no such key
        WrongKey,
        /// nobody in reach has that name
        NotFound,
        /// nobody answered in time
        TimedOut,
        /// the radio says that it failed, and no more
        Failed,
        /// no radio answers
        NoRadio,
        /// somebody else has it, or it has another request to do
        Busy,
        /// a name of 1 to 32 bytes, a key of 8 to 64 or none
        Invalid,
    }

    impl Answer {
        pub(super) fn from_flat(flat: i32) -> Answer {
            match flat {
                0 => Answer::Done,
                1 => Answer::WrongKey,
                2 => Answer::NotFound,
                3 => Answer::TimedOut,
                4 => Answer::Failed,
                5 => Answer::NoRadio,
                6 => Answer::Busy,
                _ => Answer::Invalid,
            }
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Security {
        Open,
        Wep,
        Wpa,
        Wpa2,
        Wpa3,
        Other,
    }

    impl Security {
        pub(super) fn from_flat(flat: i32) -> Security {
            match flat {
                0 => Security::Open,
                1 => Security::Wep,
                2 => Security::Wpa,
                3 => Security::Wpa2,
                4 => Security::Wpa3,
                _ => Security::Other,
            }
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Network {
        /// bytes of its name
        pub size: u32,
        /// in dBm: -30 is near, -90 far
        pub signal: i32,
        pub channel: u32,
        pub security: Security,
    }

    mod raw {
        #[link(wasm_import_module = "wifi")]
        extern "C" {
            #[link_name = "scan"]
            pub fn scan() -> i32;
            #[link_name = "found"]
            pub fn found(p0: i32, p1: i32, p2: i32, p3: i32);
            #[link_name = "join"]
            pub fn join(p0: i32, p1: i32, p2: i32, p3: i32) -> i32;
            #[link_name = "leave"]
            pub fn leave() -> i32;
            #[link_name = "status"]
            pub fn status() -> i32;
            #[link_name = "signal"]
            pub fn signal() -> i32;
        }
    }

    /// Looks for networks; a few seconds.
    pub fn scan() -> Answer {
        unsafe {
            let result = raw::scan();
            Answer::from_flat(result)
        }
    }

    /// Number i of those that the last scan found, the strongest first; none past the end. ssid gets
    /// its name, 32 bytes at most, as far as there is room.
    pub fn found(i: u32, ssid: &mut [u8]) -> Option<Network> {
        unsafe {
            let mut area = [0u64; 3];
            let area = area.as_mut_ptr() as usize;
            raw::found(i as i32, ssid.as_mut_ptr() as i32, ssid.len() as i32, area as i32);
            let made0 = match (area as *const u8).read() as i32 {
                0 => {
                    None
                }
                _ => {
                    Some(Network { size: (((area + 4) as *const u32).read() as i32) as u32, signal: ((area + 8) as *const i32).read(), channel: (((area + 12) as *const u32).read() as i32) as u32, security: Security::from_flat(((area + 16) as *const u8).read() as i32) })
                }
            };
            made0
        }
    }

    /// Joins, and leaves the one before; key is "" for an open one. What is joined is the module's
    /// until it leaves or goes, and is joined again when it was lost.
    pub fn join(ssid: &str, key: &str) -> Answer {
        unsafe {
            let result = raw::join(
                ssid.as_ptr() as i32,
                ssid.len() as i32,
                key.as_ptr() as i32,
                key.len() as i32,
            );
            Answer::from_flat(result)
        }
    }

    pub fn leave() -> Answer {
        unsafe {
            let result = raw::leave();
            Answer::from_flat(result)
        }
    }

    pub fn status() -> State {
        unsafe {
            let result = raw::status();
            State::from_flat(result)
        }
    }

    /// Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
    pub fn signal() -> i32 {
        unsafe {
            let result = raw::signal();
            result
        }
    }
}
