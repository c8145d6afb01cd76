// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.

package main

import "unsafe"

//go:wasmimport bluetooth is_ready
func rawBluetoothIsReady() int32

// BluetoothIsReady: 1: the controller answers, 0: not yet.
func BluetoothIsReady() int32 {
	result := rawBluetoothIsReady()
	return result
}

//go:wasmimport bluetooth service
func rawBluetoothService(p0 int32, p1 int32) int32

// BluetoothService: Begins a service of this module, and gives its number.
func BluetoothService(uuid string) int32 {
	result := rawBluetoothService(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(uuid)))),
		int32(len(uuid)),
	)
	return result
}

//go:wasmimport bluetooth characteristic
func rawBluetoothCharacteristic(p0 int32, p1 int32, p2 int32, p3 int32) int32

// BluetoothCharacteristic: Adds a characteristic to a service that is not published yet, and gives its number.
// properties: 1 read, 2 write, 4 write without an answer, 8 notify; 16 on an encrypted link
// alone, 32 on one whose sides have compared a number.
func BluetoothCharacteristic(service uint32, uuid string, properties uint32) int32 {
	result := rawBluetoothCharacteristic(
		int32(service),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(uuid)))),
		int32(len(uuid)),
		int32(properties),
	)
	return result
}

//go:wasmimport bluetooth publish
func rawBluetoothPublish(p0 int32) int32

// BluetoothPublish: From now on others see it.
func BluetoothPublish(service uint32) int32 {
	result := rawBluetoothPublish(int32(service))
	return result
}

//go:wasmimport bluetooth set
func rawBluetoothSet(p0 int32, p1 int32, p2 int32) int32

// BluetoothSet: Puts a new value, at most 64 bytes, and tells it to who has subscribed.
func BluetoothSet(characteristic uint32, value []uint8) int32 {
	result := rawBluetoothSet(
		int32(characteristic),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(value)))),
		int32(len(value)),
	)
	return result
}

//go:wasmimport bluetooth get
func rawBluetoothGet(p0 int32, p1 int32, p2 int32) int32

// BluetoothGet: The value, as it was set or written last; its size.
func BluetoothGet(characteristic uint32, buffer_ []uint8) int32 {
	result := rawBluetoothGet(
		int32(characteristic),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport bluetooth advertise
func rawBluetoothAdvertise(p0 int32, p1 int32, p2 int32) int32

// BluetoothAdvertise: Says the name, and this module's services, every so many milliseconds, to whoever listens, and
// takes links. 0 ms ends it.
func BluetoothAdvertise(name string, intervalMs uint32) int32 {
	result := rawBluetoothAdvertise(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(name)))),
		int32(len(name)),
		int32(intervalMs),
	)
	return result
}

//go:wasmimport bluetooth scan
func rawBluetoothScan(p0 int32) int32

// BluetoothScan: Listens to advertisers for so many milliseconds; 0 ends it.
func BluetoothScan(ms uint32) int32 {
	result := rawBluetoothScan(int32(ms))
	return result
}

//go:wasmimport bluetooth found
func rawBluetoothFound(p0 int32, p1 int32) int32

// BluetoothFound: The next that was found, and its size, 0 for none: strength in dBm (a signed byte), 6 bytes of
// address (the last first), 1 for a random address, name.
func BluetoothFound(buffer_ []uint8) int32 {
	result := rawBluetoothFound(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport bluetooth connect
func rawBluetoothConnect(p0 int32, p1 int32, p2 int32) int32

// BluetoothConnect: Looks for an advertiser of this name and connects to it; gives the link.
func BluetoothConnect(name string, ms uint32) int32 {
	result := rawBluetoothConnect(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(name)))),
		int32(len(name)),
		int32(ms),
	)
	return result
}

//go:wasmimport bluetooth disconnect
func rawBluetoothDisconnect(p0 int32) int32

func BluetoothDisconnect(link uint32) int32 {
	result := rawBluetoothDisconnect(int32(link))
	return result
}

//go:wasmimport bluetooth find
func rawBluetoothFind(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32) int32

// BluetoothFind: Looks for a characteristic of the other side, and gives its number here.
func BluetoothFind(link uint32, service string, characteristic string) int32 {
	result := rawBluetoothFind(
		int32(link),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(service)))),
		int32(len(service)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(characteristic)))),
		int32(len(characteristic)),
	)
	return result
}

//go:wasmimport bluetooth read
func rawBluetoothRead(p0 int32, p1 int32, p2 int32) int32

// BluetoothRead: How many bytes.
func BluetoothRead(remote uint32, buffer_ []uint8) int32 {
	result := rawBluetoothRead(
		int32(remote),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport bluetooth write
func rawBluetoothWrite(p0 int32, p1 int32, p2 int32) int32

func BluetoothWrite(remote uint32, value []uint8) int32 {
	result := rawBluetoothWrite(
		int32(remote),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(value)))),
		int32(len(value)),
	)
	return result
}

//go:wasmimport bluetooth watch
func rawBluetoothWatch(p0 int32, p1 int32) int32

// BluetoothWatch: Asks the other side to tell the value when it changes, or no more.
func BluetoothWatch(remote uint32, isOn bool) int32 {
	var flat0 int32
	if isOn {
		flat0 = 1
	}
	result := rawBluetoothWatch(int32(remote), flat0)
	return result
}

//go:wasmimport bluetooth told
func rawBluetoothTold(p0 int32, p1 int32, p2 int32) int32

// BluetoothTold: The value that was told last; its size.
func BluetoothTold(remote uint32, buffer_ []uint8) int32 {
	result := rawBluetoothTold(
		int32(remote),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport bluetooth pair
func rawBluetoothPair(p0 int32) int32

// BluetoothPair: Encrypts the link, with keys of an earlier pairing or by pairing now.
func BluetoothPair(link uint32) int32 {
	result := rawBluetoothPair(int32(link))
	return result
}

//go:wasmimport bluetooth number
func rawBluetoothNumber(p0 int32) int32

// BluetoothNumber: What both sides are to compare, 0 to 999999.
func BluetoothNumber(link uint32) int32 {
	result := rawBluetoothNumber(int32(link))
	return result
}

//go:wasmimport bluetooth confirm
func rawBluetoothConfirm(p0 int32, p1 int32) int32

// BluetoothConfirm: Whether it was the same.
func BluetoothConfirm(link uint32, isSame bool) int32 {
	var flat1 int32
	if isSame {
		flat1 = 1
	}
	result := rawBluetoothConfirm(int32(link), flat1)
	return result
}
