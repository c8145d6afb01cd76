# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A Bluetooth controller at the other end of a stream of bytes (H4), and a phone in its air that asks what
is served. Of both as much as apps/beacon needs; tests/ble has a whole stack of somebody else's."""
import os
import struct
import time

COMMAND, ACL, EVENT = 1, 2, 4
COMPLETE, SENT, META = 0x0e, 0x13, 0x3e
CONNECTED = 1
ATT = 4
HANDLE = 64
PATIENCE = 30
# What commands give back behind their status; those that are not here give nothing.
ANSWERS = {0x1001: bytes([9, 0, 0, 9, 0, 0, 0, 0]), 0x1003: bytes(4) + b"\x60" + bytes(3),
           0x1009: bytes.fromhex("f5f4f3f2f1f0"), 0x2002: struct.pack("<HB", 251, 4), 0x2003: bytes(8)}
RANDOM, ADVERTISE, ADVERTISEMENT = 0x2018, 0x200a, 0x2008


class Phone:
    def __init__(self, line):
        """line: a socket that is connected to the board's controller port."""
        self.line, self.bytes = line, b""
        self.advertisement, self.is_advertised = b"", False
        self.answers = []

    # The controller.

    def _take(self):
        """The next packet; None: it has not come whole."""
        heads = {COMMAND: 4, ACL: 5}
        if not self.bytes or len(self.bytes) < heads[self.bytes[0]]:
            return None
        size = heads[self.bytes[0]] + (self.bytes[3] if self.bytes[0] == COMMAND
                                       else struct.unpack_from("<H", self.bytes, 3)[0])
        if len(self.bytes) < size:
            return None
        packet, self.bytes = self.bytes[:size], self.bytes[size:]
        return packet

    def _tell(self, event, data):
        self.line.sendall(bytes([EVENT, event, len(data)]) + data)

    def _obey(self, opcode, data):
        if opcode == ADVERTISEMENT:
            self.advertisement = data[1:1 + data[0]]
        elif opcode == ADVERTISE:
            self.is_advertised = data[0] == 1
        answer = os.urandom(8) if opcode == RANDOM else ANSWERS.get(opcode, b"")
        self._tell(COMPLETE, struct.pack("<BHB", 1, opcode, 0) + answer)

    def _work(self, seconds):
        """Does what comes within this time."""
        self.line.settimeout(seconds)
        try:
            self.bytes += self.line.recv(4096)
        except TimeoutError:
            return
        while packet := self._take():
            if packet[0] == COMMAND:
                self._obey(struct.unpack_from("<H", packet, 1)[0], packet[4:])
            else:
                self._tell(SENT, struct.pack("<BHH", 1, HANDLE, 1))
                if struct.unpack_from("<H", packet, 7)[0] == ATT:
                    self.answers.append(packet[9:])

    def until(self, is_so):
        """Whether it is so before patience ends."""
        end = time.monotonic() + PATIENCE
        while not is_so() and time.monotonic() < end:
            self._work(0.2)
        return is_so()

    # The phone.

    def hears(self, kind):
        """What is advertised as this kind of data; None: nothing."""
        at, said = 0, {}
        while self.is_advertised and at + 1 < len(self.advertisement):
            size = self.advertisement[at]
            said[self.advertisement[at + 1]] = self.advertisement[at + 2:at + 1 + size]
            at += 1 + size
        return said.get(kind)

    def connect(self):
        self._tell(META, struct.pack("<BBHBB6sHHHB", CONNECTED, 0, HANDLE, 1, 1, b"\1\2\3\4\5\xc0",
                                     24, 0, 42, 0))
        self.is_advertised = False

    def ask(self, request):
        """The answer to a request of ATT; None: there is none in time."""
        self.answers.clear()
        self.line.sendall(struct.pack("<BHHHH", ACL, 0x2000 | HANDLE, 4 + len(request), len(request), ATT)
                          + request)
        return self.answers[0] if self.until(lambda: self.answers) else None

    def has_service(self, uuid):
        answer = self.ask(struct.pack("<BHHHH", 0x06, 1, 0xffff, 0x2800, uuid))
        return answer is not None and answer[0] == 0x07

    def read(self, uuid):
        """The bytes of the first characteristic with this UUID; None: there is none."""
        answer = self.ask(struct.pack("<BHHH", 0x08, 1, 0xffff, uuid))
        return answer[4:2 + answer[1]] if answer is not None and answer[0] == 0x09 else None
