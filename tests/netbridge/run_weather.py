#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The network for modules on the PC and on emulated boards: apps/weather with a real broker, on the PC and on an emulated board: what is measured arrives at the
broker and on the display; a broker that is killed and started again is found again; and without the
grant not a frame of it leaves the board. And a module that fetches by HTTP.

tests/netbridge/run_weather.py [pc]; pc: on the PC alone. Closes with `weather: N passed, N failed,
N skipped`. All traffic stays on loopback and the emulator's own network.
"""
import http.server
import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tests"), os.path.join(ROOT, "tests/examples")]
from harness import Suite, run  # noqa: E402
import boards  # noqa: E402
import picture  # noqa: E402
from canvas import Canvas  # noqa: E402

BOARD = "lm3s6965evb"
HTTP_BOARDS = ("lm3s6965evb", "mps2-an385")
TOPIC = "weather/temperature"
WHITE = 0xffffff
MAGIC_MICROSECONDS = 0xa1b2c3d4
TCP, UDP = 6, 17
DHCP, DNS = {67, 68}, 53


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build(board, port, target):
    """The program, which knows this port; and what went wrong."""
    folder = os.path.join(ROOT, "build/weather", board)
    for command in (["cmake", "--preset", board, "-B", folder, f"-DTINYWASM_SET=port={port}"],
                    ["cmake", "--build", folder, "--parallel", "2", "--target", target]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return None, done.out
    return os.path.join(folder, target + (".elf" if board != "host" else "")), ""


class Broker:
    """mosquitto, that can be killed and started again."""

    def __init__(self, port):
        self.folder = tempfile.TemporaryDirectory(prefix="broker-")
        self.port, self.process = port, None
        self.config = os.path.join(self.folder.name, "broker.conf")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
        self.start()

    def start(self):
        self.process = subprocess.Popen(["/usr/sbin/mosquitto", "-c", self.config],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        self.kill()
        self.folder.cleanup()


class Watcher:
    """A client of ours: what the broker has, seen by somebody else."""

    def __init__(self, port):
        end = time.monotonic() + 10
        while True:
            try:
                self.line = socket.create_connection(("127.0.0.1", port), timeout=5)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self.line.sendall(b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02it")
        assert self.read(4) == b"\x20\x02\x00\x00"
        topic = TOPIC.encode()
        self.line.sendall(struct.pack(">BBHH", 0x82, 5 + len(topic), 1, len(topic)) + topic + b"\x00")
        assert self.read(5) == b"\x90\x03\x00\x01\x00"

    def read(self, size):
        data = b""
        while len(data) < size:
            piece = self.line.recv(size - len(data))
            if not piece:
                raise OSError("the broker has gone")
            data += piece
        return data

    def value(self):
        """The next that is reported."""
        kind, size = self.read(2)
        rest = self.read(size)
        assert kind & 0xf0 == 0x30, kind
        return rest[2 + struct.unpack(">H", rest[:2])[0]:].decode()

    def until(self, wanted, seconds=30):
        """"" as soon as this is reported."""
        end, seen = time.monotonic() + seconds, None
        self.line.settimeout(seconds)
        while time.monotonic() < end:
            seen = self.value()
            if seen == wanted:
                return ""
        return f"{seen}, not {wanted}"

    def close(self):
        self.line.close()


def degrees(millicelsius):
    return f"{'-' if millicelsius < 0 else ''}{abs(millicelsius) // 1000}.{abs(millicelsius) % 1000:03}"


def temperatures(count):
    return [125 * n for n in random.sample(range(-55 * 8, 125 * 8), count)]


def until(line, wanted, seconds=60):
    """"" as soon as the console says it; line: gives the next."""
    end, last = time.monotonic() + seconds, None
    while time.monotonic() < end:
        said = line(max(0.1, end - time.monotonic()))
        if said == wanted:
            return ""
        last = said if said is not None else last
    return f"it does not say {wanted!r}; at last: {last!r}"


# --- the board ---------------------------------------------------------------------------------------

class World(boards.Board):
    """The board with the emulator's user-mode network, whose frames are written down."""

    def __init__(self, elf, board=BOARD):
        wiring = {key: value for key, value in boards.wiring_of(board).items() if key != "net"}
        self.name = board
        self.outside = boards.Outside(wiring, 0)
        self.frames = self.outside.machine.path("frames")
        self.firmware = boards.Firmware(
            board, elf, *self.outside.options(), "-nic", "user,id=n0",
            "-object", f"filter-dump,id=dump,netdev=n0,file={self.frames}")


def expected_screen(value):
    canvas = Canvas(128, 64)
    canvas.text(0, 0, 1, TOPIC, WHITE)
    canvas.text(0, 10, 2, value, WHITE)
    return picture.drawn(canvas)


def shows(world, value, seconds=20):
    end = time.monotonic() + seconds
    while True:
        screen = world.screen(128)
        problem = screen.part(0, 0, 128, 64).differs(expected_screen(value))
        if not problem or time.monotonic() > end:
            return problem
        time.sleep(0.2)


def test_board(suite, port, elf):
    broker = Broker(port)
    try:
        with World(elf) as world:
            chip = world.outside.wiring["i2c"]["thermometer"]
            suite.check("board_connects", until(world.line, "weather.wasm: reporting"))
            for round_trip in range(3):
                watcher = Watcher(port)
                for value in temperatures(2):
                    world.outside.set_temperature(chip, value)
                    text = degrees(value)
                    suite.check("board_reports_to_the_broker", watcher.until(text))
                    suite.check("board_says_what_comes_back", until(
                        world.line, f"weather_panel.wasm: {TOPIC} {text}"))
                    suite.check("board_draws_what_comes_back", shows(world, text))
                watcher.close()
                if round_trip < 2:
                    broker.kill()
                    suite.check("board_sees_that_the_broker_is_gone",
                                until(world.line, "weather.wasm: no broker"))
                    broker.start()
                    suite.check("board_finds_the_broker_again",
                                until(world.line, "weather.wasm: reporting"))
    finally:
        broker.close()


def packets(path):
    """(protocol, source port, target port) of each IPv4 packet with ports in a capture."""
    with open(path, "rb") as file:
        data = file.read()
    assert struct.unpack("<I", data[:4])[0] == MAGIC_MICROSECONDS
    at = 24
    while at + 16 <= len(data):
        size = struct.unpack("<I", data[at + 8:at + 12])[0]
        frame = data[at + 16:at + 16 + size]
        at += 16 + size
        if frame[12:14] == b"\x08\x00" and frame[23] in (TCP, UDP):
            head = 14 + (frame[14] & 15) * 4
            yield (frame[23], *struct.unpack(">HH", frame[head:head + 4]))


def test_silent_board(suite, port, elf, talking):
    """The same program, with other grants: the emulator's network has its DHCP and nothing else."""
    broker = Broker(port)
    try:
        with World(elf) as world:
            line = next((line for line in world.lines(8) if line and "DENIED" in line), "")
            suite.check("silent_board_says_which_line_is_missing", not re.search(
                r"DENIED: host mqtt://broker\.test:\d+ by 'weather(_panel)?\.wasm': add hosts = "
                r'\["mqtt://broker\.test:\d+"\] under \[grant\.weather(_panel)?\]', line) and line)
            world.lines(6)  # it is made anew, and tries again
            seen = list(packets(world.frames))
            suite.check("silent_board_has_a_network", not seen and "no packets")
            suite.check("silent_board_sends_nothing", [packet for packet in seen if not (
                packet[0] == UDP and set(packet[1:]) <= DHCP)])
        with World(talking) as world:  # and with the grant it does
            suite.check("talking_board_connects", until(world.line, "weather.wasm: reporting"))
            suite.check("talking_board_is_seen", not any(packet[0] == TCP and port in packet[1:] for packet in
                                                         packets(world.frames)) and "no packets")
    finally:
        broker.close()


# --- the PC ------------------------------------------------------------------------------------------

class Program:
    """The application as a program of the PC, with its console."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0)
        self.buffer = b""

    def line(self, timeout):
        end = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            piece = os.read(self.process.stdout.fileno(), 4096)
            if not piece:
                return None
            self.buffer += piece
        text, self.buffer = self.buffer.split(b"\n", 1)
        return text.decode()

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def test_pc(suite, port, path):
    broker, program = Broker(port), Program(path)
    try:
        for round_trip in range(3):
            suite.check("pc_connects", until(program.line, "weather.wasm: reporting"))
            watcher = Watcher(port)
            suite.check("pc_reports_to_the_broker", watcher.until("0.000"))
            watcher.close()
            suite.check("pc_gets_it_back", until(program.line, f"weather_panel.wasm: {TOPIC} 0.000"))
            broker.kill()
            suite.check("pc_sees_that_the_broker_is_gone", until(program.line, "weather.wasm: no broker"))
            broker.start()
    finally:
        program.close()
        broker.close()


# --- HTTP --------------------------------------------------------------------------------------------

BODIES = {f"/{which}": random.randbytes(random.randrange(2000, 30000)) for which in "abc"}


class Answers(http.server.BaseHTTPRequestHandler):
    """/a with its length, /b in chunks, /c until the connection ends."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = BODIES[self.path]
        self.close_connection = True
        self.send_response(200 + ord(self.path[1]) - ord("a"))
        if self.path == "/a":
            self.send_header("Content-Length", str(len(body)))
        if self.path == "/b":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.path != "/b":
            self.wfile.write(body)
            return
        while body:
            size = random.randrange(1, 3000)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body[:size]), body[:size]))
            body = body[size:]
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


def sum_of(body):
    total = 0
    for byte in body:
        total = (total * 31 + byte) & 0xffffffff
    return total


def fetched():
    """The lines of a module that has fetched all."""
    return [line for i, body in enumerate(BODIES.values())
            for line in (f"status {200 + i} 0", f"body {len(body)} {sum_of(body)}")]


def test_fetching(suite, name, line):
    lines = [line(60) for _ in range(6)]
    while lines[-1] is not None and lines[0] != fetched()[0] and len(lines) < 60:
        lines = lines[1:] + [line(60)]  # before it has an address it cannot
    suite.check(f"{name}_fetches_what_the_server_has", lines != fetched() and f"{lines}, not {fetched()}")
    again = [line(60) for _ in range(6)]
    suite.check(f"{name}_fetches_it_again", again != fetched() and f"{again}")


def test_http(suite, port, built):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program = Program(built["host", "fetch"])
    test_fetching(suite, "pc", program.line)
    program.close()
    for board in HTTP_BOARDS:
        with World(built[board, "fetch"], board) as world:
            test_fetching(suite, board, world.line)
    server.shutdown()


def main():
    suite, port = Suite("weather"), free_port()
    built, is_board = {}, sys.argv[1:] != ["pc"]
    programs = [("host", "weather"), (BOARD, "weather"), (BOARD, "silent"),
                *((board, "fetch") for board in ("host", *HTTP_BOARDS))]
    for board, target in programs if is_board else programs[:1]:
        built[board, target], problem = build(board, port, target)
        suite.check(f"{target}_of_{board}_is_built", problem)
    if suite.failed == 0:
        test_pc(suite, port, built["host", "weather"])
    if suite.failed == 0 and is_board:
        test_board(suite, port, built[BOARD, "weather"])
        test_silent_board(suite, port, built[BOARD, "silent"], built[BOARD, "weather"])
        test_http(suite, port, built)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
