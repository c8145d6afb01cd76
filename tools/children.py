# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Programs that end with this one: emulators mostly, which nobody would miss until the machine is
full of them. Each is started in a process group of its own. What is left of a group is killed when
it is stopped, and when this program ends, also by an error or by SIGTERM; SIGKILL cannot be helped."""
import atexit
import os
import signal
import subprocess
import sys
import threading

GROUPS = set()


def start(command, **options):
    """As subprocess.Popen."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    GROUPS.add(process.pid)
    return process


def stop(process):
    """Kills it and what it has started, and waits for it; its exit code. Safe when it has ended."""
    kill(process.pid)
    process.kill()  # who was not started here has no group of its own
    GROUPS.discard(process.pid)
    return process.wait()


def kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def kill_all():
    for group in GROUPS:
        kill(group)
    GROUPS.clear()


atexit.register(kill_all)
if threading.current_thread() is threading.main_thread() and \
        signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
