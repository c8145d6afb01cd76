#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""`tw` and a device over TCP, with somebody in between: keys, transfers that are cut and go on,
bytes that are changed, recorded sessions, floods.

tests/remote/run_remote.py [BOARD...]. Without BOARD on the PC, built with the sanitizers; on boards
in their emulators, whose port QEMU forwards. All traffic stays on the loopback.
"""
import contextlib
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

sys.path.insert(0, os.path.join(ROOT, "tools"))
from device import Device  # noqa: E402

TW = os.path.join(ROOT, "build/tw")
PING = os.path.join(ROOT, "modules/ping/ping.wasm")
JOBS = str(os.cpu_count() or 2)
PORT = 7531


def build(preset, target):
    for command in (["cmake", "--preset", preset],
                    ["cmake", "--build", "--preset", preset, "--target", target, "--parallel",
                     JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def lacks(text, *wanted):
    return next((f"{want!r} is not in {text!r}" for want in wanted if want not in text), "")


def padded_ping(folder):
    """ping.wasm with a custom section of 4,000 random bytes, so that it comes in several pieces."""
    path = os.path.join(folder, "ping.wasm")
    body = b"\x03pad" + random.randbytes(4000)
    size = bytes([len(body) & 0x7f | 0x80, len(body) >> 7])
    with open(PING, "rb") as source, open(path, "wb") as target:
        target.write(source.read() + b"\x00" + size + body)
    return path


class Between:
    """Carries connections to a port. change(data, is_to_device, total) gives the data, or None to
    cut the connection; total: bytes carried before."""

    def __init__(self, port, change=lambda data, is_to_device, total: data):
        self.port = port
        self.change = change
        self.total = 0
        self.sessions = []  # all that each client said
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.open = True
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while self.open:
            with contextlib.suppress(OSError):
                client, _ = self.listener.accept()
                device = socket.create_connection(("127.0.0.1", self.port))
                self.sessions.append(b"")
                for pair in ((client, device, True), (device, client, False)):
                    threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target, is_to_device):
        at = len(self.sessions) - 1
        with contextlib.suppress(OSError):
            while data := source.recv(512):
                changed = self.change(data, is_to_device, self.total)
                self.total += len(data)
                if is_to_device:
                    self.sessions[at] += data
                if changed is None:
                    break
                target.sendall(changed)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.open = False
        self.listener.close()


class Bench:
    """A device with its key, and `tw` beside it."""

    def __init__(self, suite, board, folder):
        self.suite = suite
        self.board = board
        self.folder = folder
        self.key = os.path.join(folder, "device.key")
        self.port = PORT
        self.device = None

    def check(self, claim, problem):
        self.suite.check(f"{self.board}_{claim}", problem)

    def tw(self, *words, address=None, key=None, **environment):
        words = [TW, *words]
        if address != "":
            words += ["--device", address or f"tcp://127.0.0.1:{self.port}"]
        if key != "":
            words += ["--key", key or self.key]
        return run(*words, timeout=240, **environment)

    def serial(self, *words):
        with self.device.port() as path:
            return run(TW, *words, "--device", path, timeout=240)

    def where(self):
        answer = self.device.do("where")
        match = re.fullmatch(r"port (\d+)", answer[-1] if answer else "")
        return int(match.group(1)) if match else None

    def wait_for_port(self, is_open):
        for _ in range(40):
            port = self.where()
            if port is not None and (port != 0) == is_open:
                return port
            time.sleep(0.25)
        return None

    def file(self, name, size):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(random.randbytes(size))
        return path

    def holds(self, name, path):
        """Nothing if the device's file has the bytes of the one at path."""
        copy = os.path.join(self.folder, "copy")
        done = self.tw("get", name, copy)
        if done.code != 0:
            return done.out
        with open(copy, "rb") as got, open(path, "rb") as wanted:
            return "" if got.read() == wanted.read() else "the device has other bytes"


# --- the key -------------------------------------------------------------------------------------

def test_key(bench):
    check = bench.check
    check("remote_is_shut_without_a_key", differs(bench.where(), 0))
    done = bench.serial("netkey", "--key", bench.key)
    check("remote_tw_makes_and_sets_a_key", differs(done.code, 0) and done.out)
    check("remote_the_key_is_its_owners_alone", differs(os.stat(bench.key).st_mode & 0o777, 0o600))
    bench.device.wake()
    port = bench.wait_for_port(True)
    check("remote_a_key_opens_the_port", "" if port else "it listens nowhere")
    bench.port = port if bench.board == "host" else bench.port
    with open(bench.key, encoding="utf-8") as file:
        key = file.read().strip()
    shown = bench.device.do("netkey") + bench.device.do("cat .remote") + bench.device.do("ls")
    check("remote_the_console_does_not_show_the_key",
          "it does" if key[:12] in "".join(shown).lower() else "")
    check("remote_the_console_says_there_is_one", lacks("".join(shown), "there is a key"))
    os.chmod(bench.key, 0o644)
    check("remote_tw_refuses_a_key_that_others_may_read",
          lacks(bench.tw("ls").out, "DENIED: others may read this key: chmod 600 it"))
    os.chmod(bench.key, 0o600)
    check("remote_tw_takes_the_key_from_the_environment",
          differs((bench.tw("ls", key="", TINYWASM_KEY=key).code,
                   bench.tw("ls", key="", TINYWASM_KEY_FILE=bench.key).code), (0, 0)))
    check("remote_tw_wants_a_key", lacks(bench.tw("ls", key="").out, "NOENT", "--key FILE"))
    check("remote_tw_sends_no_key_over_the_network",
          lacks(bench.tw("netkey").out, "DENIED: others could read the key"))


def test_wrong_key(bench):
    check = bench.check
    other = os.path.join(bench.folder, "other.key")
    with open(os.open(other, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(random.randbytes(32).hex())
    done = bench.tw("ls", key=other)
    check("remote_a_wrong_key_is_refused",
          differs(done.code, 1) or lacks(done.out, "DENIED: the device has another key"))
    check("remote_a_wrong_key_is_delayed", "" if done.seconds > 0.9 else f"{done.seconds:.2f} s")
    check("remote_the_right_key_comes_in_after_it", differs(bench.tw("ls").code, 0))


# --- commands and transfers ----------------------------------------------------------------------

def test_story(bench):
    check = bench.check
    ping = padded_ping(bench.folder)
    left = [random.randrange(1000, 4000)]

    def cut(piece, _is_to_device, total):
        return None if left and total + len(piece) >= left[0] and left.pop() else piece

    between = Between(bench.port, cut)
    done = bench.tw("put", ping, address=between.address)
    between.close()
    check("remote_put_of_a_module_in_two_connections", differs(done.code, 0) and done.out or
          lacks(done.out, "the connection broke", "put ping.wasm, "))
    check("remote_ls", lacks(bench.tw("ls").out, f"ping.wasm {os.path.getsize(ping)}\n"))
    check("remote_get", bench.holds("ping.wasm", ping))
    check("remote_load", differs(bench.tw("load", "ping.wasm").code, 0))
    check("remote_run", differs(bench.tw("run", "ping.wasm").code, 0))
    monitor = subprocess.run(
        [TW, "monitor", f"tcp://127.0.0.1:{bench.port}", "--key", bench.key, "--for", "2"],
        input=b"\rps\r", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=60, check=False)
    check("remote_monitor", lacks(monitor.stdout.decode("latin-1"), "==> ", "ping"))
    check("remote_call", differs(bench.tw("call", "ping", "ping").code, 0))
    check("remote_the_module_ran", "" if bench.device.wait("pong") else "it did not")
    check("remote_halt", differs(bench.tw("halt", "ping").code, 0))
    check("remote_unload", differs(bench.tw("unload", "ping.wasm").code, 0))
    check("remote_errors_are_those_of_the_serial_line",
          lacks(bench.tw("rm", "nosuch").out, "nosuch: NOENT: "))
    check("remote_a_bad_module_replaces_nothing",
          lacks(bench.tw("put", os.path.join(ROOT, "tests/demo/invalid.wasm"), "ping.wasm").out,
                "nothing was replaced") or bench.holds("ping.wasm", ping))


def test_cuts(bench, size, count):
    """The connection is cut at a random byte, and again at another; tw connects anew by itself."""
    for i in range(count):
        old = bench.file("old.bin", 200)
        bench.tw("put", old, "data.bin")
        data = bench.file("data.bin", size)
        cuts = sorted(random.sample(range(200, size), 2))
        at = list(cuts)

        def change(piece, _is_to_device, total, at=at):
            if at and total + len(piece) >= at[0]:
                at.pop(0)
                return None
            return piece

        between = Between(bench.port, change)
        done = bench.tw("put", data, address=between.address)
        between.close()
        problem = (differs(done.code, 0) and done.out or differs(at, []) or
                   lacks(done.out, "the connection broke") or bench.holds("data.bin", data))
        bench.check(f"remote_a_put_that_is_cut_goes_on_{i}", problem and f"cut at {cuts}: {problem}")


def test_given_up(bench):
    """tw is killed in the middle; another tw goes on where it was."""
    data = bench.file("data.bin", 30000)
    sent = threading.Event()

    def change(piece, _is_to_device, total):
        if total > 15000:
            sent.set()
            time.sleep(60)
        return piece

    between = Between(bench.port, change)
    with subprocess.Popen([TW, "put", data, "--device", between.address, "--key", bench.key],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        is_sent = sent.wait(60)
        process.kill()
    between.close()
    done = bench.tw("put", data)
    bench.check("remote_a_put_that_was_killed_goes_on",
                ("" if is_sent else "nothing was sent") or differs(done.code, 0) and done.out or
                lacks(done.out, "B are there already: going on") or
                bench.holds("data.bin", data))


# --- somebody in between -------------------------------------------------------------------------

def test_changes(bench, count):
    """A byte is changed anywhere behind the handshake: nobody believes it."""
    for i in range(count):
        data = bench.file("data.bin", 3000)
        at = random.randrange(300, 3000)
        state = {"done": False}

        def change(piece, _is_to_device, total, at=at, state=state):
            if total <= at < total + len(piece) and not state["done"]:
                state["done"] = True
                piece = bytearray(piece)
                piece[at - total] ^= 1 << random.randrange(8)
                return bytes(piece)
            return piece

        between = Between(bench.port, change)
        done = bench.tw("put", data, address=between.address)
        between.close()
        problem = (differs(state["done"], True) or differs(done.code, 0) and done.out or
                   lacks(done.out, "the connection broke") or bench.holds("data.bin", data))
        bench.check(f"remote_a_changed_byte_is_not_believed_{i}", problem and f"byte {at}: {problem}")


def test_replay(bench):
    """All that a client said is said again."""
    between = Between(bench.port)
    path = bench.file("data.bin", 500)
    bench.tw("put", path)
    done = bench.tw("rm", "data.bin", address=between.address)
    between.close()
    bench.tw("put", path)
    with socket.create_connection(("127.0.0.1", bench.port)) as again:
        again.settimeout(10)
        again.sendall(b"".join(between.sessions))
        answer = b""
        with contextlib.suppress(OSError):
            while piece := again.recv(4096):
                answer += piece
    bench.check("remote_a_recorded_session_does_nothing",
                differs(done.code, 0) or ("" if between.sessions[0] else "nothing was recorded") or
                differs(answer[-4:], bytes([5, 1, 0, 2])) or bench.holds("data.bin", path))


def test_floods(bench):
    """Connections without end: the console and modules go on, and so does who has the key."""
    stop = threading.Event()
    counts = [0]

    def flood():
        while not stop.is_set():
            with contextlib.suppress(OSError), \
                    socket.create_connection(("127.0.0.1", bench.port), timeout=2) as wire:
                wire.sendall(random.randbytes(random.randrange(2000)))
                counts[0] += 1

    threads = [threading.Thread(target=flood) for _ in range(3)]
    for thread in threads:
        thread.start()
    slowest = 0.0
    for _ in range(10):
        begin = time.monotonic()
        bench.device.do("df")
        slowest = max(slowest, time.monotonic() - begin)
    stop.set()
    for thread in threads:
        thread.join()
    bench.check("remote_a_flood_does_not_stop_the_console",
                "" if slowest < 5 and counts[0] > 10 else f"{slowest:.1f} s, {counts[0]} came")
    time.sleep(1)
    done = bench.tw("ls")
    bench.check("remote_who_has_the_key_comes_in_after_a_flood",
                differs(done.code, 0) and done.out)


def test_busy(bench):
    with subprocess.Popen([TW, "monitor", f"tcp://127.0.0.1:{bench.port}", "--key", bench.key,
                           "--for", "60"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as first:
        first.stdin.write(b"\r")
        first.stdin.flush()
        first.stdout.read(4)
        done = bench.tw("ls")
        bench.check("remote_has_one_session",
                    lacks(done.out, "BUSY: somebody else has the device's only session"))
        first.send_signal(19)  # stopped: it gives no sign of life any more
        done = bench.tw("ls")
        bench.check("remote_a_dead_session_makes_room", differs(done.code, 0) and done.out)
        first.kill()


# --- power ---------------------------------------------------------------------------------------

def test_power(bench):
    """The key and the old file outlive the power; nonces differ."""
    def nonce():
        with socket.create_connection(("127.0.0.1", bench.port), timeout=10) as wire:
            wire.sendall(b"\x01\x35\x00TWSL\x01" + bytes(48))
            return wire.recv(40)[8:]

    seen = {nonce(), nonce()}
    bench.device.power_off()
    bench.device.power_on()
    bench.device.wake()
    port = bench.wait_for_port(True)
    bench.port = port if bench.board == "host" and port else bench.port
    seen.add(nonce())
    bench.check("remote_the_key_outlives_the_power", differs(bench.tw("ls").code, 0))
    bench.check("remote_nonces_differ_after_power_on",
                differs((len(seen), {len(n) for n in seen}), (3, {32})))
    done = bench.serial("netkey", "--remove")
    bench.device.wake()
    bench.check("remote_without_its_key_it_is_shut_again",
                differs(done.code, 0) or differs(bench.wait_for_port(False), 0))


def prepare(bench):
    """The device, with a new filestore."""
    preset = "host-debug" if bench.board == "host" else bench.board
    problem = build("host", "tw") or build(preset, "remote-device")
    if problem:
        bench.check("remote_builds", problem)
        return False
    ending = "" if bench.board == "host" else ".elf"
    program = os.path.join(ROOT, "build", preset, "remote-device" + ending)
    options = []
    if bench.board != "host":
        bench.port = free_port()
        options = ["-nic", f"user,restrict=on,hostfwd=tcp:127.0.0.1:{bench.port}-:{PORT}"]
    bench.device = Device(bench.board, program, os.path.join(bench.folder, "flash.img"), options)
    bench.device.send("format --yes\r")
    is_awake = bench.device.wake()
    bench.check("remote_builds", "" if is_awake else "the console does not answer")
    return is_awake


def test_new_key(bench):
    """A filestore in RAM forgets the key with the power; the same key comes with a new seed."""
    bench.device.power_off()
    bench.device.power_on()
    bench.device.wake()
    is_shut = differs(bench.where(), 0)
    done = bench.serial("netkey", "--key", bench.key)
    bench.device.wake()
    bench.check("remote_a_key_that_is_forgotten_is_set_again",
                is_shut or differs(done.code, 0) or ("" if bench.wait_for_port(True) else "shut") or
                differs(bench.tw("ls").code, 0))


def attempt_all(bench, *tests):
    for test, *arguments in tests:
        bench.suite.attempt(test, bench, *arguments, where=bench.board)


def test_board(bench):
    attempt_all(bench, (test_key,), (test_wrong_key,), (test_story,), (test_cuts, 6000, 2), (test_changes, 2),
                (test_replay,), (test_new_key if bench.device.flash is None else test_power,))


def test_every_cut(bench):
    problem = build("host-debug", "test_remote")
    done = run(os.path.join(ROOT, "build/host-debug/tests/remote/test_remote"), "all", timeout=900)
    bench.check("remote_a_transfer_is_cut_behind_every_byte",
                problem or differs(done.code, 0) and done.out)


def test_host(bench, is_long):
    rounds = 30 if is_long else 1
    attempt_all(bench, (test_key,), (test_wrong_key,), (test_story,), (test_cuts, 20000, rounds),
                (test_changes, rounds), (test_replay,))
    if is_long:
        attempt_all(bench, (test_given_up,), (test_busy,), (test_floods,), (test_power,), (test_every_cut,))


def main():
    words = sys.argv[1:]
    is_long = "all" in words
    boards = [word for word in words if word != "all"] or ["host"]
    suite = Suite("remote")
    for board in boards:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(suite, board, folder)
            if prepare(bench) and board == "host":
                test_host(bench, is_long)
            elif bench.device is not None:
                test_board(bench)
            if bench.device is not None:
                bench.device.close()
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
