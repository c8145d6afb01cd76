#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A WiFi co-processor with ESP-AT commands, at the other end of a serial line: what
tinywasm/esp_at.h talks to. Its networks are made up; what a device sends goes to sockets of this
PC's loopback and nowhere else.

    tools/peers/esp_at.py SOCKET [--network NAME[=KEY[,DBM]]]... [--map IP:PORT=PORT]...
                          [--name HOST=IP]... [--trace]

SOCKET is a Unix socket that listens (QEMU: -serial unix:SOCKET,server=on,wait=off; tools/rp2040.mjs
--uart SOCKET), or the number of an open file. --map sends what is for IP:PORT to a port of
127.0.0.1; without a map 127.x.x.x alone can be reached. --name is what its name server knows. Commands
on standard input, a line each, make it what real ones are at times:

    down, up            the networks are out of reach, or back
    key NAME KEY        from now on a network has another key
    reset               it starts anew, as after a loss of power
    hang, go            it answers nothing, or again
    say HEX             these bytes go over the line
    lose N              of what it sends, the next N bytes are lost
    every N             one byte of so many that it sends is lost; 0: none
    asked N             how many bytes it gives at once when asked for data, at most
    unasked             it gives data at once, as those do that cannot keep it
"""
import argparse
import os
import random
import re
import selectors
import socket
import sys
import time

NOISE = bytes(range(0x80, 0xf0)) + b"ets Jun  8 2016 00:22:57\r\n\r\nrst:0x1 (POWERON_RESET)\r\n"
MAC = "5c:cf:7f:01:02:03"
OWN = ("192.168.10.2", "192.168.10.1", "255.255.255.0")
LINKS = 5
MOST_DATA = 2048
KEEPS = 5744
PARTS = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,]*)')


def words_of(text):
    """The arguments of a command; those in quotes without them."""
    words, at = [], 0
    while at <= len(text):
        match = PARTS.match(text, at)
        words.append(re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2])
        at = match.end() + 1
    return words


class Link:
    def __init__(self, kind, sock, peer):
        self.kind, self.socket, self.peer = kind, sock, peer
        self.kept, self.is_told, self.has_ended = b"", False, False
        self.datagrams = []  # (bytes, from)

    def waiting(self):
        return len(self.kept) + sum(len(data) for data, _ in self.datagrams)


class EspAt:
    """feed(bytes) is the line to it, send(bytes) the line from it; step() lets it go on."""

    def __init__(self, send, networks=None, maps=None, names=None, ports=None, seed=1,
                 clock=time.monotonic):
        self.send_raw = send
        self.networks = networks or {}  # name: (key, dBm)
        self.maps = maps or {}  # (ip, port): port
        self.names = names or {}
        self.ports = ports or {}  # of the device: that of this PC in its stead
        self.clock = clock
        self.random = random.Random(seed)
        self.selector = selectors.DefaultSelector()
        self.is_reachable, self.is_hung, self.can_keep, self.give_most = True, False, True, MOST_DATA
        self.lose, self.every, self.sent = 0, 0, 0
        self.log = []  # what was asked, and what happened
        self.later = []  # (when, function)
        self.join_seconds = 0.05
        self.server = None
        self.links = {}
        self.start()

    # ---- the line -------------------------------------------------------------------------------

    def start(self):
        for number in list(self.links):
            self.close(number)
        self.unlisten()
        self.line, self.echo, self.busy = b"", True, False
        self.joined, self.mux, self.info, self.passive = None, False, False, False
        self.sending = None
        self.later = []

    def send(self, data):
        kept = bytearray()
        for byte in data:
            self.sent += 1
            if self.lose > 0:
                self.lose -= 1
            elif not (self.every and self.random.randrange(self.every) == 0):
                kept.append(byte)
        self.send_raw(bytes(kept))

    def say(self, *lines):
        for line in lines:
            self.send(line.encode() + b"\r\n")

    def end(self, is_ok=True):
        self.busy = False
        self.send(b"\r\nOK\r\n" if is_ok else b"\r\nERROR\r\n")

    def feed(self, data):
        for at in range(len(data)):
            byte = data[at:at + 1]
            if self.is_hung:
                continue
            if self.sending is not None:
                self.take_data(byte)
                continue
            if self.echo:
                self.send(byte)
            self.line += byte
            if byte == b"\n":
                line, self.line = self.line.strip().decode("latin-1"), b""
                if line:
                    self.command(line)

    def command(self, line):
        self.log.append(line)
        if self.busy:
            self.say("busy p...")
            return
        name, _, rest = line.partition("=")
        handler = self.COMMANDS.get(name)
        if handler is None:
            self.end(False)
        else:
            handler(self, *(words_of(rest) if "=" in line else ()))

    def after(self, seconds, function):
        self.later.append((self.clock() + seconds, function))

    # ---- commands -------------------------------------------------------------------------------

    def do_ok(self, *_):
        self.end()

    def do_echo_off(self):
        self.echo = False
        self.end()

    def do_reset(self):
        self.end()
        self.restart()

    def restart(self):
        self.log.append("(restarts)")
        self.start()
        self.busy = True
        self.send(NOISE)
        self.after(0.05, self.is_ready)

    def is_ready(self):
        self.busy = False
        self.say("", "ready")

    def do_mux(self, mode):
        self.mux = mode == "1"
        self.end()

    def do_info(self, mode):
        self.info = mode == "1"
        self.end()

    def do_mode(self, *words):
        self.passive = self.can_keep and words[-1] == "1"
        self.end(self.can_keep)

    def do_scan(self):
        self.busy = True
        self.after(self.join_seconds, self.scanned)

    def scanned(self):
        for name, (key, dbm) in self.networks.items() if self.is_reachable else ():
            quoted = re.sub(r'([",\\])', r"\\\1", name)
            self.say(f'+CWLAP:({3 if key else 0},"{quoted}",{dbm},6)')
        self.end()

    def do_join(self, name, key=""):
        if self.joined is not None:
            self.leave()
        self.busy = True
        self.after(self.join_seconds, lambda: self.join(name, key))

    def join(self, name, key):
        if not self.is_reachable or name not in self.networks:
            self.say("+CWJAP:3")
        elif self.networks[name][0] != key:
            self.say("+CWJAP:2")
        else:
            self.joined, self.busy = name, False
            self.log.append(f"(joins {name})")
            self.say("WIFI CONNECTED", "WIFI GOT IP")
            self.end()
            return
        self.busy = False
        self.say("", "FAIL")

    def do_which(self):
        if self.joined is None:
            self.say("No AP")
        else:
            self.say(f'+CWJAP:"{self.joined}","ca:d7:19:d8:a6:44",6,{self.networks[self.joined][1]},0,0,3,0,0')
        self.end()

    def leave(self):
        self.joined = None
        self.say("WIFI DISCONNECT")
        for number in list(self.links):
            self.close(number)
            self.say(f"{number},CLOSED")

    def do_leave(self):
        self.end()
        if self.joined is not None:
            self.leave()

    def do_addr(self):
        for what, ip in zip(("ip", "gateway", "netmask"), OWN):
            self.say(f'+CIPSTA:{what}:"{ip}"')
        self.end()

    def do_mac(self):
        self.say(f'+CIPSTAMAC:"{MAC}"')
        self.end()

    def do_resolve(self, name):
        ip = self.names.get(name, "") if self.joined else ""
        self.say(f'+CIPDOMAIN:"{ip}"' if ip else "DNS Fail")
        self.end(bool(ip))

    def do_ping(self, host):
        is_there = self.joined and (host.startswith("127.") or host in OWN)
        self.say("+PING:1" if is_there else "+PING:TIMEOUT")
        self.end(is_there)

    # ---- links ----------------------------------------------------------------------------------

    def place_of(self, ip, port):
        """Of this PC's loopback; None: out of reach."""
        if (ip, port) in self.maps:
            return "127.0.0.1", self.maps[ip, port]
        return (ip, port) if ip.startswith("127.") else None

    def name_of(self, place):
        """As the device knows it."""
        for (ip, port), own in self.maps.items():
            if place == ("127.0.0.1", own):
                return ip, port
        return place

    def do_connect(self, number, kind, ip, port, *rest):
        number, port = int(number), int(port)
        if number in self.links:
            self.say("ALREADY CONNECTED")
            self.end(False)
        elif self.joined is None or not self.mux or number >= LINKS:
            self.end(False)
        elif kind == "UDP":
            self.open_udp(number, (ip, port), int(rest[0]))
        else:
            self.open_tcp(number, (ip, port))

    def open_udp(self, number, peer, port):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        try:
            sock.bind(("127.0.0.1", self.ports.get(port, 0 if self.ports else port)))
        except OSError:
            sock.close()
            self.end(False)
            return
        self.add(number, Link("UDP", sock, peer))
        self.say(f"{number},CONNECT")
        self.end()

    def open_tcp(self, number, peer):
        place = self.place_of(*peer)
        sock = socket.socket()
        try:
            if place is None:
                raise OSError("out of reach")
            sock.connect(place)
        except OSError:
            sock.close()
            self.say(f"{number},CLOSED")
            self.end(False)
            return
        sock.setblocking(False)
        self.add(number, Link("TCP", sock, peer))
        self.say(f"{number},CONNECT")
        self.end()

    def add(self, number, link):
        self.links[number] = link
        self.selector.register(link.socket, selectors.EVENT_READ, number)

    def close(self, number):
        link = self.links.pop(number)
        if not link.has_ended:
            self.selector.unregister(link.socket)
        link.socket.close()

    def do_close(self, number):
        number = int(number)
        if number not in self.links:
            self.say("UNLINK")
            self.end(False)
            return
        self.close(number)
        self.say(f"{number},CLOSED")
        self.end()

    def do_listen(self, mode, port="333"):
        self.unlisten()
        if mode == "1":
            self.server = socket.socket()
            self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                self.server.bind(("127.0.0.1", int(port)))
            except OSError:
                self.server.close()
                self.server = None
                self.end(False)
                return
            self.server.listen()
            self.server.setblocking(False)
            self.selector.register(self.server, selectors.EVENT_READ, "server")
        self.end()

    def unlisten(self):
        if self.server is not None:
            self.selector.unregister(self.server)
            self.server.close()
            self.server = None

    def accept(self):
        number = next((n for n in range(LINKS) if n not in self.links), None)
        if number is None:
            return
        sock, peer = self.server.accept()
        sock.setblocking(False)
        self.add(number, Link("TCP", sock, peer))
        self.say(f"{number},CONNECT")

    # ---- data -----------------------------------------------------------------------------------

    def do_send(self, number, size, *peer):
        number, size = int(number), int(size)
        if number not in self.links or not 0 < size <= MOST_DATA:
            self.say("link is not valid")
            self.end(False)
            return
        self.sending = [self.links[number], size, b"", (peer[0], int(peer[1])) if peer else None]
        self.send(b"\r\nOK\r\n\r\n>")

    def take_data(self, byte):
        link, size, data, peer = self.sending
        data += byte
        self.sending[2] = data
        if len(data) < size:
            return
        self.sending = None
        self.say("", f"Recv {size} bytes")
        self.busy = True
        self.push(link, data, peer)

    def push(self, link, data, peer):
        """Ends when the system has all of it."""
        if link not in self.links.values():
            self.busy = False
            self.send(b"\r\nSEND FAIL\r\n")
            return
        try:
            if link.kind == "UDP":
                place = self.place_of(*(peer or link.peer))
                if place is not None:
                    link.socket.sendto(data, place)
                data = b""
            else:
                data = data[link.socket.send(data):]
        except BlockingIOError:
            pass
        except OSError:
            self.busy = False
            self.send(b"\r\nSEND FAIL\r\n")
            return
        if data:
            self.after(0.001, lambda: self.push(link, data, peer))
            return
        self.busy = False
        self.send(b"\r\nSEND OK\r\n")

    def arrived(self, number):
        link = self.links[number]
        try:
            if link.kind == "UDP":
                data, place = link.socket.recvfrom(65536)
                link.datagrams.append((data, self.name_of(place)))
            elif link.waiting() >= KEEPS:
                return
            else:
                data = link.socket.recv(KEEPS - link.waiting())
                link.kept += data
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if link.kind == "TCP" and not data:
            link.has_ended = True
            self.selector.unregister(link.socket)
        self.tell(number)

    def tell(self, number):
        """Data that wait are told once; the end comes behind the last of them."""
        link = self.links[number]
        if not self.passive:
            while link.waiting():
                self.give(number, MOST_DATA, "+IPD,{number},{size}{origin}:")
        if link.waiting() and not link.is_told:
            link.is_told = True
            self.say("", f"+IPD,{number},{link.waiting()}")
        if link.has_ended and not link.waiting():
            del self.links[number]
            link.socket.close()
            self.say(f"{number},CLOSED")

    def give(self, number, most, head):
        link = self.links[number]
        if link.datagrams:
            data, (ip, port) = link.datagrams.pop(0)
            data, rest = data[:most], data[most:]
            if rest:
                link.datagrams.insert(0, (rest, (ip, port)))
        else:
            (ip, port), data = link.peer, link.kept[:most]
            link.kept = link.kept[most:]
        origin = f',"{ip}",{port}' if self.info else ""
        self.send(head.format(number=number, size=len(data), origin=origin).encode() + data)

    def do_receive(self, number, most):
        number = int(number)
        if number not in self.links or not self.links[number].waiting():
            self.end(False)
            return
        self.links[number].is_told = False
        self.give(number, min(int(most), self.give_most), "+CIPRECVDATA:{size}{origin},")
        self.end()
        self.tell(number)

    COMMANDS = {
        "AT": do_ok, "ATE0": do_echo_off, "AT+RST": do_reset, "AT+SYSSTORE": do_ok, "AT+CWMODE": do_ok,
        "AT+CWAUTOCONN": do_ok, "AT+CWQAP": do_leave, "AT+CWRECONNCFG": do_ok, "AT+CIPMUX": do_mux,
        "AT+CIPDINFO": do_info, "AT+CIPRECVMODE": do_mode, "AT+CIPRECVTYPE": do_mode,
        "AT+CWLAPOPT": do_ok, "AT+CWLAP": do_scan, "AT+CWJAP": do_join, "AT+CWJAP?": do_which,
        "AT+CIPSTA?": do_addr, "AT+CIPSTAMAC?": do_mac, "AT+CIPDOMAIN": do_resolve, "AT+PING": do_ping,
        "AT+CIPSTART": do_connect, "AT+CIPCLOSE": do_close, "AT+CIPSERVER": do_listen,
        "AT+CIPSEND": do_send, "AT+CIPRECVDATA": do_receive,
    }

    # ---- what real ones do at times -------------------------------------------------------------

    def do(self, line):
        """A command of whoever tests; see above."""
        word, *words = line.split()
        if word == "down":
            self.is_reachable = False
            if self.joined is not None:
                self.leave()
        elif word == "up":
            self.is_reachable = True
        elif word == "key":
            self.networks[words[0]] = (words[1] if words[1:] else "", self.networks[words[0]][1])
        elif word == "reset":
            self.restart()
        elif word in ("hang", "go"):
            self.is_hung = word == "hang"
            self.line, self.busy, self.sending = b"", False, None
        elif word == "say":
            self.send(bytes.fromhex(words[0]))
        elif word in ("lose", "every"):
            setattr(self, word, int(words[0]))
        elif word == "asked":
            self.give_most = int(words[0])
        elif word == "unasked":
            self.can_keep = self.passive = False
        else:
            raise ValueError(f"there is no command {word}")

    def step(self, seconds=0.0):
        """What is due, and what has come from the network, at most so many seconds later."""
        now = self.clock()
        due = [entry for entry in self.later if entry[0] <= now]
        self.later = [entry for entry in self.later if entry[0] > now]
        for _, function in due:
            function()
        for key, _ in self.selector.select(seconds):
            if callable(key.data):
                key.data()
            elif self.is_hung:
                time.sleep(0.001)
            elif key.data == "server":
                self.accept()
            elif key.data in self.links and self.links[key.data].waiting() < KEEPS:
                self.arrived(key.data)
            else:
                time.sleep(0.0005)  # it waits until there is room


class Line:
    """The co-processor at a socket, in this thread: run() until the other end goes."""

    def __init__(self, sock, **options):
        self.socket, self.is_there, self.trace = sock, True, options.pop("trace", False)
        self.control = options.pop("control", None)
        self.at = EspAt(self.write, **options)
        self.at.selector.register(sock, selectors.EVENT_READ, self.read)
        if self.control is not None:
            self.at.selector.register(self.control, selectors.EVENT_READ, self.obey)

    def write(self, data):
        if self.trace and data:
            print(f"< {data!r}", file=sys.stderr)
        try:
            self.socket.sendall(data)
        except OSError:
            self.is_there = False

    def read(self):
        try:
            data = self.socket.recv(4096)
        except OSError:
            data = b""
        if self.trace and data:
            print(f"> {data!r}", file=sys.stderr)
        self.is_there = self.is_there and bool(data)
        self.at.feed(data)

    def obey(self):
        text = os.read(self.control.fileno() if hasattr(self.control, "fileno") else self.control, 4096)
        if not text:
            self.at.selector.unregister(self.control)
        for line in text.decode().splitlines():
            if line.strip():
                self.at.do(line)

    def run(self):
        while self.is_there:
            self.at.step(0.002 if self.at.later else 0.05)


def network_of(text):
    match = re.fullmatch(r"([^=]*)(?:=(.*?)(?:,(-\d+))?)?", text)
    return match[1], (match[2] or "", int(match[3] or -50))


def map_of(text):
    place, _, port = text.partition("=")
    ip, _, number = place.partition(":")
    return (ip, int(number)), int(port)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("--network", action="append", default=[], type=network_of)
    parser.add_argument("--map", action="append", default=[], type=map_of)
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--trace", action="store_true")
    args = parser.parse_args()
    if args.socket.isdigit():
        line = socket.socket(fileno=int(args.socket))
    else:
        line = socket.socket(socket.AF_UNIX)
        line.connect(args.socket)
    names = dict(entry.split("=", 1) for entry in args.name)
    Line(line, networks=dict(args.network), maps=dict(args.map), names=names, trace=args.trace,
         control=sys.stdin).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
