# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Programs that run at the same time build a folder one after another. What they configure anew Ninja
builds where it is installed: a whole `make test` takes a fifth less of the processor."""
import contextlib
import fcntl
import os
import shutil

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCKS = os.path.join(ROOT, "build/locks")
if shutil.which("ninja"):
    os.environ.setdefault("CMAKE_GENERATOR", "Ninja")


def folder_of(command):
    """The name of the folder that this command builds in or configures; "" if it does neither."""
    words = [str(word) for word in command]
    if words[0].endswith("tools/firmware"):
        return words[1]
    if os.path.basename(words[0]) != "cmake":
        return ""
    for option in ("-B", "--preset", "--build"):
        if option in words[:-1]:
            return os.path.basename(words[words.index(option) + 1])
    return ""


def alone(command):
    """Waits until nobody else builds where this command does."""
    name = folder_of(command)
    return alone_with(name) if name else contextlib.nullcontext()


@contextlib.contextmanager
def alone_with(name):
    """Waits until nobody else has what goes by that name."""
    os.makedirs(LOCKS, exist_ok=True)
    with open(os.path.join(LOCKS, name), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
