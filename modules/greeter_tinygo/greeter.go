// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.

package main

import "unsafe"

type GreeterGreeting struct {
	handle int32
}

//go:wasmimport greeter new
func rawGreeterGreetingNew(p0 int32, p1 int32) int32

// New: One that greets with text, as "Hello"; of longer ones than 15 bytes the first 15 count.
func NewGreeterGreeting(text string) GreeterGreeting {
	result := rawGreeterGreetingNew(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(text)))),
		int32(len(text)),
	)
	return GreeterGreeting{result}
}

//go:wasmimport greeter hello
func rawGreeterGreetingHello(p0 int32, p1 int32, p2 int32)

// Hello: Prints the greeting and a name: "Hello, world".
func (self GreeterGreeting) Hello(name string) {
	rawGreeterGreetingHello(
		self.handle,
		int32(uintptr(unsafe.Pointer(unsafe.StringData(name)))),
		int32(len(name)),
	)
}

//go:wasmimport greeter print_u32
func rawGreeterPrintU32(p0 int32)

// GreeterPrintU32: Prints a number.
func GreeterPrintU32(number uint32) {
	rawGreeterPrintU32(int32(number))
}

//go:wasmimport greeter drop
func rawGreeterGreetingDrop(p0 int32)

// Drop: Gives up a handle.
func (self GreeterGreeting) Drop() {
	rawGreeterGreetingDrop(self.handle)
}

//go:wasmexport start
func exportStart() {
	Start()
}

//go:wasmexport update
func exportUpdate() {
	Update()
}
