// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from badge.wit: change that instead.

package main

import "unsafe"

//go:wasmimport badge heading
func rawBadgeHeading(p0 int32, p1 int32)

func BadgeHeading(text string) {
	rawBadgeHeading(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}

//go:wasmimport badge set_text1
func rawBadgeSetText1(p0 int32, p1 int32)

func BadgeSetText1(text string) {
	rawBadgeSetText1(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}

//go:wasmimport badge set_text2
func rawBadgeSetText2(p0 int32, p1 int32)

func BadgeSetText2(text string) {
	rawBadgeSetText2(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}

//go:wasmimport badge set_text3
func rawBadgeSetText3(p0 int32, p1 int32)

func BadgeSetText3(text string) {
	rawBadgeSetText3(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}

//go:wasmimport badge set_text4
func rawBadgeSetText4(p0 int32, p1 int32)

func BadgeSetText4(text string) {
	rawBadgeSetText4(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}

//go:wasmexport start
func exportStart() {
	Start()
}

//go:wasmexport update
func exportUpdate() {
	Update()
}
