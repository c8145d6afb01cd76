// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/ping is, in Go.
package main

//go:wasmimport hosted pong
func pong()

//go:wasmexport ping
func ping() {
	pong()
}

func main() {}
