# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The READMEs of the examples: each block that begins with `$ build/tw sim` is what that command says,
and the picture beside the README is what its script takes as build/NAME.png."""
import filecmp
import glob
import os
import re
import tempfile

import picture
from simulator import ROOT, run
from device import shown

PAGES = sorted(glob.glob(os.path.join(ROOT, "apps/*/README.md")))
BLOCK = re.compile(r"^```console\n\$ (build/tw sim .*)\n((?:.*\n)*?)```$", re.M)
SCALE = 4  # of the pictures


def stale_bindings(made, wit, words):
    """Which of the files MADE.* are not what tw bindgen makes; "" if all are."""
    with tempfile.TemporaryDirectory() as folder:
        done = run("build/tw", "bindgen", *words, wit, "-o", folder)
        stale = [name for name in os.listdir(folder) if not filecmp.cmp(
            os.path.join(folder, name), os.path.join(ROOT, os.path.dirname(made), name), shallow=False)]
        return (done.code != 0 or not os.listdir(folder) or stale) and f"{stale} {done.out}"


def example_of(page):
    return os.path.basename(os.path.dirname(page))


def run_command(words):
    """The lines that a terminal shows."""
    text = run(*words.split(), cwd=ROOT).out
    return "".join(f"{line}\n" for line in shown(text if text.endswith("\n") else text + "\n")[:-1])


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def taken(example):
    """The picture that the command took; None if its script takes none."""
    path = os.path.join(ROOT, "build", example + ".png")
    return path if f"build/{example}.png" in "".join(
        map(read, glob.glob(os.path.join(ROOT, f"apps/{example}/*.sim")))) else None


def test_pages(check):
    check("examples_have_pages", len(PAGES) < 10 and f"{len(PAGES)} pages")
    for page in PAGES:
        example = example_of(page)
        blocks = BLOCK.findall(read(page))
        check(f"{example}_has_a_transcript", not blocks and "none")
        for command, shown in blocks:
            said = run_command(command)
            check(f"{example}_says_what_its_page_shows", said != shown and f"it says {said!r}")
        if taken(example):
            check(f"{example}_shows_what_its_picture_shows", picture.read_png(taken(example)).differs(
                picture.read_png(page.replace("README.md", example + ".png"))))


def update():
    for page in PAGES:
        text = BLOCK.sub(lambda match: f"```console\n$ {match[1]}\n{run_command(match[1])}```", read(page))
        with open(page, "w", encoding="utf-8") as file:
            file.write(text)
        if taken(example_of(page)):
            os.replace(taken(example_of(page)), page.replace("README.md", example_of(page) + ".png"))
