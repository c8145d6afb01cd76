// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in Go.
package main

import "unsafe"

//go:wasmimport badge heading
func heading(text *byte, size uint32)

//go:wasmimport badge set_text1
func setText1(text *byte, size uint32)

//go:wasmimport badge set_text2
func setText2(text *byte, size uint32)

//go:wasmimport badge set_text3
func setText3(text *byte, size uint32)

var updates uint32

var digits [10]byte

func parts(text string) (*byte, uint32) {
	return unsafe.StringData(text), uint32(len(text))
}

//go:wasmexport start
func start() {
	heading(parts("TinyWASM"))
	setText1(parts("modules in any language"))
	setText2(parts("on any microcontroller"))
}

//go:wasmexport update
func update() {
	updates++
	at := len(digits)
	for left := updates; ; left /= 10 {
		at--
		digits[at] = byte('0' + left%10)
		if left < 10 {
			break
		}
	}
	setText3(&digits[at], uint32(len(digits)-at))
}

func main() {}
