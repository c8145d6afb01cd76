// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.

package main

import "unsafe"

//go:wasmimport serial open
func rawSerialOpen(p0 int32, p1 int32) int32

// SerialOpen: Opens it, 8N1, or sets another speed. What is open is the module's until it goes.
func SerialOpen(line uint32, baud uint32) int32 {
	result := rawSerialOpen(int32(line), int32(baud))
	return result
}

//go:wasmimport serial write
func rawSerialWrite(p0 int32, p1 int32, p2 int32) int32

func SerialWrite(line uint32, data []uint8) int32 {
	result := rawSerialWrite(
		int32(line),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))),
		int32(len(data)),
	)
	return result
}

//go:wasmimport serial read
func rawSerialRead(p0 int32, p1 int32, p2 int32) int32

// SerialRead: What has arrived, at most as much as there is room for; never waits.
func SerialRead(line uint32, buffer_ []uint8) int32 {
	result := rawSerialRead(
		int32(line),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport serial watch
func rawSerialWatch(p0 int32, p1 int32) int32

// SerialWatch: From now on bytes that arrive call the module's export `on_serial (line i32, count i32)`,
// count being how many can be read; or no more.
func SerialWatch(line uint32, isOn bool) int32 {
	var flat0 int32
	if isOn {
		flat0 = 1
	}
	result := rawSerialWatch(int32(line), flat0)
	return result
}
