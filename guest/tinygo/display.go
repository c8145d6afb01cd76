// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.

package main

import "unsafe"

//go:wasmimport display width
func rawDisplayWidth() int32

func DisplayWidth() uint32 {
	result := rawDisplayWidth()
	return uint32(result)
}

//go:wasmimport display height
func rawDisplayHeight() int32

func DisplayHeight() uint32 {
	result := rawDisplayHeight()
	return uint32(result)
}

//go:wasmimport display clear
func rawDisplayClear()

// DisplayClear: All of it black.
func DisplayClear() {
	rawDisplayClear()
}

//go:wasmimport display pixel
func rawDisplayPixel(p0 int32, p1 int32, p2 int32)

func DisplayPixel(x int32, y int32, color uint32) {
	rawDisplayPixel(x, y, int32(color))
}

//go:wasmimport display line
func rawDisplayLine(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32)

// DisplayLine: Both ends are included.
func DisplayLine(x0 int32, y0 int32, x1 int32, y1 int32, color uint32) {
	rawDisplayLine(x0, y0, x1, y1, int32(color))
}

//go:wasmimport display rect
func rawDisplayRect(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32)

// DisplayRect: A frame of one pixel.
func DisplayRect(x int32, y int32, width int32, height int32, color uint32) {
	rawDisplayRect(x, y, width, height, int32(color))
}

//go:wasmimport display fill_rect
func rawDisplayFillRect(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32)

func DisplayFillRect(x int32, y int32, width int32, height int32, color uint32) {
	rawDisplayFillRect(x, y, width, height, int32(color))
}

//go:wasmimport display bitmap
func rawDisplayBitmap(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32, p6 int32)

// DisplayBitmap: Rows from top to bottom, each begins with a byte, the most significant bit is to the left; the
// pixels whose bits are 1 get the color. Traps if bits has fewer than
// (width + 7) / 8 * height bytes.
func DisplayBitmap(x int32, y int32, width uint32, height uint32, bits []uint8, color uint32) {
	rawDisplayBitmap(
		x,
		y,
		int32(width),
		int32(height),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(bits)))),
		int32(len(bits)),
		int32(color),
	)
}

//go:wasmimport display text
func rawDisplayText(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32)

// DisplayText: Characters of 5 x 8 pixels times size, 1 to 8. A line feed begins a new line at x.
func DisplayText(x int32, y int32, size uint32, text string, color uint32) {
	rawDisplayText(
		x,
		y,
		int32(size),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))),
		int32(len(text)),
		int32(color),
	)
}

//go:wasmimport display show
func rawDisplayShow() int32

// DisplayShow: False if the display did not take it.
func DisplayShow() bool {
	result := rawDisplayShow()
	return result != 0
}

//go:wasmimport display message
func rawDisplayMessage(p0 int32, p1 int32)

// DisplayMessage: Clears, writes the text in as many lines as it needs, and shows.
func DisplayMessage(text string) {
	rawDisplayMessage(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}

//go:wasmimport display message1
func rawDisplayMessage1(p0 int32, p1 int32)

// DisplayMessage1: The same.
func DisplayMessage1(text string) {
	rawDisplayMessage1(int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))), int32(len(text)))
}
