// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.

package main

type ButtonsButton int32

const (
	ButtonsButtonA      ButtonsButton = 0
	ButtonsButtonB      ButtonsButton = 1
	ButtonsButtonUp     ButtonsButton = 2
	ButtonsButtonDown   ButtonsButton = 3
	ButtonsButtonLeft   ButtonsButton = 4
	ButtonsButtonRight  ButtonsButton = 5
	ButtonsButtonSelect ButtonsButton = 6
	ButtonsButtonStart  ButtonsButton = 7
)

//go:wasmimport buttons is_pressed
func rawButtonsIsPressed(p0 int32) int32

// ButtonsIsPressed: Whether it is pressed; not, if there is no such button.
func ButtonsIsPressed(button ButtonsButton) bool {
	result := rawButtonsIsPressed(int32(button))
	return result != 0
}

//go:wasmimport buttons watch
func rawButtonsWatch(p0 int32)

// ButtonsWatch: From now on each press and each release of a button calls the module's on-button; or no more.
func ButtonsWatch(isOn bool) {
	var flat0 int32
	if isOn {
		flat0 = 1
	}
	rawButtonsWatch(flat0)
}

//go:wasmexport on_button
func exportOnButton(p0 int32, p1 int32) {
	OnButton(ButtonsButton(p0), p1 != 0)
}
