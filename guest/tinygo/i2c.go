// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.

package main

import "unsafe"

//go:wasmimport i2c configure
func rawI2cConfigure(p0 int32, p1 int32) int32

// I2cConfigure: The clock of the bus, for all who are on it.
func I2cConfigure(bus uint32, hz uint32) int32 {
	result := rawI2cConfigure(int32(bus), int32(hz))
	return result
}

//go:wasmimport i2c transfer
func rawI2cTransfer(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32) int32

// I2cTransfer: Sends `data`, then fills `answer`. Either may be empty.
func I2cTransfer(bus uint32, address uint32, data []uint8, answer []uint8) int32 {
	result := rawI2cTransfer(
		int32(bus),
		int32(address),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))),
		int32(len(data)),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(answer)))),
		int32(len(answer)),
	)
	return result
}
