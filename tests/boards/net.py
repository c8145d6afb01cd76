# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""IP on boards with Ethernet: the firmware of tests/boards/net in the emulator, over QEMU's user
networking (a NAT whose gateway is this PC's loopback) and over a wire whose other end is peer.py, or
another board. All traffic stays on loopback and on the emulators' own networks."""
import contextlib
import random
import re
import select
import socket
import threading
import time

from machine import Machine
from peer import Peer, answer_name, echo_packet, hostile_frames, ip_bytes
from wire import Wire

ECHO_PORT = 7
GATEWAY = "10.0.2.2"
FORGOTTEN = 12  # seconds after which lwIP has forgotten what was closed


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def fields(answer):
    """name=value of a line."""
    return dict(re.findall(r"(\w+)=(\S+)", answer or ""))


class Device:
    """A board with the firmware: start(options) gives the Firmware."""

    def __init__(self, start, *options):
        self.machine = Machine()
        self.firmware = start(self.machine.options() + list(options))
        self.greeting = self.firmware.line()

    def ask(self, command):
        return self.firmware.ask(command)

    def info(self):
        return fields(self.ask("info"))

    def state(self):
        return self.ask("state") or ""

    def wait_for(self, seconds, is_done):
        end = time.monotonic() + seconds
        while not (done := is_done()) and time.monotonic() < end:
            time.sleep(0.05)
        return done

    def close(self):
        self.firmware.close()
        self.machine.close()


# --- over the user network -----------------------------------------------------------------------

def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class EchoServer(threading.Thread):
    """Sends back what a connection brings; counts it."""

    def __init__(self):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port, self.count = self.server.getsockname()[1], 0
        self.start()

    def run(self):
        with contextlib.suppress(OSError):
            line, _ = self.server.accept()
            while data := line.recv(65536):
                self.count += len(data)
                line.sendall(data)

    def close(self):
        self.server.close()


class NameServer(threading.Thread):
    """A name server on a port of this PC."""

    def __init__(self):
        super().__init__(daemon=True)
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.bind(("127.0.0.1", 0))
        self.port, self.asked = self.line.getsockname()[1], 0
        self.start()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                question, sender = self.line.recvfrom(2048)
                self.asked += 1
                self.line.sendto(answer_name(question), sender)

    def close(self):
        self.line.close()


def echo_whole(port, size, seconds):
    """Sends so many random bytes to an echo and compares; what went wrong."""
    data, back = random.randbytes(size), bytearray()
    sent, end = 0, time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.setblocking(False)
        while len(back) < size and time.monotonic() < end:
            ready, room, _ = select.select([line], [line] if sent < size else [], [], 1)
            if room:
                sent += line.send(data[sent:sent + 65536])
            if ready:
                piece = line.recv(65536)
                if not piece:
                    break
                back += piece
    return "" if back == data else f"{sent} of {size} sent, {len(back)} back, equal: {data.startswith(back)}"


def echo_datagrams(port, count):
    """How many of so many datagrams came back as they were; each is tried three times."""
    good = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(1)
        line.connect(("127.0.0.1", port))
        for _ in range(count):
            data = random.randbytes(random.randrange(1, 1400))
            for _ in range(3):
                line.send(data)
                with contextlib.suppress(OSError):
                    if line.recv(2048) == data:
                        good += 1
                        break
    return good


def has_lease(device):
    return device.wait_for(20, lambda: device.info().get("addr") == "1")


def test_lease(check, device):
    check("net_starts", differs(device.ask("start"), "ok"))
    has_lease(device)
    info = device.info()
    got = [info.get(name) for name in ("ip", "mask", "gateway", "dns", "up")]
    check("net_has_an_address_by_dhcp",
          differs(got, ["10.0.2.15", "255.255.255.0", GATEWAY, "10.0.2.3", "1"]))
    answer = device.ask(f"ping {GATEWAY} 5000") or ""
    check("net_pings_its_gateway", not answer.startswith(f"ok {GATEWAY} us=") and answer)
    check("net_module_runs_beside", differs(device.ask("call"), "ok calls=1"))


def unused_stack(device, stack):
    """Bytes at the stack's far end that nobody wrote; the emulator's memory begins as zeros."""
    memory = device.machine.memory(*stack)
    return len(memory) - len(memory.lstrip(b"\0"))


def test_user(check, start, size, stack):
    """Address by DHCP, pings, an echo both ways: this PC connects, the device connects. stack: where
    it is, and how large."""
    tcp, udp = free_port(), free_port()
    device = Device(start, "-nic", f"user,id=wire,hostfwd=tcp:127.0.0.1:{tcp}-:{ECHO_PORT},"
                                   f"hostfwd=udp:127.0.0.1:{udp}-:{ECHO_PORT}")
    server = EchoServer()
    try:
        test_lease(check, device)
        before = device.info()
        check("net_listens", differs(device.ask(f"listen {ECHO_PORT}"), "ok"))
        check(f"net_echoes_{size}_bytes", echo_whole(tcp, size, 400))
        check("net_echoes_datagrams", differs(echo_datagrams(udp, 20), 20))
        device.ask("close")
        check("net_connects", differs(device.ask(f"flow {GATEWAY} {server.port} {size}"), "ok"))
        device.wait_for(400, lambda: fields(device.state()).get("received") == str(size))
        check(f"net_gets_{size}_bytes_back", differs(
            device.state(), f"open sent={size} received={size} wrong=0 errors=0"))
        check("net_sent_them_once", differs(server.count, size))
        device.ask("close")
        refused = free_port()
        device.ask(f"flow {GATEWAY} {refused} 10")
        check("net_is_refused", not device.wait_for(20, lambda: device.state().startswith("failed")) and
              device.state())
        device.ask("close")
        test_nothing_left(check, device, before)
        check("net_module_ran_beside", differs(device.ask("call"), "ok calls=2"))
        left = unused_stack(device, stack)
        print(f"C stack with the network: {stack[1] - left} of {stack[1]} B")
        check("net_leaves_a_quarter_of_the_stack", left < stack[1] // 4 and f"{left} B of {stack[1]}")
    finally:
        server.close()
        device.close()


def test_nothing_left(check, device, before):
    """When all is closed and forgotten, lwIP has the memory and the sockets that it had."""
    device.wait_for(FORGOTTEN + 10, lambda: device.info().get("memory") == before["memory"])
    after = device.info()
    check("net_leaves_nothing", differs([after.get(n) for n in ("memory", "sockets")],
                                        [before["memory"], "0"]))


def test_quick(check, start):
    """The first things: an address, a ping, a short echo."""
    tcp, size = free_port(), random.randrange(50_000, 100_000)
    device = Device(start, "-nic", f"user,id=wire,hostfwd=tcp:127.0.0.1:{tcp}-:{ECHO_PORT}")
    try:
        test_lease(check, device)
        check("net_listens", differs(device.ask(f"listen {ECHO_PORT}"), "ok"))
        check("net_echoes_what_it_is_sent", echo_whole(tcp, size, 60))
    finally:
        device.close()


def test_names(check, start):
    server = NameServer()
    device = Device(start, "-nic", "user,id=wire")
    try:
        check("net_starts_with_an_address", differs(
            device.ask(f"start 10.0.2.15 255.255.255.0 {GATEWAY} {GATEWAY} {server.port}"), "ok"))
        check("net_resolves_a_name", differs(device.ask("resolve tinywasm.test"), "ok 10.7.6.5"))
        check("net_asked_the_name_server", not server.asked and "nobody asked it")
        check("net_knows_no_such_name", differs(device.ask("resolve nobody.test"), "TW_ERR_NOENT"))
    finally:
        server.close()
        device.close()


# --- on a wire -----------------------------------------------------------------------------------

def is_alive(peer, device_ip):
    """It answers a ping, of several."""
    sequence = random.randrange(60000)
    for attempt in range(5):
        data = random.randbytes(random.randrange(0, 400))
        peer.send(echo_to(peer, device_ip, sequence + attempt, data))
        if peer.run(2, lambda: peer.echoes.get(sequence + attempt) == data):
            return True
    return False


def echo_to(peer, device_ip, sequence, data):
    return echo_packet(peer.ip, ip_bytes(device_ip), sequence, data)


def ask_meanwhile(device, peer, command, seconds=20):
    """What the device answers while the peer does, too."""
    device.firmware.send(command)
    end = time.monotonic() + seconds
    while b"\n" not in device.firmware.buffer and time.monotonic() < end:
        peer.run(0.05)
        if select.select([device.firmware.process.stdout], [], [], 0)[0]:
            return device.firmware.line()
    return None


def test_peer(check, start, rounds):
    """A peer in frames: gives the address, answers names, is pinged and pings; then it lies, and the
    link goes."""
    wire = Wire()
    device = Device(start, *wire.options())
    peer = Peer(wire, "10.1.0.1", lease="10.1.0.77")
    try:
        check("net_starts_on_a_wire", differs(device.ask("start"), "ok"))
        peer.run(20, lambda: device.info().get("addr") == "1")
        check("net_takes_the_lease", differs(device.info().get("ip"), "10.1.0.77"))
        peer.ask_arp("10.1.0.77")
        check("net_answers_arp", not peer.run(5, lambda: peer.device) and "no answer")
        check("net_answers_a_ping", not is_alive(peer, "10.1.0.77") and "no answer")
        answer = ask_meanwhile(device, peer, "ping 10.1.0.1 5000") or ""
        check("net_pings_the_peer", (not answer.startswith("ok") or not peer.requests) and answer)
        check("net_gets_names_of_the_peer", differs(
            ask_meanwhile(device, peer, "resolve tinywasm.test"), "ok 10.7.6.5"))
        device.ask(f"listen {ECHO_PORT}")
        test_hostile(check, device, peer, rounds)
        test_link(check, device, peer)
    finally:
        device.close()
        wire.close()


def test_hostile(check, device, peer, rounds):
    before = device.info()
    for _ in range(rounds):
        for frame in hostile_frames(peer.ip, ip_bytes("10.1.0.77"), peer.device, ECHO_PORT):
            peer.wire.send(frame)
        peer.run(0.01)
    check("net_answers_after_hostile_frames", not is_alive(peer, "10.1.0.77") and "no answer")
    info = device.info()
    check("net_saw_the_hostile_frames",
          int(info["in"]) - int(before["in"]) < rounds * 20 and f"{before} {info}")
    check("net_keeps_its_address", differs(info["ip"], "10.1.0.77"))
    # Half-open connections that hostile frames began are given up in the end.
    same = peer.run(60, lambda: device.info().get("memory") == before["memory"])
    check("net_leaves_nothing_of_hostile_frames", not same and differs(device.info(), before))


def test_link(check, device, peer):
    device.machine.qmp("set_link", name="wire", up=False)
    time.sleep(1)
    sequence = 61000
    peer.send(echo_to(peer, "10.1.0.77", sequence, b"lost"))
    check("net_hears_nothing_without_a_link", peer.run(1, lambda: sequence in peer.echoes) and "an answer")
    device.machine.qmp("set_link", name="wire", up=True)
    time.sleep(0.5)
    check("net_answers_when_the_link_is_back", not is_alive(peer, "10.1.0.77") and "no answer")


class Relay(threading.Thread):
    """Between two boards: loses, doubles, delays and cuts off so many of 100 frames."""

    def __init__(self, ends):
        super().__init__(daemon=True)
        self.ends, self.faults, self.is_over, self.counts = ends, 0, False, [0, 0]
        self.start()

    def has_fault(self):
        return random.randrange(100) < self.faults

    def pass_on(self, frame, to, late):
        if self.has_fault():
            return
        if self.has_fault():
            late.append((to, frame))
            return
        if self.has_fault():
            frame = frame[:random.randrange(14, len(frame))]
        to.send(*[frame] * (2 if self.has_fault() else 1))

    def run(self):
        late = []
        with contextlib.suppress(OSError):
            while not self.is_over:
                for i in (0, 1):
                    frame = self.ends[i].receive(0.002)
                    if frame is not None:
                        self.counts[i] += 1
                        self.pass_on(frame, self.ends[1 - i], late)
                    elif late:
                        to, frame = late.pop()
                        to.send(frame)


FAULTY_SECONDS = 900  # of the board's ticks, which are the PC's: in which a transfer is over


def test_faults(check, starts, rounds):
    """Two boards: what one sends, the other echoes, over a wire that loses so many of 100 frames, doubles,
    delays and cuts off as many others, and is away for a while; each is once the server."""
    wires = [Wire(), Wire()]
    devices = [Device(start, *wire.options()) for start, wire in zip(starts, wires)]
    relay = Relay(wires)
    try:
        for i, device in enumerate(devices):
            check("net_starts_beside_another", differs(
                device.ask(f"start 10.2.0.{i + 1} 255.255.255.0 10.2.0.9"), "ok"))
        before = [device.info() for device in devices]
        for away, (faults, size) in enumerate(rounds):
            relay.faults = faults
            test_faulty_flow(check, devices, away, size)
            relay.faults = 0
            for device in devices:
                device.ask("close")
        for device, info in zip(devices, before):
            test_nothing_left(check, device, info)
    finally:
        relay.is_over = True
        for thing in devices + wires:
            thing.close()


def work(device):
    """How often a module is called in 300 ms, at best: the PC may be busy."""
    return max(int(fields(device.ask("work 300"))["times"]) for _ in range(4))


def test_faulty_flow(check, devices, server, size):
    one, other = devices[1 - server], devices[server]
    at_ease = work(one)
    other.ask(f"listen {ECHO_PORT}")
    one.ask(f"flow 10.2.0.{server + 1} {ECHO_PORT} {size}")

    def received():
        return int(fields(one.state()).get("received", 0))

    one.wait_for(FAULTY_SECONDS // 2, lambda: received() > size // 4)
    one.machine.qmp("set_link", name="wire", up=False)
    one.wait_for(2, lambda: one.info().get("up") == "0")  # that of lm3s6965evb hears nothing of it
    stalled = work(one)
    time.sleep(2)
    at_rest = received()
    one.machine.qmp("set_link", name="wire", up=True)
    one.wait_for(FAULTY_SECONDS, lambda: received() == size)
    check("net_was_not_done_before_the_link_went", at_rest >= size and f"{at_rest} of {size}")
    check("net_that_is_stalled_lets_modules_run", stalled * 4 < at_ease and f"{stalled}, of {at_ease}")
    check("net_gets_all_back_over_a_faulty_wire",
          differs(one.state(), f"open sent={size} received={size} wrong=0 errors=0"))
