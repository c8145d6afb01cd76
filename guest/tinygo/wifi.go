// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.

package main

import "unsafe"

// WifiState: none: no radio answers; idle: in no network; lost: the network is gone, and is being looked
// for.
type WifiState int32

const (
	WifiStateNone    WifiState = 0
	WifiStateIdle    WifiState = 1
	WifiStateJoining WifiState = 2
	WifiStateJoined  WifiState = 3
	WifiStateLost    WifiState = 4
)

type WifiAnswer int32

const (
	WifiAnswerDone     WifiAnswer = 0
	WifiAnswerWrongKey WifiAnswer = 1
	WifiAnswerNotFound WifiAnswer = 2
	WifiAnswerTimedOut WifiAnswer = 3
	WifiAnswerFailed   WifiAnswer = 4
	WifiAnswerNoRadio  WifiAnswer = 5
	WifiAnswerBusy     WifiAnswer = 6
	WifiAnswerInvalid  WifiAnswer = 7
)

type WifiSecurity int32

const (
	WifiSecurityOpen  WifiSecurity = 0
	WifiSecurityWep   WifiSecurity = 1
	WifiSecurityWpa   WifiSecurity = 2
	WifiSecurityWpa2  WifiSecurity = 3
	WifiSecurityWpa3  WifiSecurity = 4
	WifiSecurityOther WifiSecurity = 5
)

type WifiNetwork struct {
	// Size: bytes of its name
	Size     uint32
	// Signal: in dBm: -30 is near, -90 far
	Signal   int32
	Channel  uint32
	Security WifiSecurity
}

type WifiOptionNetwork struct {
	Tag  int32
	Some WifiNetwork
}

const (
	WifiOptionNetworkNone = 0
	WifiOptionNetworkSome = 1
)

//go:wasmimport wifi scan
func rawWifiScan() int32

// WifiScan: Looks for networks; a few seconds.
func WifiScan() WifiAnswer {
	result := rawWifiScan()
	return WifiAnswer(result)
}

//go:wasmimport wifi found
func rawWifiFound(p0 int32, p1 int32, p2 int32, p3 int32)

var rawWifiFoundArea [3]uint64

// WifiFound: Number i of those that the last scan found, the strongest first; none past the end. ssid gets
// its name, 32 bytes at most, as far as there is room.
func WifiFound(i uint32, ssid []uint8) WifiOptionNetwork {
	base := uintptr(unsafe.Pointer(&rawWifiFoundArea))
	rawWifiFound(
		int32(i),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(ssid)))),
		int32(len(ssid)),
		int32(base),
	)
	var made0 WifiOptionNetwork
	made0.Tag = int32(*(*uint8)(unsafe.Pointer(base)))
	if made0.Tag == 1 {
		made0.Some = WifiNetwork{uint32(int32(*(*uint32)(unsafe.Pointer(base + 4)))), *(*int32)(unsafe.Pointer(base + 8)), uint32(int32(*(*uint32)(unsafe.Pointer(base + 12)))), WifiSecurity(int32(*(*uint8)(unsafe.Pointer(base + 16))))}
	}
	return made0
}

//go:wasmimport wifi join
func rawWifiJoin(p0 int32, p1 int32, p2 int32, p3 int32) int32

// WifiJoin: Joins, and leaves the one before; key is "" for an open one. What is joined is the module's
// until it leaves or goes, and is joined again when it was lost.
func WifiJoin(ssid string, key string) WifiAnswer {
	result := rawWifiJoin(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(ssid)))),
		int32(len(ssid)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(key)))),
		int32(len(key)),
	)
	return WifiAnswer(result)
}

//go:wasmimport wifi leave
func rawWifiLeave() int32

func WifiLeave() WifiAnswer {
	result := rawWifiLeave()
	return WifiAnswer(result)
}

//go:wasmimport wifi status
func rawWifiStatus() int32

func WifiStatus() WifiState {
	result := rawWifiStatus()
	return WifiState(result)
}

//go:wasmimport wifi signal
func rawWifiSignal() int32

// WifiSignal: Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
func WifiSignal() int32 {
	result := rawWifiSignal()
	return result
}
