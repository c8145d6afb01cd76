// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from adc.wit: change that instead.

package main

//go:wasmimport adc read
func rawAdcRead(p0 int32) int32

// AdcRead: 0 (ground) to 65,535 (the reference's voltage); else -1 there is no such channel, -3 it failed.
func AdcRead(channel uint32) int32 {
	result := rawAdcRead(int32(channel))
	return result
}
