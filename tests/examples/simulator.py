# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""An example on the simulated board, in virtual time: a script says what happens when, and what came
of it is read from outside."""
import os
import sys
import tempfile

import picture

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, folder) for folder in
                ("tests", "build/deps/pyvcd", "build/deps/typing_extensions")]
from harness import run  # noqa: E402


def read_edges(path, signal):
    """(microsecond, level) of each change of a wire."""
    from vcd.reader import TokenKind, tokenize  # by tools/setup sim
    edges, code, now = [], None, 0
    with open(path, "rb") as file:
        for token in tokenize(file):
            if token.kind is TokenKind.VAR and token.var.reference == signal:
                code = token.var.id_code
            elif token.kind is TokenKind.CHANGE_TIME:
                now = token.time_change
            elif token.kind is TokenKind.CHANGE_SCALAR and token.scalar_change.id_code == code:
                edges.append((now, int(token.scalar_change.value)))
    return edges


class Run:
    """lines of the console, code, edges of the LED, screens by name."""

    def __init__(self, app, script, *options, keep=None):
        """script: its lines; `screen NAME` takes a picture. keep: a folder for what outlives it."""
        with tempfile.TemporaryDirectory(prefix="sim-") as folder:
            path, vcd = os.path.join(folder, "script"), os.path.join(folder, "signals")
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(self._line(line, folder) + "\n" for line in script)
            done = run("build/tw", "sim", "--vcd", vcd, "--script", path, "--keep", keep or folder,
                       *options, f"build/host/{app}", cwd=ROOT)
            self.code, self.lines, self.text = done.code, done.lines, done.out
            self.edges = read_edges(vcd, "led") if os.path.exists(vcd) else []
            self.screens = {name[:-4]: picture.read_png(os.path.join(folder, name))
                            for name in os.listdir(folder) if name.endswith(".png")}

    @staticmethod
    def _line(line, folder):
        before, word, name = line.partition("screen ")
        return f"{before}screen ssd1306 {folder}/{name}.png" if word else line


def press(at_ms, button, ms=50):
    """The lines that press a button then, for so long."""
    return [f"at {at_ms} ms press {button}", f"after {ms} ms release {button}"]
