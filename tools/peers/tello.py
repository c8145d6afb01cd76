#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A drone that is made up: what Ryze's Tello says and does by the texts of its public SDK, with a small
model of how it flies, on the loopback.

    tools/peers/tello.py [--port 8889] [--log FILE]

Texts come to PORT by UDP and are answered there; it tells its state ten times a second to the port
behind, of whom said `command` first. --log keeps what was said and where it was, a line each:
`SECONDS said TEXT` and `SECONDS at X Y Z YAW`, in cm and degrees. X is forward and Y to the right of
where it stood when it was switched on.

The model: it climbs to 80 cm and sinks at 40 cm/s, follows a stick at 100 % with 100 cm/s or 100
degrees a second, at once, and stays where it is without one; a flip takes a second, 20 cm forward. It
flies no lower than 20 cm. It refuses to fly before `takeoff`, and lands after 15 s without a word."""
import argparse
import math
import select
import socket
import sys
import time

CLIMB, SINK = 40.0, 40.0  # cm/s
HEIGHT, LOWEST, FLIP_CM = 80.0, 20.0, 20.0
SILENCE = 15.0
STEP = 0.01
STATE_SECONDS = 0.1
FLIPS = {"f": (1, 0), "b": (-1, 0), "r": (0, 1), "l": (0, -1)}


class Tello:
    def __init__(self, port=8889, clock=time.monotonic):
        self.clock, self.start = clock, clock()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.state_port = self.port + 1
        self.x = self.y = self.z = self.yaw = 0.0
        self.sticks = (0, 0, 0, 0)
        self.mode, self.mode_since, self.flip = "landed", 0.0, (0, 0)
        self.done = self.peer = None
        self.time, self.state_at, self.heard = 0.0, 0.0, 0.0
        self.battery = 87.0
        self.said, self.path = [], [(0.0, 0.0, 0.0, 0.0, 0.0)]
        self.bytes = 0

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def now(self):
        return self.clock() - self.start

    # ---- how it flies ---------------------------------------------------------------------------

    def go(self, seconds):
        """The model, so many seconds on."""
        if self.mode == "takeoff":
            self.z = min(HEIGHT, self.z + CLIMB * seconds)
            if self.z >= HEIGHT:
                self.end("flying")
        elif self.mode == "land":
            self.z = max(0.0, self.z - SINK * seconds)
            if self.z <= 0:
                self.end("landed")
        elif self.mode == "flip":
            self.move(self.flip[1] * FLIP_CM * seconds, self.flip[0] * FLIP_CM * seconds)
            if self.time - self.mode_since >= 1.0:
                self.end("flying")
        elif self.mode == "flying":
            right, forward, up, turn = self.sticks
            self.move(right * seconds, forward * seconds)
            self.z = max(LOWEST, self.z + up * seconds)
            self.yaw = (self.yaw + turn * seconds) % 360

    def move(self, right, forward):
        angle = math.radians(self.yaw)
        self.x += forward * math.cos(angle) - right * math.sin(angle)
        self.y += forward * math.sin(angle) + right * math.cos(angle)

    def end(self, mode):
        self.mode = mode
        if self.done is not None:
            self.answer(self.done, "ok")
            self.done = None

    def begin(self, mode, peer):
        self.mode, self.mode_since, self.done = mode, self.time, peer

    # ---- what it is told ------------------------------------------------------------------------

    def answer(self, peer, text):
        self.socket.sendto(text.encode(), peer)

    def obey(self, text, peer):
        words = text.split()
        is_flying = self.mode == "flying"
        if text == "command":
            self.peer = peer
            self.answer(peer, "ok")
        elif self.peer is None:
            return  # it does not listen yet
        elif text == "battery?":
            self.answer(peer, f"{self.battery:.0f}")
        elif text == "takeoff" and self.mode == "landed":
            self.begin("takeoff", peer)
        elif text == "land" and is_flying:
            self.begin("land", peer)
        elif len(words) == 2 and words[0] == "flip" and words[1] in FLIPS and is_flying:
            self.flip = FLIPS[words[1]]
            self.begin("flip", peer)
        elif len(words) == 5 and words[0] == "rc":
            sticks = tuple(int(word) for word in words[1:])
            if all(-100 <= stick <= 100 for stick in sticks):
                self.sticks = sticks
        else:
            self.answer(peer, "error")

    def hear(self):
        try:
            while True:
                data, peer = self.socket.recvfrom(2048)
                self.bytes += len(data)
                text = data.decode("latin-1").strip()
                self.said.append((self.time, text))
                self.heard = self.time
                self.obey(text, peer)
        except (BlockingIOError, ConnectionError):
            pass
        except ValueError:
            self.answer(peer, "error")

    def tell_state(self):
        text = (f"pitch:0;roll:0;yaw:{self.yaw:.0f};vgx:0;vgy:0;vgz:0;templ:60;temph:62;tof:{self.z:.0f};"
                f"h:{self.z:.0f};bat:{self.battery:.0f};baro:0.00;time:{self.time:.0f};agx:0.00;agy:0.00;"
                f"agz:-1000.00;\r\n")
        self.socket.sendto(text.encode(), (self.peer[0], self.state_port))

    def step(self):
        """Up to now."""
        self.hear()
        while self.time + STEP <= self.now():
            self.time += STEP
            self.go(STEP)
            self.battery -= STEP / 60 if self.mode != "landed" else 0
            if self.mode == "flying" and self.time - self.heard > SILENCE:
                self.begin("land", None)
            if self.peer is not None and self.time >= self.state_at:
                self.state_at = self.time + STATE_SECONDS
                self.path.append((self.time, self.x, self.y, self.z, self.yaw))
                self.tell_state()

    def log(self):
        lines = [(when, f"said {text}") for when, text in self.said]
        lines += [(at[0], "at {:.1f} {:.1f} {:.1f} {:.1f}".format(*at[1:])) for at in self.path]
        return "".join(f"{when:.2f} {text}\n" for when, text in sorted(lines))

    def close(self):
        self.socket.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8889)
    parser.add_argument("--log")
    args = parser.parse_args()
    drone = Tello(args.port)
    try:
        while True:
            select.select([drone.socket], [], [], 0.01)
            drone.step()
    except KeyboardInterrupt:
        pass
    if args.log:
        with open(args.log, "w", encoding="utf-8") as file:
            file.write(drone.log())
    return 0


if __name__ == "__main__":
    sys.exit(main())
