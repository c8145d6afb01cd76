#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""docs/PORTING.md followed to the letter: a board gets its folder from nothing.

tests/boards/run_porting.py. In a copy of what git knows, the page's pieces take effect in their order:
    <!-- write: FILE -->    the block below becomes the file
    <!-- replace: FILE -->  the block below takes the place of what stands between its first line and
                            its last line in the file, both included
    <!-- run -->            lines that begin with `$ ` are run; of what they print the others are, in
                            their order, `...` standing for anything
Nothing outside of the board's folder may have changed by then. Closes with `porting: N passed, ...`.
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

PAGE = "docs/PORTING.md"
COPY = os.path.join(ROOT, "build/porting/tree")
FOLDER = "boards/netduinoplus2/"
PIECE = re.compile(r"^<!-- (write|replace|run)(?:: (\S+))? -->\n```\w*\n(.*?)^```$", re.M | re.S)


def copy_tree():
    shutil.rmtree(os.path.dirname(COPY), ignore_errors=True)
    files = run("git", "ls-files", "-z").out.split("\0")
    for name in filter(None, files):
        target = os.path.join(COPY, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.exists(os.path.join(ROOT, name)):
            shutil.copy2(os.path.join(ROOT, name), target)
    os.makedirs(os.path.join(COPY, "build"))
    os.symlink(os.path.join(ROOT, "build/deps"), os.path.join(COPY, "build/deps"))
    for words in (["init", "-q"], ["add", "-A", "-f", "."],
                  ["-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "-m", "as it was"]):
        subprocess.run(["git", *words], cwd=COPY, check=True, stdout=subprocess.DEVNULL)


def write(name, text):
    path = os.path.join(COPY, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def replaced(text, block):
    """The text with the block in the place of the lines from its first to its last; None if they are
    not there."""
    lines = block.splitlines(keepends=True)
    start = text.find(lines[0])
    end = text.find(lines[-1], start + 1)
    return None if start < 0 or end < 0 else text[:start] + block + text[end + len(lines[-1]):]


def missing(wanted, printed):
    """The first of the wanted lines that does not follow in what was printed."""
    rest = iter(printed.splitlines())
    for line in wanted:
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("...")))
        if not any(pattern.fullmatch(found.rstrip()) for found in rest):
            return line
    return ""


def run_block(suite, block):
    lines = block.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("$ ")] + [len(lines)]
    for start, end in zip(starts, starts[1:]):
        command = lines[start][2:]
        done = subprocess.run(["sh", "-c", command], cwd=COPY, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1500,
                              check=False, env={**os.environ, "LC_ALL": "C"})
        printed = done.stdout.decode("utf-8", "replace")
        line = missing(lines[start + 1:end], printed)
        suite.check(f"step_{suite.passed + suite.failed}_{command.split(' BOARD')[0].replace(' ', '_')}",
                    line and f"`{command}` does not print {line!r}:\n{printed[-3000:]}")


def follow(suite):
    with open(os.path.join(ROOT, PAGE), encoding="utf-8") as file:
        pieces = PIECE.findall(file.read())
    suite.check("the_page_has_its_pieces", len(pieces) < 15 and f"{len(pieces)} found")
    for kind, name, block in pieces:
        if kind == "run":
            run_block(suite, block)
        elif kind == "write":
            write(name, block)
        else:
            with open(os.path.join(COPY, name), encoding="utf-8") as file:
                text = replaced(file.read(), block)
            suite.check(f"replaces_in_{os.path.basename(name)}", text is None and block)
            write(name, text or "")


def main():
    suite = Suite("porting")
    copy_tree()
    follow(suite)
    changed = [line[3:] for line in subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=COPY, check=True,
        stdout=subprocess.PIPE).stdout.decode().splitlines()]
    suite.check("one_folder_is_all", [name for name in changed if not name.startswith(FOLDER)] or
                (not changed and "nothing was written"))
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
