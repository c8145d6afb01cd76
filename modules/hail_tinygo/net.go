// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.

package main

import "unsafe"

//go:wasmimport net resolve
func rawNetResolve(p0 int32, p1 int32) int64

// NetResolve: The address of a host: a.b.c.d is a << 24 | b << 16 | c << 8 | d.
func NetResolve(host string) int64 {
	result := rawNetResolve(
		int32(uintptr(unsafe.Pointer(unsafe.StringData(host)))),
		int32(len(host)),
	)
	return result
}

//go:wasmimport net udp
func rawNetUdp(p0 int32) int32

// NetUdp: A socket for datagrams, on this port; 0: on any.
func NetUdp(port uint16) int32 {
	result := rawNetUdp(int32(port))
	return result
}

//go:wasmimport net tcp
func rawNetTcp() int32

// NetTcp: A socket for a connection.
func NetTcp() int32 {
	result := rawNetTcp()
	return result
}

//go:wasmimport net listen
func rawNetListen(p0 int32) int32

// NetListen: A socket that takes connections on this port.
func NetListen(port uint16) int32 {
	result := rawNetListen(int32(port))
	return result
}

//go:wasmimport net accept
func rawNetAccept(p0 int32) int32

// NetAccept: Waits for a connection, and gives it as a socket of its own.
func NetAccept(socket uint32) int32 {
	result := rawNetAccept(int32(socket))
	return result
}

//go:wasmimport net connect
func rawNetConnect(p0 int32, p1 int32, p2 int32, p3 int32) int32

// NetConnect: Waits for the connection. For datagrams: says where `send` sends them to.
func NetConnect(socket uint32, host string, port uint16) int32 {
	result := rawNetConnect(
		int32(socket),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(host)))),
		int32(len(host)),
		int32(port),
	)
	return result
}

//go:wasmimport net send
func rawNetSend(p0 int32, p1 int32, p2 int32) int32

// NetSend: Waits until all bytes are taken, and gives how many: fewer if the time is over. Datagrams are
// sent whole.
func NetSend(socket uint32, data []uint8) int32 {
	result := rawNetSend(
		int32(socket),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))),
		int32(len(data)),
	)
	return result
}

//go:wasmimport net send_to
func rawNetSendTo(p0 int32, p1 int32, p2 int32, p3 int32, p4 int32, p5 int32) int32

// NetSendTo: Sends a datagram.
func NetSendTo(socket uint32, host string, port uint16, data []uint8) int32 {
	result := rawNetSendTo(
		int32(socket),
		int32(uintptr(unsafe.Pointer(unsafe.StringData(host)))),
		int32(len(host)),
		int32(port),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(data)))),
		int32(len(data)),
	)
	return result
}

//go:wasmimport net end
func rawNetEnd(p0 int32) int32

// NetEnd: Sends no more: the peer sees the end.
func NetEnd(socket uint32) int32 {
	result := rawNetEnd(int32(socket))
	return result
}

//go:wasmimport net receive
func rawNetReceive(p0 int32, p1 int32, p2 int32) int32

// NetReceive: Waits for bytes, and gives how many have come; 0: the peer sends no more. Of a datagram that is
// longer than the buffer the rest is lost.
func NetReceive(socket uint32, buffer_ []uint8) int32 {
	result := rawNetReceive(
		int32(socket),
		int32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer_)))),
		int32(len(buffer_)),
	)
	return result
}

//go:wasmimport net local
func rawNetLocal(p0 int32) int64

// NetLocal: Its own address, as resolve gives it, and port: address << 16 | port.
func NetLocal(socket uint32) int64 {
	result := rawNetLocal(int32(socket))
	return result
}

//go:wasmimport net peer
func rawNetPeer(p0 int32) int64

// NetPeer: The same of the peer: of the connection, or who sent the last datagram.
func NetPeer(socket uint32) int64 {
	result := rawNetPeer(int32(socket))
	return result
}

//go:wasmimport net set_timeout
func rawNetSetTimeout(p0 int32, p1 int32) int32

// NetSetTimeout: What waits for this socket waits so long at most; 0: for ever.
func NetSetTimeout(socket uint32, ms uint32) int32 {
	result := rawNetSetTimeout(int32(socket), int32(ms))
	return result
}

//go:wasmimport net watch
func rawNetWatch(p0 int32, p1 int32) int32

// NetWatch: From now on the module's export `on_net (socket i32, what i32)` is called when receive or
// accept would not wait (what is 1), or the connection has failed (2), and again after 100 ms
// while nothing is done about it; or no more.
func NetWatch(socket uint32, isOn bool) int32 {
	var flat0 int32
	if isOn {
		flat0 = 1
	}
	result := rawNetWatch(int32(socket), flat0)
	return result
}

//go:wasmimport net close
func rawNetClose(p0 int32) int32

// NetClose: What was sent still goes out. Calls that wait for it end with -2.
func NetClose(socket uint32) int32 {
	result := rawNetClose(int32(socket))
	return result
}
