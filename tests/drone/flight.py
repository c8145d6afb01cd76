# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A flight: what is pressed for how long, what the drone should then be told, and where it should be.
Worked out from the plan alone, not from the model of tools/peers/tello.py."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "build/deps/pypng")]
import font  # noqa: E402
import png  # noqa: E402

LETTERS = {code: font.Font(font.FONT).pixels(code) for code in font.ASCII}

SPEED = 40  # of modules/drone
HEIGHT, FLIP = 80, 20
WAYS = {"up": (1, 0), "down": (-1, 0), "left": (0, -1), "right": (0, 1), "select": (0, 0)}
TEXTS = {"a": "takeoff", "b": "land", "start": "flip f"}
# (button, seconds until the next): a square, and a flip on its way.
PLAN = [("a", 0), ("up", 2.0), ("right", 1.5), ("start", 1.5), ("down", 2.0), ("left", 1.0),
        ("select", 1.0), ("b", 0)]


def command_of(button):
    if button in TEXTS:
        return TEXTS[button]
    forward, right = WAYS[button]
    return f"rc {right * SPEED} {forward * SPEED} 0 0"


def commands(plan):
    return ["command", *(command_of(button) for button, _ in plan)]


def corners(plan):
    """(x, y, z) behind each part of it; a flip takes a second, and then it goes on as before."""
    x = y = z = 0.0
    way, places = (0, 0), [(0.0, 0.0, 0.0)]
    for button, seconds in plan:
        if button in WAYS:
            way = WAYS[button]
        elif button == "start":
            x += FLIP
            seconds -= 1.0
            places.append((x, y, z))
        z = HEIGHT if button == "a" else 0.0 if button == "b" else z
        if button not in ("a", "b"):
            x, y = x + way[0] * SPEED * seconds, y + way[1] * SPEED * seconds
        places.append((x, y, z))
    return places


def distance(place, a, b):
    """Of a place from the straight line between two others, in the plane."""
    (px, py), (ax, ay), (bx, by) = place, a, b
    dx, dy = bx - ax, by - ay
    size = dx * dx + dy * dy
    along = 0 if size == 0 else max(0, min(1, ((px - ax) * dx + (py - ay) * dy) / size))
    return ((px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2) ** 0.5


def differs(path, plan, tolerance):
    """"" if each place of the path is on the planned one, each corner is passed, and it ends at its end."""
    places = [(x, y) for x, y, _ in corners(plan)]
    ways = list(zip(places, places[1:]))
    off = max(min(distance((x, y), a, b) for a, b in ways) for _, x, y, _, _ in path)
    missed = max(min(((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 for _, x, y, _, _ in path) for cx, cy in places)
    high = max(z for _, _, _, z, _ in path)
    _, x, y, z, _ = path[-1]
    beside = ((x - places[-1][0]) ** 2 + (y - places[-1][1]) ** 2) ** 0.5
    wrong = max(off, missed, beside, abs(high - HEIGHT), abs(z))
    return wrong > tolerance and (
        f"{off:.1f} cm off the way, a corner missed by {missed:.1f}, its end by {beside:.1f}, {high:.1f} high, "
        f"{z:.1f} at the end")


# ---- a picture of it ----------------------------------------------------------------------------

SCALE, MARGIN, GRID = 2, 24, 20
BACK, LINES, WORDS, WAY, FLOWN = 0xffffff, 0xdddddd, 0x707070, 0xb0c4ff, 0x1030a0


class Plot:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.pixels = [[BACK] * width for _ in range(height)]

    def dot(self, x, y, color, size=1):
        for row in range(y - size // 2, y + (size + 1) // 2):
            for column in range(x - size // 2, x + (size + 1) // 2):
                if 0 <= row < self.height and 0 <= column < self.width:
                    self.pixels[row][column] = color

    def line(self, a, b, color, size=1):
        steps = max(abs(b[0] - a[0]), abs(b[1] - a[1]), 1)
        for i in range(steps + 1):
            self.dot(*(a[k] + round((b[k] - a[k]) * i / steps) for k in (0, 1)), color, size)

    def text(self, x, y, text):
        for at, letter in enumerate(text):
            for dx, dy in LETTERS[ord(letter)]:
                self.dot(x + at * font.WIDTH + dx, y + dy, WORDS)

    def write(self, path):
        rows = [[channel for pixel in row for channel in pixel.to_bytes(3, "big")] for row in self.pixels]
        with open(path, "wb") as file:
            png.Writer(self.width, self.height, greyscale=False).write(file, rows)


def picture(path, plan):
    """Seen from above, in cm, forward is up: the plan wide, what was flown narrow."""
    places = [(x, y) for x, y, _ in corners(plan)]
    every = places + [(x, y) for _, x, y, _, _ in path]
    x0, y0 = (int(min(p[i] for p in every) // GRID * GRID) - GRID for i in (0, 1))
    x1, y1 = (-int(-max(p[i] for p in every) // GRID * GRID) + GRID for i in (0, 1))
    plot = Plot((y1 - y0) * SCALE + 2 * MARGIN, (x1 - x0) * SCALE + 2 * MARGIN)

    def at(x, y):
        return MARGIN + round((y - y0) * SCALE), plot.height - MARGIN - round((x - x0) * SCALE)

    for x in range(x0, x1 + 1, GRID):
        plot.line(at(x, y0), at(x, y1), LINES)
        plot.text(2, at(x, y0)[1] - 4, f"{x}")
    for y in range(y0, y1 + 1, GRID):
        plot.line(at(x0, y), at(x1, y), LINES)
        plot.text(at(x0, y)[0] - 6, plot.height - MARGIN + 8, f"{y}")
    for a, b in zip(places, places[1:]):
        plot.line(at(*a), at(*b), WAY, 7)
    for a, b in zip(path, path[1:]):
        plot.line(at(a[1], a[2]), at(b[1], b[2]), FLOWN)
    return plot
