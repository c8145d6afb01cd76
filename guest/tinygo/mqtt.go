// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.

package main

import "unsafe"

//go:wasmimport mqtt connect
func rawMqttConnect(
	p0 int32,
	p1 int32,
	p2 int32,
	p3 int32,
	p4 int32,
	p5 int32,
	p6 int32,
	p7 int32,
	p8 int32,
) int32

// MqttConnect: Waits until the broker has accepted; 1 to 5 if it refuses, as MQTT has it: 4 is a wrong name or
// password, 5 no right. client is this connection's name, which no other has; user and password
// may be empty. Subscriptions of an earlier connection are gone.
func MqttConnect(host string, port uint16, client string, user string, password string) int32 {
	result := rawMqttConnect(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(host)))),
		int32(len(host)),
		int32(port),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(client)))),
		int32(len(client)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(user)))),
		int32(len(user)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(password)))),
		int32(len(password)),
	)
	return result
}

//go:wasmimport mqtt publish
func rawMqttPublish(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32) int32

// MqttPublish: Waits until it is on its way, or with a quality of 1 or 2 until the broker has it; 0. A broker
// keeps what is retained for those that subscribe later.
func MqttPublish(topic string, payload []uint8, quality uint8, retain bool) int32 {
	var flat0 int32
	if retain {
		flat0 = 1
	}
	result := rawMqttPublish(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(topic)))),
		int32(len(topic)),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(payload)))),
		int32(len(payload)),
		int32(quality),
		flat0,
	)
	return result
}

//go:wasmimport mqtt subscribe
func rawMqttSubscribe(p0 int32, p1 int32, p2 int32) int32

// MqttSubscribe: Waits until the broker has taken it; 0. Topics may have + for one level and # for all below.
func MqttSubscribe(topic string, quality uint8) int32 {
	result := rawMqttSubscribe(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(topic)))),
		int32(len(topic)),
		int32(quality),
	)
	return result
}

//go:wasmimport mqtt unsubscribe
func rawMqttUnsubscribe(p0 int32, p1 int32) int32

func MqttUnsubscribe(topic string) int32 {
	result := rawMqttUnsubscribe(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(topic)))),
		int32(len(topic)),
	)
	return result
}

//go:wasmimport mqtt receive
func rawMqttReceive(p0 int32, p1 int32) int32

// MqttReceive: Waits for the next message, and gives its bytes and how many they are; what is longer than the
// buffer is lost. Messages wait in a small store, and then at the broker; a module that takes none
// for a minute and a half loses the connection.
func MqttReceive(payload []uint8) int32 {
	result := rawMqttReceive(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(payload)))),
		int32(len(payload)),
	)
	return result
}

//go:wasmimport mqtt topic
func rawMqttTopic(p0 int32, p1 int32) int32

// MqttTopic: The topic of the message that receive has given last; its size.
func MqttTopic(topic []uint8) int32 {
	result := rawMqttTopic(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(topic)))),
		int32(len(topic)),
	)
	return result
}

//go:wasmimport mqtt lost
func rawMqttLost() int32

// MqttLost: How many messages were too large for the store since the connection began.
func MqttLost() uint32 {
	result := rawMqttLost()
	return uint32(result)
}

//go:wasmimport mqtt watch
func rawMqttWatch(p0 int32) int32

// MqttWatch: From now on the module's export `on_mqtt (what i32, zero i32)` is called when a message has come
// (what is 1), or the connection has ended (2), and again after 100 ms while nothing is done
// about it; or no more.
func MqttWatch(isOn bool) int32 {
	var flat1 int32
	if isOn {
		flat1 = 1
	}
	result := rawMqttWatch(flat1)
	return result
}

//go:wasmimport mqtt disconnect
func rawMqttDisconnect() int32

// MqttDisconnect: Calls that wait end with -34.
func MqttDisconnect() int32 {
	result := rawMqttDisconnect()
	return result
}

//go:wasmimport mqtt connect_secure
func rawMqttConnectSecure(
	p0 int32,
	p1 int32,
	p2 int32,
	p3 int32,
	p4 int32,
	p5 int32,
	p6 int32,
	p7 int32,
	p8 int32,
) int32

// MqttConnectSecure: As connect, over TLS: the broker has to show a certificate for host of an authority that the
// device trusts. The grant is for mqtts.
func MqttConnectSecure(
	host string,
	port uint16,
	client string,
	user string,
	password string,
) int32 {
	result := rawMqttConnectSecure(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(host)))),
		int32(len(host)),
		int32(port),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(client)))),
		int32(len(client)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(user)))),
		int32(len(user)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(password)))),
		int32(len(password)),
	)
	return result
}

//go:wasmimport mqtt problem
func rawMqttProblem(p0 int32, p1 int32) int32

// MqttProblem: Why connect-secure was answered with -25 or -34, or the connection ended, and what to do; its
// size, 0 if nothing more is known.
func MqttProblem(text []uint8) uint32 {
	result := rawMqttProblem(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(text)))),
		int32(len(text)),
	)
	return uint32(result)
}
