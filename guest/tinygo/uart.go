// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.

package main

import "unsafe"

//go:wasmimport uart read
func rawUartRead(p0 int32, p1 int32) int32

// UartRead: Waits for bytes, and gives how many have come. 0 for a buffer without room; -5 while another
// module reads.
func UartRead(buffer_ []uint8) int32 {
	result := rawUartRead(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport uart write
func rawUartWrite(p0 int32, p1 int32)

func UartWrite(data []uint8) {
	rawUartWrite(int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))), int32(len(data)))
}
