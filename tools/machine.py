# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The emulated machine from outside: what QEMU's monitor (QMP) and its qtest line show and set."""
import json
import os
import socket
import tempfile
import time


def connect(path, seconds=120):
    end = time.monotonic() + seconds
    while True:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(path)
            line.settimeout(seconds)
            return line
        except OSError:
            line.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


class Machine:
    """The sockets of one emulator. Give `options` to it, then ask."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="machine-")
        self.lines = {}

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def options(self):
        listen = "server=on,wait=off"
        return ["-qmp", f"unix:{self.path('qmp')},{listen}",
                "-qtest", f"unix:{self.path('qtest')},{listen}", "-qtest-log", "none"]

    def uart_options(self, count):
        """So many serial lines beside the console, to be had as uart(0) and so on."""
        return [option for i in range(count)
                for option in ("-serial", f"unix:{self.path(f'uart{i}')},server=on,wait=off")]

    def uart(self, index):
        name = f"uart{index}"
        if name not in self.lines:
            self.lines[name] = connect(self.path(name))
        return self.lines[name]

    def _file(self, name):
        if name not in self.lines:
            line = connect(self.path(name))
            self.lines[name + " socket"] = line
            self.lines[name] = line.makefile("rw")
            if name == "qmp":
                self.lines[name].readline()  # the greeting
                self.qmp("qmp_capabilities")
        return self.lines[name]

    def qmp(self, command, **arguments):
        """What a command returns; raises when QEMU refuses it."""
        file = self._file("qmp")
        file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        file.flush()
        while True:
            answer = json.loads(file.readline())
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def qtest(self, command):
        file = self._file("qtest")
        file.write(command + "\n")
        file.flush()
        return file.readline().split()

    def word(self, address):
        return int(self.qtest(f"readl {address:#x}")[1], 0)

    def set_pin(self, owner, pin, level):
        self.qtest(f"set_irq_in {owner} unnamed-gpio-in {pin} {level}")

    def key(self, name, is_down):
        self.qmp("input-send-event", events=[
            {"type": "key", "data": {"down": is_down, "key": {"type": "qcode", "data": name}}}])

    def memory(self, address, size):
        """Memory as the core sees it, whatever it is doing."""
        path = self.path("memory")
        self.qmp("memsave", val=address, size=size, filename=path, **{"cpu-index": 0})
        with open(path, "rb") as file:
            return file.read()

    def close(self):
        for line in self.lines.values():
            line.close()
        self.folder.cleanup()
