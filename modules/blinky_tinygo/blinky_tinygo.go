// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/blinky is, in Go, by TinyGo's package machine.
package main

import "machine"

var pin machine.Pin

//go:wasmexport led
func led(number int32) {
	pin = machine.Pin(number)
}

//go:wasmexport setup
func setup() {
	pin.Configure(machine.PinConfig{Mode: machine.PinOutput})
}

//go:wasmexport loop
func loop() {
	pin.Set(!pin.Get())
}

func main() {}
