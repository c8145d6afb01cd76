// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/hello is, in Go.
package main

import "os"

func main() {
	for _, name := range os.Args[1:] {
		os.Stdout.WriteString("Hello, " + name + "!\n")
	}
	if len(os.Args) < 2 {
		os.Stderr.WriteString("hello: whom? Give names\n")
		os.Exit(1)
	}
}
