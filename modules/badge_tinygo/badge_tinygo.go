// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/badge_c is, in Go.
package main

import "unsafe"

var updates uint32

var digits [10]byte

func Start() {
	BadgeHeading("TinyWASM")
	BadgeSetText1("modules in any language")
	BadgeSetText2("on any microcontroller")
}

func Update() {
	updates++
	at := len(digits)
	for left := updates; ; left /= 10 {
		at--
		digits[at] = byte('0' + left%10)
		if left < 10 {
			break
		}
	}
	BadgeSetText3(unsafe.String(&digits[at], len(digits)-at))
}

func main() {}
