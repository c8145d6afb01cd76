// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from led.wit: change that instead.

package main

//go:wasmimport led set
func rawLedSet(p0 int32)

// LedSet: Lights it, or lets it go dark.
func LedSet(isLit bool) {
	var flat0 int32
	if isLit {
		flat0 = 1
	}
	rawLedSet(flat0)
}

//go:wasmimport led get
func rawLedGet() int32

// LedGet: Whether it lights.
func LedGet() bool {
	result := rawLedGet()
	return result != 0
}
