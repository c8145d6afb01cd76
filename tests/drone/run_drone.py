#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""apps/drone flies a Tello that is made up (tools/peers/tello.py), over a co-processor that is
(esp_at.py): what the drone was told, and where it was, is what the buttons that were pressed should
make of it. In virtual time on the PC as a board, where the way is exact; then on emulated boards, whose
second UART is the co-processor's, with the network, the co-processor and the key lost on the way; and
without a radio over the PC's own sockets, and over lwIP on a board's Ethernet.

tests/drone/run_drone.py [--update] [BOARD...]; without a board it is `host`, and `wire` is the PC without
a radio. --update writes the picture
of apps/drone anew. Closes with `drone: N passed, N failed, N skipped`."""
import filecmp
import os
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE, os.path.join(os.path.dirname(HERE), "boards")]
from harness import ROOT, Suite, run  # noqa: E402
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "tools/peers")]
import children  # noqa: E402
from esp_at import Line  # noqa: E402
from flash import KINDS, Flash  # noqa: E402
from machine import Machine  # noqa: E402
from parts import wiring_of  # noqa: E402
from run_boards import Firmware, differs as not_equal  # noqa: E402
from tello import Tello  # noqa: E402
from virtual import Virtual  # noqa: E402
import flight  # noqa: E402

SSID, ADDRESS = "TELLO-5A3F12", ("192.168.10.1", 8889)
WIRES = ("wire", "lm3s6965evb")
PICTURE = os.path.join(ROOT, "apps/drone/drone.png")
KEYS = dict(zip(("a", "b", "up", "down", "left", "right", "select", "start"), "abudlres"))
TOLERANCE = 2.5  # cm; places are told every 4 cm
LATE = 1.0  # second that a press may come later on a busy PC
FORMATS = "The filestore is new or damaged: f formats it\n"


class Radio:
    """What is around the program, wherever it runs: press, expect, and do things to the radio."""

    networks = {SSID: ("", -50), "TELLO-2": ("its secret", -60), "home": ("", -40)}

    def around(self, drone):
        return {"networks": dict(self.networks), "maps": {ADDRESS: drone.port},
                "ports": {ADDRESS[1] + 1: drone.state_port}}


class Simulated(Radio):
    """In virtual time."""

    def __init__(self, folder):
        self.folder = folder
        self.board = Virtual(os.path.join(ROOT, "build/host/drone"), folder)
        self.drone = Tello(0, self.board.seconds)
        self.board.others = [self.drone]
        for name, value in self.around(self.drone).items():
            setattr(self.board.radio, name, value)
        self.seen = 0

    def wait(self, seconds):
        self.board.go(seconds)

    def type(self, text):
        self.board.type(text)

    def expect(self, text, seconds=30):
        """"" or what came instead, from behind what was expected last."""
        end = self.board.us + seconds * 1e6
        while text not in self.board.console[self.seen:] and self.board.us < end:
            self.board.go(0.01)
        rest = self.board.console[self.seen:]
        if text not in rest:
            return f"no {text!r} in {rest!r}"
        self.seen += rest.index(text) + len(text)
        return ""

    def do(self, command):
        self.board.radio.do(command)

    def close(self):
        self.board.close()
        self.drone.close()


class Wired:
    """A program in the PC's time, without a radio: the network is another one."""

    def __init__(self, folder):
        self.drone = Tello(0)
        self.firmware = self.start(folder)
        self.is_over, self.console, self.seen = False, "", 0
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def start(self, folder):
        """The PC's own sockets."""
        return Program([os.path.join(ROOT, "build/host/drone")], TINYWASM_IMAGES=folder)

    address = "127.0.0.1"

    def run(self):
        while not self.is_over:
            self.drone.step()
            time.sleep(0.002)

    def wait(self, seconds):
        time.sleep(seconds)

    def type(self, text):
        self.firmware.process.stdin.write(text.encode())

    def expect(self, text, seconds=40):
        end = time.monotonic() + seconds
        while text not in self.console[self.seen:] and time.monotonic() < end:
            line = self.firmware.line(0.2)
            self.console += "" if line is None else line + "\n"
        rest = self.console[self.seen:]
        if text not in rest:
            return f"no {text!r} in {rest!r}"
        self.seen += rest.index(text) + len(text)
        return ""

    def close(self):
        self.is_over = True
        self.thread.join()
        self.firmware.close()
        self.drone.close()


class Ethernet(Wired):
    """lwIP over a board's Ethernet, in QEMU's user network: its gateway is this PC's loopback."""

    address = "10.0.2.2"

    def __init__(self, board, folder):
        self.board = board
        super().__init__(folder)

    def start(self, folder):
        path, elf = os.path.join(folder, "flash"), os.path.join(ROOT, "build", self.board, "drone.elf")
        Flash(self.board, path).make(elf)
        port = self.drone.state_port
        return Firmware(self.board, elf, *wiring_of(self.board).get("options", ()), *KINDS[self.board].options(path),
                        "-nic", f"user,restrict=off,hostfwd=udp:127.0.0.1:{port}-10.0.2.15:{port}")


class Program(Firmware):
    """One of the PC's."""

    def __init__(self, command, **environment):
        self.process = children.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                                      env={**os.environ, **environment})
        self.buffer = b""


class Emulated(Wired, Radio):
    """On a board, in the PC's time, with a co-processor."""

    def __init__(self, board, folder):
        self.machine, self.drone = Machine(), Tello(0)
        path = os.path.join(folder, "flash")
        elf = os.path.join(ROOT, "build", board, "drone.elf")
        if not os.path.exists(path):
            Flash(board, path).make(elf)
        self.firmware = Firmware(board, elf, *wiring_of(board).get("options", ()), *self.machine.uart_options(1),
                                 *KINDS[board].options(path))
        commands, self.control = os.pipe()
        self.line = Line(self.machine.uart(0), control=open(commands, "rb", buffering=0), **self.around(self.drone))
        self.line.socket.settimeout(None)
        self.is_over, self.console, self.seen = False, "", 0
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while self.line.is_there and not self.is_over:
            self.line.at.step(0.002)
            self.drone.step()

    def do(self, command):
        os.write(self.control, command.encode() + b"\n")
        time.sleep(0.05)

    def close(self):
        self.is_over = True
        self.thread.join()
        os.close(self.control)
        self.firmware.close()
        self.machine.close()
        self.drone.close()


def begin(check, world, ssid=SSID):
    check("a_new_filestore_is_formatted_when_told", world.expect(FORMATS))
    world.type("f")
    check("joins_the_drones_network", world.expect(f"wifi: joined {ssid}\n"))


def press(check, world, button, answer=None):
    world.type(KEYS[button])
    check(f"{button}_calls_the_module", world.expect(f"button_{button}\n"))
    if answer:
        check(f"{button}_is_answered", world.expect(answer))


def fly(check, world, plan):
    for button, seconds in plan:
        answered = button in flight.TEXTS and button != "start"
        press(check, world, button, f"{flight.TEXTS[button]}: ok\n" if answered else None)
        world.wait(seconds)
    world.wait(0.3)


def said_of(drone):
    return [text for _, text in drone.said]


def as_heard(drone, plan):
    """The plan with the times between commands that the drone has heard."""
    times = [when for when, _ in drone.said[1:]]
    ends = times[1:] + [times[-1]]
    return [(button, 0 if button in "ab" else end - at) for (button, _), at, end in zip(plan, times, ends)]


def test_flight(check, world, is_exact):
    plan, drone = flight.PLAN, world.drone
    begin(check, world)
    fly(check, world, plan)
    check("the_drone_was_told_what_was_pressed", not_equal(said_of(drone), flight.commands(plan)))
    heard = as_heard(drone, plan)
    slack = 0.1 if is_exact else LATE
    late = [pair for pair in zip(plan, heard) if abs(pair[0][1] - pair[1][1]) > slack]
    check("when_it_was_pressed", late[:1])
    check("the_flight_is_the_plan", flight.differs(drone.path, plan if is_exact else heard, TOLERANCE))
    return heard


def save_picture(path, drone, plan):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    flight.picture(drone.path, plan).write(path)


def test_losses(check, world):
    """In the air the network goes and comes back, and the co-processor starts anew: it lands all the
    same."""
    begin(check, world)
    press(check, world, "a", "takeoff: ok\n")
    press(check, world, "up")
    world.wait(0.5)
    world.do("down")
    check("a_lost_network_is_told", world.expect(f"wifi: lost {SSID}\n"))
    world.wait(1.0)
    world.do("up")
    check("it_is_joined_again", world.expect(f"wifi: joined {SSID}\n"))
    press(check, world, "select")
    world.wait(0.5)
    world.do("reset")
    check("so_it_is_behind_a_reset", world.expect(f"wifi: joined {SSID}\n"))
    press(check, world, "b", "land: ok\n")
    check("all_was_said_once", not_equal(said_of(world.drone), [
        "command", "takeoff", "rc 0 40 0 0", "rc 0 0 0 0", "land"]))


def test_keys(check, world):
    """Another network: with a wrong key, with the right one; and one that the module may not fly."""
    begin(check, world)
    asks = "SSID KEY ADDRESS:PORT, KEY - for none:\n"
    for key, answer in (("no_secret", "wifi: WRONG_KEY"), ("its_secret", "wifi: joined TELLO-2\n")):
        world.do("key TELLO-2 its_secret")
        world.type("w")
        check("settings_are_asked_for", world.expect(asks))
        world.type(f"TELLO-2 {key} 192.168.10.1:8889\n")
        check("settings_are_kept", world.expect("kept: TELLO-2\n"))
        check(f"a_key_is_tried_{key}", world.expect(answer))
    world.type("w")
    check("settings_are_asked_for", world.expect(asks))
    world.type("TELLO-2 its_secret somewhere\n")
    check("wrong_settings_are_refused", world.expect("TW_ERR_INVAL\n"))
    world.type("w")
    check("settings_are_asked_for", world.expect(asks))
    world.type("home - 192.168.10.1:8889\n")
    check("another_network_is_joined", world.expect("wifi: joined home\n"))
    for button in ("a", "up", "start", "b"):
        press(check, world, button)
        check("without_a_grant_the_module_is_refused", world.expect(
            'drone.wasm: DENIED: wifi home by \'drone.wasm\': add wifi = ["home"] under [grant.drone]\n'))
    world.wait(1.0)
    check("and_not_a_byte_is_sent", not_equal(world.drone.bytes, 0))


def test_kept(check, folder):
    """What was set outlives the power."""
    world = Simulated(folder)
    check("the_network_that_was_set_is_joined", world.expect("wifi: joined home\n"))
    world.close()


def test_wire(check, world):
    """Where no radio answers, it flies over the wire; the drone's name and address are set by hand."""
    check("a_new_filestore_is_formatted_when_told", world.expect(FORMATS))
    world.type("f")
    check("without_a_radio_the_wire_is_taken", world.expect("wire: in use\n"))
    world.type("w")
    check("settings_are_asked_for", world.expect("KEY - for none:\n"))
    world.type(f"{SSID} - {world.address}:{world.drone.port}\n")
    check("settings_are_kept", world.expect(f"kept: {SSID}\n"))
    world.wait(1.0)
    fly(check, world, flight.PLAN)
    check("over_the_wire_it_was_told_what_was_pressed", not_equal(
        said_of(world.drone), flight.commands(flight.PLAN)))
    check("over_the_wire_the_flight_is_the_plan", flight.differs(
        world.drone.path, as_heard(world.drone, flight.PLAN), TOLERANCE))


def test_host(suite, is_updating):
    def check(claim, problem):
        suite.check(f"host_{claim}", problem)

    with tempfile.TemporaryDirectory(prefix="drone-") as folder:
        world = Simulated(folder)
        test_flight(check, world, True)
        made = PICTURE if is_updating else os.path.join(ROOT, "build/drone/host.png")
        save_picture(made, world.drone, flight.PLAN)
        world.close()
        check("the_picture_is_as_committed", not is_updating and not filecmp.cmp(made, PICTURE, False) and "differs")
    for test in (test_losses, test_keys):
        with tempfile.TemporaryDirectory(prefix="drone-") as folder:
            world = Simulated(folder)
            test(check, world)
            world.close()
            if test is test_keys:
                test_kept(check, folder)


def test_board(suite, board):
    def check(claim, problem):
        suite.check(f"{board}_{claim}", problem)

    for test in (lambda *words: test_flight(*words, False), test_losses, test_keys):
        with tempfile.TemporaryDirectory(prefix="drone-") as folder:
            world = Emulated(board, folder)
            try:
                plan = test(check, world)
                if plan:
                    save_picture(os.path.join(ROOT, f"build/drone/{board}.png"), world.drone, plan)
            finally:
                world.close()


def test_wires(suite, board):
    def check(claim, problem):
        suite.check(f"{board}_{claim}", problem)

    with tempfile.TemporaryDirectory(prefix="drone-") as folder:
        world = Wired(folder) if board == "wire" else Ethernet(board, folder)
        try:
            test_wire(check, world)
        finally:
            world.close()


def build(suite, board):
    problem = ""
    for command in (("cmake", "--preset", board), ("cmake", "--build", "--preset", board, "--parallel",
                                                    str(os.cpu_count() or 2), "--target", "drone")):
        done = run(*command, timeout=900)
        problem = problem or (done.code != 0 and done.out)
    suite.check(f"{board}_is_built", problem)
    return not problem


def main():
    boards = [word for word in sys.argv[1:] if word != "--update"] or ["host"]
    suite = Suite("drone")
    for board in boards:
        if not build(suite, "host" if board == "wire" else board):
            continue
        if board == "host":
            test_host(suite, "--update" in sys.argv[1:])
        elif board != "wire":
            test_board(suite, board)
        if board in WIRES:
            test_wires(suite, board)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
