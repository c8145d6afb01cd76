// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/hail is, in Go.
package main

var answer [16]byte

var word = [4]byte{'h', 'a', 'i', 'l'}

func talk(socket uint32, port uint16) int32 {
	if connected := NetConnect(socket, "127.0.0.1", port); connected < 0 {
		return connected
	}
	if sent := NetSend(socket, word[:]); sent < 0 {
		return sent
	}
	return NetReceive(socket, answer[:])
}

//go:wasmexport hail
func hail(port int32) int32 {
	socket := NetTcp()
	if socket < 0 {
		return socket
	}
	result := talk(uint32(socket), uint16(port))
	NetClose(uint32(socket))
	return result
}

func main() {}
