// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from spi.wit: change that instead.

package main

import "unsafe"

//go:wasmimport spi configure
func rawSpiConfigure(p0 int32, p1 int32, p2 int32) int32

// SpiConfigure: The clock and mode (0 to 3) of the bus, for all who are on it.
func SpiConfigure(bus uint32, hz uint32, mode uint32) int32 {
	result := rawSpiConfigure(int32(bus), int32(hz), int32(mode))
	return result
}

//go:wasmimport spi transfer
func rawSpiTransfer(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32) int32

// SpiTransfer: Sends `data`, then fills `answer`.
func SpiTransfer(bus uint32, select_ uint32, data []uint8, answer []uint8) int32 {
	result := rawSpiTransfer(
		int32(bus),
		int32(select_),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))),
		int32(len(data)),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(answer)))),
		int32(len(answer)),
	)
	return result
}

//go:wasmimport spi exchange
func rawSpiExchange(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32) int32

// SpiExchange: Fills `answer` while it sends `data`, of the same size.
func SpiExchange(bus uint32, select_ uint32, data []uint8, answer []uint8) int32 {
	result := rawSpiExchange(
		int32(bus),
		int32(select_),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))),
		int32(len(data)),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(answer)))),
		int32(len(answer)),
	)
	return result
}
