// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from entropy.wit: change that instead.

package main

import "unsafe"

//go:wasmimport entropy read
func rawEntropyRead(p0 int32, p1 int32) int32

// EntropyRead: 0; else -1 there is no source, -3 it gives none.
func EntropyRead(buffer_ []uint8) int32 {
	result := rawEntropyRead(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}
