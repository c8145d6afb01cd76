# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The other side, of Bumble: a virtual radio, a controller that serves HCI to what is tested, and hosts
with controllers of their own. All of it is on this machine's loopback."""

import asyncio
import os
import socket
import sys
import tty

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEPS = os.path.join(ROOT, "build/deps")
sys.path[:0] = [os.path.join(DEPS, name) for name in ("bumble", "pyee", "bumble-typing-extensions")]
from bumble import core, hci, pairing  # noqa: E402
from bumble.controller import Controller  # noqa: E402
from bumble.device import Device, Peer  # noqa: E402
from bumble.gatt import Characteristic, Service  # noqa: E402
from bumble.host import Host  # noqa: E402
from bumble.link import LocalLink  # noqa: E402
from bumble.transport.pty import open_pty_transport  # noqa: E402
from bumble.transport.tcp_server import open_tcp_server_transport_with_socket  # noqa: E402

__all__ = ["NO_ADDRESS", "PATIENCE", "Characteristic", "Console", "Device", "Peer", "Radio", "Service", "core", "hci", "pairing"]

TESTED = "F0:F1:F2:F3:F4:F5"
NO_ADDRESS = "00:00:00:00:00:00"
PATIENCE = 20  # seconds for what takes a moment


class Link(LocalLink):
    """Bumble's takes every sender's address for a random one."""

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        connection = sender_controller.le_connections.get(destination_address)
        destination = self.find_le_controller(destination_address)
        if connection is None or destination is None:
            return
        asyncio.get_running_loop().call_soon(
            lambda: destination.on_link_acl_data(connection.self_address, transport, data))


class Radio:
    """The tested side's controller at a TCP port, and the air."""

    def __init__(self, tested=TESTED):
        """tested: the public address of the tested side's controller; NO_ADDRESS: it has none."""
        self.tested = tested
        self.link = Link()
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(1)
        self.port = self.socket.getsockname()[1]
        self.transports = []
        self.controllers = []

    async def open(self, terminal=None):
        """terminal: a path that becomes a pseudo-terminal, in the place of the TCP port."""
        if terminal is None:
            await self.serve(self.socket, "tested", self.tested)
        else:
            self.attach(await open_pty_transport(terminal), "tested", self.tested)

    async def serve(self, listener, name, address):
        """A controller at the TCP port of a socket that listens."""
        return self.attach(await open_tcp_server_transport_with_socket(listener), name, address)

    def attach(self, transport, name, address):
        controller = Controller(name, host_source=transport.source, host_sink=transport.sink,
                                link=self.link, public_address=address)
        # With this it would not report to a host that scans as in Bluetooth 4.
        controller.le_features &= ~hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
        self.transports.append(transport)
        self.controllers.append(controller)
        return controller

    def cut(self):
        """All links of the controllers at TCP ports are lost."""
        for controller in self.controllers:
            for connection in list(controller.le_connections.values()):
                controller.send_hci_packet(hci.HCI_Disconnection_Complete_Event(
                    status=0, connection_handle=connection.handle, reason=8))
            controller.le_connections.clear()

    async def host(self, name, address, can_compare=None):
        """A host with a controller of its own. can_compare: called with the number, says whether it is
        the same; None: this side has neither display nor keys."""
        controller = Controller(name, link=self.link, public_address=address)
        device = Device(name=name, address=hci.Address(address), host=Host())
        device.host.set_packet_sink(controller)
        controller.set_packet_sink(device.host)
        device.pairing_config_factory = lambda _: pairing.PairingConfig(
            sc=True, mitm=can_compare is not None, bonding=True, delegate=Delegate(can_compare),
            identity_address_type=pairing.PairingConfig.AddressType.RANDOM)
        await device.power_on()
        return device

    async def close(self):
        for transport in self.transports:
            await transport.close()


class Delegate(pairing.PairingDelegate):
    def __init__(self, can_compare):
        super().__init__(self.NO_OUTPUT_NO_INPUT if can_compare is None
                         else self.DISPLAY_OUTPUT_AND_YES_NO_INPUT)
        self.can_compare = can_compare

    async def compare_numbers(self, number, digits):
        return await self.can_compare(number)


class Console:
    """A program, or an emulator, whose console is its standard input and output."""

    def __init__(self):
        self.process = self.line = None
        self.lines = []
        self._came = asyncio.Event()

    async def start(self, command, **environment):
        self.process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **environment}, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        asyncio.ensure_future(self._read())

    async def start_on_line(self, command, cwd, **environment):
        """The console is a serial line: its other end's path."""
        near, far = os.openpty()
        tty.setraw(far)
        self.process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **environment}, stdin=near, stdout=near,
            stderr=asyncio.subprocess.DEVNULL, cwd=cwd)
        os.close(near)
        self.line = far
        return os.ttyname(far)

    def said(self):
        """What has come on the line."""
        os.set_blocking(self.line, False)
        try:
            return os.read(self.line, 65536).decode("utf-8", "replace")
        except BlockingIOError:
            return ""

    async def _read(self):
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode("utf-8", "replace").strip())
            self._came.set()

    def press(self, key):
        self.process.stdin.write(key.encode())

    def value(self, word):
        """What the last line that begins with this word says behind it; None: there is none."""
        for line in reversed(self.lines):
            if line == word or line.startswith(word + " "):
                return line[len(word) + 1:]
        return None

    async def wait(self, line, patience=PATIENCE):
        """Until this line has come; what is wrong, or None."""
        try:
            async with asyncio.timeout(patience):
                while line not in self.lines:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            return f"no {line!r} in {patience} s but {self.lines[-12:]}"
        return None

    def forget(self):
        self.lines.clear()

    async def stop(self):
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
