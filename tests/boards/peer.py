# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A host on the emulated wire (wire.py), in Ethernet frames: it answers ARP, pings and asks for
names, gives addresses by DHCP, and pings and asks the device itself. And frames that nobody should
send."""
import random
import struct
import time

BROADCAST = b"\xff" * 6
ARP, IP = 0x0806, 0x0800
ICMP, TCP, UDP = 1, 6, 17
NAMES = {b"tinywasm.test": "10.7.6.5"}


def ip_bytes(text):
    return bytes(int(part) for part in text.split("."))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ether(to, sender, kind, data):
    return (to + sender + struct.pack(">H", kind) + data).ljust(60, b"\0")


def ip_packet(source, target, protocol, data, **fields):
    """fields: what of the head is to be otherwise."""
    head = {"version": 0x45, "length": 20 + len(data), "fragment": 0, "ttl": 64} | fields
    packed = struct.pack(">BBHHHBBH4s4s", head["version"], 0, head["length"] & 0xffff, 1,
                         head["fragment"], head["ttl"], protocol, 0, source, target)
    return packed[:10] + struct.pack(">H", checksum(packed)) + packed[12:] + data


def udp_packet(source, target, from_port, to_port, data):
    head = struct.pack(">HHHH", from_port, to_port, 8 + len(data), 0)
    pseudo = source + target + struct.pack(">BBH", 0, UDP, 8 + len(data))
    check = checksum(pseudo + head + data) or 0xffff
    return ip_packet(source, target, UDP, head[:6] + struct.pack(">H", check) + data)


def tcp_packet(source, target, from_port, to_port, sequence, flags, options=b"", data=b"", offset=None):
    offset = (20 + len(options)) // 4 if offset is None else offset
    head = struct.pack(">HHIIBBHHH", from_port, to_port, sequence, 0, offset << 4 & 0xff, flags, 4096, 0, 0)
    pseudo = source + target + struct.pack(">BBH", 0, TCP, len(head + options + data))
    check = checksum(pseudo + head + options + data)
    return ip_packet(source, target, TCP, head[:16] + struct.pack(">H", check) + head[18:] + options + data)


def echo_packet(source, target, sequence, data):
    head = struct.pack(">BBHHH", 8, 0, 0, 0x1234, sequence)
    head = head[:2] + struct.pack(">H", checksum(head + data)) + head[4:]
    return ip_packet(source, target, ICMP, head + data)


def answer_name(question):
    """A DNS answer: an address, or that there is no such name."""
    at, labels = 12, []
    while question[at]:
        labels.append(question[at + 1:at + 1 + question[at]])
        at += 1 + question[at]
    name = b".".join(labels)
    asked = question[12:at + 5]
    if name not in NAMES:
        return question[:2] + b"\x81\x83" + struct.pack(">HHHH", 1, 0, 0, 0) + asked
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + ip_bytes(NAMES[name])
    return question[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, 1, 0, 0) + asked + record


class Peer:
    """A host of that address; `run` lets it answer for so long."""

    def __init__(self, wire, ip, lease=None):
        self.wire, self.ip, self.lease = wire, ip_bytes(ip), lease and ip_bytes(lease)
        self.mac = b"\2\0\0" + random.randbytes(3)
        self.device = None  # its MAC, when it has been seen
        self.echoes, self.datagrams, self.requests = {}, {}, 0

    def send(self, packet, to=None):
        self.wire.send(ether(to or self.device or BROADCAST, self.mac, IP, packet))

    def run(self, seconds, until=lambda: False):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            frame = self.wire.receive(0.02)
            if frame is not None:
                self.take(frame)
        return until()

    def take(self, frame):
        kind = struct.unpack(">H", frame[12:14])[0]
        if kind == ARP:
            self.take_arp(frame)
        elif kind == IP and frame[23] == ICMP:
            self.take_icmp(frame)
        elif kind == IP and frame[23] == UDP:
            self.take_udp(frame)

    def take_arp(self, frame):
        operation, sender, target = struct.unpack(">H", frame[20:22])[0], frame[28:32], frame[38:42]
        self.device = frame[6:12]
        if operation == 1 and target == self.ip:
            self.wire.send(ether(self.device, self.mac, ARP, frame[14:20] + b"\0\2" + self.mac + self.ip +
                                 self.device + sender))

    def ask_arp(self, target):
        self.wire.send(ether(BROADCAST, self.mac, ARP, b"\0\1\x08\0\6\4\0\1" + self.mac + self.ip +
                             b"\0" * 6 + ip_bytes(target)))

    def take_icmp(self, frame):
        size = struct.unpack(">H", frame[16:18])[0] - 20
        data = frame[34:34 + size]
        if frame[30:34] != self.ip:
            return
        if data[0] == 8:
            self.requests += 1
            answer = b"\0\0\0\0" + data[4:]
            answer = answer[:2] + struct.pack(">H", checksum(answer)) + answer[4:]
            self.send(ip_packet(self.ip, frame[26:30], ICMP, answer), frame[6:12])
        elif data[0] == 0:
            self.echoes[struct.unpack(">H", data[6:8])[0]] = data[8:]

    def take_udp(self, frame):
        source, target = frame[26:30], frame[30:34]
        from_port, to_port, size = struct.unpack(">HHH", frame[34:40])
        data = frame[42:34 + size]
        if to_port == 67 and self.lease:
            self.give_address(frame[6:12], data)
        elif to_port == 53 and target == self.ip:
            self.send(udp_packet(self.ip, source, 53, from_port, answer_name(data)), frame[6:12])
        elif target == self.ip:
            self.datagrams[to_port] = data

    def give_address(self, mac, asked):
        """DHCP: what it asks for is offered, then given."""
        kind = asked[asked.index(b"\x35\x01") + 2]
        if kind not in (1, 3):
            return
        options = (b"\x63\x82\x53\x63\x35\x01" + (b"\2" if kind == 1 else b"\5") + b"\x36\4" + self.ip +
                   b"\x33\4\0\0\x0e\x10\1\4\xff\xff\xff\0\3\4" + self.ip + b"\6\4" + self.ip + b"\xff")
        answer = (b"\2\1\6\0" + asked[4:8] + b"\0" * 8 + self.lease + self.ip + b"\0" * 4 +
                  asked[28:44] + b"\0" * 192 + options)
        self.send(udp_packet(self.ip, b"\xff" * 4, 67, 68, answer.ljust(300, b"\0")), mac)


# --- what nobody should send ---------------------------------------------------------------------

def hostile_packets(ours, theirs, port):
    """IP packets whose heads or options lie."""
    data = random.randbytes(random.randrange(0, 40))
    yield ip_packet(ours, theirs, UDP, data, length=random.randrange(65536))
    yield ip_packet(ours, theirs, UDP, data, version=random.choice((0x40, 0x44, 0x4f, 0x65, 0x05)))
    yield ip_packet(ours, theirs, TCP, data)
    yield ip_packet(ours, theirs, ICMP, data[:random.randrange(8)])
    yield ip_packet(ours, theirs, random.randrange(256), data)
    yield ip_packet(ours, theirs, UDP, data, fragment=random.randrange(1, 65536))
    yield ip_packet(theirs, theirs, UDP, data)
    yield ip_packet(b"\xff" * 4, theirs, TCP, data)
    udp = udp_packet(ours, theirs, random.randrange(65536), random.choice((port, 53, 68)), data)
    yield udp[:24] + struct.pack(">H", random.randrange(65536)) + udp[26:]
    yield udp[:random.randrange(20, len(udp))]
    options = random.choice((b"\2\0\0\0", b"\2\xff\5\xb4", b"\3\1\1\1", b"\x08\x0a\1\1", b"\2\4\0\0",
                             b"\1\1\1\2", random.randbytes(random.randrange(0, 10) * 4)))
    for flags in (2, 4, 0x10, 0x12, 0x29, random.randrange(256)):
        yield tcp_packet(ours, theirs, random.randrange(1, 65536), port, random.getrandbits(32), flags,
                         options, data, offset=random.choice((None, 0, 4, 15)))
    dns = random.randbytes(12) + random.randbytes(20)
    yield udp_packet(ours, theirs, 53, random.randrange(49152, 65536), dns)
    yield udp_packet(ours, theirs, 67, 68, b"\2\1\6\0" + random.randbytes(random.randrange(300)))


def hostile_frames(ours, theirs, mac, port):
    """Frames that lie, are cut off, or are noise."""
    for packet in hostile_packets(ours, theirs, port):
        frame = mac + random.randbytes(6) + b"\x08\0" + packet
        yield frame
        yield frame[:random.randrange(1, len(frame))]
    yield mac + random.randbytes(random.randrange(0, 1500))
    yield BROADCAST + random.randbytes(6) + b"\x08\6" + random.randbytes(random.randrange(0, 46))
    yield BROADCAST + random.randbytes(6) + b"\x08\6\0\1\x08\0\6\4\0" + random.randbytes(21)
    yield random.randbytes(random.randrange(1, 60))
