// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from pwm.wit: change that instead.

package main

//go:wasmimport pwm start
func rawPwmStart(p0 int32, p1 int32, p2 int32) int32

// PwmStart: A channel that runs goes on with the new figures at the end of its period.
func PwmStart(channel uint32, periodNs uint32, highNs uint32) int32 {
	result := rawPwmStart(int32(channel), int32(periodNs), int32(highNs))
	return result
}

//go:wasmimport pwm stop
func rawPwmStop(p0 int32) int32

// PwmStop: The output stays low.
func PwmStop(channel uint32) int32 {
	result := rawPwmStop(int32(channel))
	return result
}
