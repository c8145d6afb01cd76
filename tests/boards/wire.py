# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The other end of an emulated board's Ethernet: QEMU's `-netdev socket`, a TCP connection on this
PC's loopback over which frames go, each behind its length in four bytes."""
import select
import socket
import struct
import time


class Wire:
    """Give `options` to the emulator, then `receive` and `send` frames."""

    def __init__(self, mac=None):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(120)
        self.mac, self.line, self.buffer = mac, None, b""

    def options(self):
        port = self.listener.getsockname()[1]
        mac = f",mac={self.mac.hex(':')}" if self.mac else ""
        return ["-nic", f"socket,id=wire,connect=127.0.0.1:{port}{mac}"]

    def connect(self):
        if self.line is None:
            self.line = self.listener.accept()[0]
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.line

    def send(self, *frames):
        self.connect().sendall(b"".join(struct.pack(">I", len(f)) + f for f in frames))

    def _whole(self):
        """The next frame that has come as a whole; None."""
        if len(self.buffer) < 4:
            return None
        size = struct.unpack(">I", self.buffer[:4])[0]
        if len(self.buffer) < 4 + size:
            return None
        frame, self.buffer = self.buffer[4:4 + size], self.buffer[4 + size:]
        return frame

    def receive(self, seconds=20):
        """The next frame; None if none comes in time."""
        end = time.monotonic() + seconds
        line = self.connect()
        while (frame := self._whole()) is None:
            left = end - time.monotonic()
            if left < 0 or not select.select([line], [], [], left)[0]:
                return None
            piece = line.recv(65536)
            if not piece:
                return None
            self.buffer += piece
        return frame

    def close(self):
        if self.line is not None:
            self.line.close()
        self.listener.close()
