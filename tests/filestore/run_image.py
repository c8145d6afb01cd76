#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Images of the flash filestore and littlefs-python, another build of littlefs: what one writes the
other reads, in both directions and by turns. Closes with `image: N passed, N failed, N skipped`.
"""
import logging
import os
import random
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

WORK = os.path.join(ROOT, "build/test/image")
PROGRAM = os.path.join(ROOT, "build/host/tests/filestore/image")
GEOMETRIES = [(512, 64, 16), (4096, 32, 256), (1024, 40, 1), (256, 200, 8)]
SIZES = [0, 1, 47, 48, 49, 511, 512, 513, 3000, 9000]


class Image:
    """One image file and its geometry; files by both sides."""

    def __init__(self, littlefs, geometry):
        self.littlefs = littlefs
        self.geometry = geometry
        self.path = os.path.join(WORK, "x".join(map(str, geometry)) + ".image")

    def tool(self, *command):
        done = run(PROGRAM, self.path, *map(str, self.geometry), *command)
        if done.code != 0:
            raise RuntimeError(f"image {' '.join(command)}: exit code {done.code}: {done.out}")
        return done.lines

    def save(self, files):
        source = os.path.join(WORK, "source")
        for name, content in files.items():
            with open(source, "wb") as file:
                file.write(content)
            self.tool("save", name, source)

    def read(self):
        target = os.path.join(WORK, "target")
        files = {}
        for line in self.tool("list"):
            name, size = line.rsplit(" ", 1)
            self.tool("get", name, target)
            with open(target, "rb") as file:
                files[name] = file.read()
            if len(files[name]) != int(size):
                raise RuntimeError(f"{name} is listed with {size} bytes")
        return files

    def python(self, formats=False):
        """littlefs-python on the same bytes; write_back keeps what it did."""
        block_bytes, block_count, program_bytes = self.geometry
        with open(self.path, "rb") as file:
            content = bytearray(file.read())
        context = self.littlefs.UserContext(buffer=content)
        # The smallest units for reading and caching differ from ours: they are not of the image.
        other = self.littlefs.LittleFS(
            context=context, mount=False, block_size=block_bytes, block_count=block_count,
            read_size=max(16, program_bytes), prog_size=program_bytes,
            cache_size=max(64, program_bytes))
        if formats:
            other.format()
        other.mount()
        return other

    def write_back(self, other):
        other.unmount()
        with open(self.path, "wb") as file:
            file.write(other.context.buffer)


def python_files(other):
    files = {}
    for name in other.listdir("/"):
        with other.open(name, "rb") as file:
            files[name] = file.read()
    return files


def some_files(seed):
    source = random.Random(seed)
    return {f"file {i}.wasm": source.randbytes(size) for i, size in enumerate(SIZES)}


def differences(found, wanted):
    return ", ".join(sorted(name for name in set(found) | set(wanted)
                            if found.get(name) != wanted.get(name)))


def ours_is_read_by_python(image):
    files = some_files(1)
    image.tool("format")
    image.save(files)
    return differences(python_files(image.python()), files)


def python_s_is_read_by_ours(image):
    files = some_files(2)
    other = image.python(formats=True)
    for name, content in files.items():
        with other.open(name, "wb") as file:
            file.write(content)
    other.mkdir("folder")  # not ours to show
    image.write_back(other)
    return differences(image.read(), files)


def both_write_by_turns(image):
    files = {}
    image.tool("format")
    for turn in range(6):
        new = dict(list(some_files(3 + turn).items())[turn % 3::2])
        files.update(new)
        if turn % 2 == 0:
            image.save(new)
            continue
        other = image.python()
        for name, content in new.items():
            with other.open(name, "wb") as file:
                file.write(content)
        gone = sorted(files)[turn]
        other.remove(gone)
        del files[gone]
        image.write_back(other)
        problem = differences(image.read(), files)
        if problem:
            return f"turn {turn}: {problem}"
    return differences(python_files(image.python()), files)


def attempt(check, image):
    try:
        return check(image)
    except (RuntimeError, OSError, KeyError, image.littlefs.LittleFSError) as error:
        return f"{type(error).__name__}: {error}"


def main():
    suite = Suite("image")
    sys.path.insert(0, os.path.join(ROOT, "build/deps/littlefs-python"))
    import littlefs  # pylint: disable=import-outside-toplevel
    logging.disable(logging.CRITICAL)
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    for geometry in GEOMETRIES:
        for check in (ours_is_read_by_python, python_s_is_read_by_ours, both_write_by_turns):
            name = f"{check.__name__}_{'x'.join(map(str, geometry))}"
            suite.check(name, attempt(check, Image(littlefs, geometry)))
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
