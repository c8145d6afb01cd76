// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.

package main

import "unsafe"

//go:wasmimport http request
func rawHttpRequest(
	p0 int32,
	p1 int32,
	p2 int32,
	p3 int32,
	p4 int32,
	p5 int32,
	p6 int32,
	p7 int32,
) int32

// HttpRequest: Sends a request and waits for the answer's status, 200 and its kin. url is
// http://HOST[:PORT][/PATH], or https:// for TLS: then the server has to show a certificate for
// HOST of an authority that the device trusts. headers are lines that each end with CR LF, or
// nothing. An exchange that goes on is given up.
func HttpRequest(method string, url string, headers string, body []uint8) int32 {
	result := rawHttpRequest(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(method)))),
		int32(len(method)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(url)))),
		int32(len(url)),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(headers)))),
		int32(len(headers)),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(body)))),
		int32(len(body)),
	)
	return result
}

//go:wasmimport http read
func rawHttpRead(p0 int32, p1 int32) int32

// HttpRead: Waits for the next bytes of the answer's body, and gives how many have come; 0: that was all.
func HttpRead(buffer_ []uint8) int32 {
	result := rawHttpRead(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport http header
func rawHttpHeader(p0 int32, p1 int32, p2 int32, p3 int32) int32

// HttpHeader: What the answer's header of this name says; its size. Of long heads only the beginning is
// kept.
func HttpHeader(name string, value []uint8) int32 {
	result := rawHttpHeader(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(name)))),
		int32(len(name)),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(value)))),
		int32(len(value)),
	)
	return result
}

//go:wasmimport http set_timeout
func rawHttpSetTimeout(p0 int32) int32

// HttpSetTimeout: So long a request waits for its status, and a read for bytes, at most; 30 s unless said.
func HttpSetTimeout(ms uint32) int32 {
	result := rawHttpSetTimeout(int32(ms))
	return result
}

//go:wasmimport http close
func rawHttpClose() int32

func HttpClose() int32 {
	result := rawHttpClose()
	return result
}

//go:wasmimport http problem
func rawHttpProblem(p0 int32, p1 int32) int32

// HttpProblem: Why the last request was answered with -25 or -34, and what to do, as "the certificate has
// expired: check the clock, and renew it on the server"; its size, 0 if nothing more is known.
func HttpProblem(text []uint8) uint32 {
	result := rawHttpProblem(
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(text)))),
		int32(len(text)),
	)
	return uint32(result)
}
