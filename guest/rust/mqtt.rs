// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// A connection to an MQTT broker (3.1.1), one for each module that uses it. Grants say which
/// brokers, as hosts = ["mqtt://broker.local:1883"] or "mqtts://broker.local:8883", and how many bytes
/// a second. Functions answer 0 or more; else -2 that is no host, port, topic or quality, -3 not
/// connected, or connected already, -4 it is too large, or too much is on its way, -5 too many names
/// are being looked up, -12 this device has no TLS, -22 the broker did not answer in time, -25 it
/// does not prove that it is the one, -30 nobody has that name, -34 the connection has failed. What
/// waits lets other modules and the handlers of this one run.
pub mod mqtt {
    mod raw {
        #[link(wasm_import_module = "mqtt")]
        extern "C" {
            #[link_name = "connect"]
            pub fn connect(
                p0: i32,
                p1: i32,
                p2: i32,
                p3: i32,
                p4: i32,
                p5: i32,
                p6: i32,
                p7: i32,
                p8: i32,
            ) -> i32;
            #[link_name = "publish"]
            pub fn publish(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32) -> i32;
            #[link_name = "subscribe"]
            pub fn subscribe(p0: i32, p1: i32, p2: i32) -> i32;
            #[link_name = "unsubscribe"]
            pub fn unsubscribe(p0: i32, p1: i32) -> i32;
            #[link_name = "receive"]
            pub fn receive(p0: i32, p1: i32) -> i32;
            #[link_name = "topic"]
            pub fn topic(p0: i32, p1: i32) -> i32;
            #[link_name = "lost"]
            pub fn lost() -> i32;
            #[link_name = "watch"]
            pub fn watch(p0: i32) -> i32;
            #[link_name = "disconnect"]
            pub fn disconnect() -> i32;
            #[link_name = "connect_secure"]
            pub fn connect_secure(
                p0: i32,
                p1: i32,
                p2: i32,
                p3: i32,
                p4: i32,
                p5: i32,
                p6: i32,
                p7: i32,
                p8: i32,
            ) -> i32;
            #[link_name = "problem"]
            pub fn problem(p0: i32, p1: i32) -> i32;
        }
    }

    /// Waits until the broker has accepted; 1 to 5 if it refuses, as MQTT has it: 4 is a wrong name or
    /// password, 5 no right. client is this connection's name, which no other has; user and password
    /// may be empty. Subscriptions of an earlier connection are gone.
    pub fn connect(host: &str, port: u16, client: &str, user: &str, password: &str) -> i32 {
        unsafe {
            let result = raw::connect(
                host.as_ptr() as i32,
                host.len() as i32,
                port as i32,
                client.as_ptr() as i32,
                client.len() as i32,
                user.as_ptr() as i32,
                user.len() as i32,
                password.as_ptr() as i32,
                password.len() as i32,
            );
            result
        }
    }

    /// Waits until it is on its way, or with a quality of 1 or 2 until the broker has it; 0. A broker
    /// keeps what is retained for those that subscribe later.
    pub fn publish(topic: &str, payload: &[u8], quality: u8, retain: bool) -> i32 {
        unsafe {
            let result = raw::publish(
                topic.as_ptr() as i32,
                topic.len() as i32,
                payload.as_ptr() as i32,
                payload.len() as i32,
                quality as i32,
                retain as i32,
            );
            result
        }
    }

    /// Waits until the broker has taken it; 0. Topics may have + for one level and # for all below.
    pub fn subscribe(topic: &str, quality: u8) -> i32 {
        unsafe {
            let result = raw::subscribe(topic.as_ptr() as i32, topic.len() as i32, quality as i32);
            result
        }
    }

    pub fn unsubscribe(topic: &str) -> i32 {
        unsafe {
            let result = raw::unsubscribe(topic.as_ptr() as i32, topic.len() as i32);
            result
        }
    }

    /// Waits for the next message, and gives its bytes and how many they are; what is longer than the
    /// buffer is lost. Messages wait in a small store, and then at the broker; a module that takes none
    /// for a minute and a half loses the connection.
    pub fn receive(payload: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::receive(payload.as_mut_ptr() as i32, payload.len() as i32);
            result
        }
    }

    /// The topic of the message that receive has given last; its size.
    pub fn topic(topic: &mut [u8]) -> i32 {
        unsafe {
            let result = raw::topic(topic.as_mut_ptr() as i32, topic.len() as i32);
            result
        }
    }

    /// How many messages were too large for the store since the connection began.
    pub fn lost() -> u32 {
        unsafe {
            let result = raw::lost();
            result as u32
        }
    }

    /// From now on the module's export `on_mqtt (what i32, zero i32)` is called when a message has come
    /// (what is 1), or the connection has ended (2), and again after 100 ms while nothing is done
    /// about it; or no more.
    pub fn watch(is_on: bool) -> i32 {
        unsafe {
            let result = raw::watch(is_on as i32);
            result
        }
    }

    /// Calls that wait end with -34.
    pub fn disconnect() -> i32 {
        unsafe {
            let result = raw::disconnect();
            result
        }
    }

    /// As connect, over TLS: the broker has to show a certificate for host of an authority that the
    /// device trusts. The grant is for mqtts.
    pub fn connect_secure(host: &str, port: u16, client: &str, user: &str, password: &str) -> i32 {
        unsafe {
            let result = raw::connect_secure(
                host.as_ptr() as i32,
                host.len() as i32,
                port as i32,
                client.as_ptr() as i32,
                client.len() as i32,
                user.as_ptr() as i32,
                user.len() as i32,
                password.as_ptr() as i32,
                password.len() as i32,
            );
            result
        }
    }

    /// Why connect-secure was answered with -25 or -34, or the connection ended, and what to do; its
    /// size, 0 if nothing more is known.
    pub fn problem(text: &mut [u8]) -> u32 {
        unsafe {
            let result = raw::problem(text.as_mut_ptr() as i32, text.len() as i32);
            result as u32
        }
    }
}
