// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.

package main

type GpioMode int32

const (
	GpioModeInput         GpioMode = 0
	GpioModeInputPullUp   GpioMode = 1
	GpioModeInputPullDown GpioMode = 2
	GpioModeOutput        GpioMode = 3
)

type GpioEdges uint32

const (
	GpioEdgesRising  GpioEdges = 1 << 0
	GpioEdgesFalling GpioEdges = 1 << 1
)

//go:wasmimport gpio configure
func rawGpioConfigure(p0 int32, p1 int32) int32

func GpioConfigure(pin uint32, mode GpioMode) int32 {
	result := rawGpioConfigure(int32(pin), int32(mode))
	return result
}

//go:wasmimport gpio write
func rawGpioWrite(p0 int32, p1 int32) int32

func GpioWrite(pin uint32, isHigh bool) int32 {
	var flat0 int32
	if isHigh {
		flat0 = 1
	}
	result := rawGpioWrite(int32(pin), flat0)
	return result
}

//go:wasmimport gpio read
func rawGpioRead(p0 int32) int32

// GpioRead: 0 or 1.
func GpioRead(pin uint32) int32 {
	result := rawGpioRead(int32(pin))
	return result
}

//go:wasmimport gpio watch
func rawGpioWatch(p0 int32, p1 int32) int32

// GpioWatch: From now on each such edge calls the module's export `on_pin (pin i32, level i32)`, with the
// level that the pin had then; no edges: no more. -5: another module watches the pin.
func GpioWatch(pin uint32, edges GpioEdges) int32 {
	result := rawGpioWatch(int32(pin), int32(edges))
	return result
}
