// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/greeter_c is, in Go.
package main

var greeting GreeterGreeting

var updates uint32

func Start() {
	greeting = NewGreeterGreeting("Hello")
	greeting.Hello("world")
}

func Update() {
	greeting.Hello("again")
	updates++
	GreeterPrintU32(updates)
}

func main() {}
