// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/buttons is, in Go.
package main

import "unsafe"

//go:wasmimport display message
func message(text unsafe.Pointer, size uint32)

func say(text string) {
	message(unsafe.Pointer(unsafe.StringData(text)), uint32(len(text)))
}

//go:wasmexport button_a
func buttonA() {
	say("A")
}

//go:wasmexport button_b
func buttonB() {
	say("B")
}

//go:wasmexport button_up
func buttonUp() {
	say("up")
}

//go:wasmexport button_down
func buttonDown() {
	say("down")
}

//go:wasmexport button_left
func buttonLeft() {
	say("left")
}

//go:wasmexport button_right
func buttonRight() {
	say("right")
}

//go:wasmexport button_select
func buttonSelect() {
	say("SELECT")
}

//go:wasmexport button_start
func buttonStart() {
	say("START")
}

func main() {}
