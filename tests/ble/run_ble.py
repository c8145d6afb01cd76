#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Bluetooth against an independent stack: Bumble's virtual controller is the tested side's, Bumble's hosts
are the other sides. As central Bumble discovers, reads, writes, is told and pairs; and the reverse.

    run_ble.py [PLACE...] [SCENE...]     places: host, and each board with a controller (all)

`ble: N passed, N failed, N skipped` closes it."""

import asyncio
import contextlib
import os
import random
import shutil
import socket
import struct
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402
from peers import NO_ADDRESS, PATIENCE, Characteristic, Console, Peer, Radio, Service, core, hci  # noqa: E402

PLACES = {"host": None,
          "lm3s6965evb": ["qemu-system-arm", "-M", "lm3s6965evb", "-display", "none", "-monitor", "none",
                          "-serial", "stdio", "-semihosting-config", "enable=on,target=native"]}
SERVED = "5a000000-0001-4000-8000-0000000000"
OFFERED = "5a000000-0002-4000-8000-0000000000"
CENTRAL = "C0:00:00:00:00:01"
OTHER = "C0:00:00:00:00:02"
PEER = "C0:00:00:00:00:03"
LARGE = 20000
CARD_BYTES = 1 << 20
CUT_AFTER = {"host": 1.2, "lm3s6965evb": 2.5}  # seconds from the beginning of a transfer


def differs(got, wanted):
    return None if got == wanted else f"{got!r} instead of {wanted!r}"


class Bench:
    """The tested side in one place, its radio, and what others have seen of it."""

    def __init__(self, suite, place, target, **radio):
        self.suite, self.place, self.target = suite, place, target
        self.radio, self.console = Radio(**radio), Console()
        self.folder = tempfile.mkdtemp(prefix="ble-")
        self.terminal = None  # a path for a pseudo-terminal, which takes the place of the TCP port
        self.card = os.path.join(self.folder, "card.img")
        with open(self.card, "wb") as file:
            file.write(b"\xff" * CARD_BYTES)

    def check(self, claim, problem):
        self.suite.check(f"{self.place}_{claim}", problem)

    def says(self, claim, word, wanted):
        self.check(claim, differs(self.console.value(word), str(wanted)))

    async def __aenter__(self):
        await self.radio.open(self.terminal)
        await self.power_on()
        return self

    def command(self):
        """What is started, and its environment."""
        program = os.path.join(ROOT, "build", self.place, self.target)
        if PLACES[self.place] is None:
            controller = self.terminal or f"tcp:{self.radio.port}"
            return [program], {"TW_HCI": controller, "TINYWASM_FLASH": self.card}
        return [*PLACES[self.place], "-serial", f"tcp:127.0.0.1:{self.radio.port}", "-drive",
                f"if=sd,format=raw,file={self.card}", "-device", "tmp105,address=0x48", "-kernel",
                program + ".elf"], {}

    async def power_on(self):
        command, environment = self.command()
        await self.console.start(command, **environment)

    async def power_cycle(self):
        """What is not in the filestore is gone; then the module serves again."""
        await self.console.stop()
        self.console = Console()
        await self.power_on()
        await self.console.wait("ready")
        self.console.press("s")
        await self.console.wait("advertise 0")

    async def __aexit__(self, *_):
        await self.console.stop()
        await self.radio.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def connect(self, device, name="dut"):
        """The link to what advertises this name."""
        found = asyncio.get_running_loop().create_future()

        def on_advertisement(advertisement):
            data = advertisement.data.get(core.AdvertisingData.COMPLETE_LOCAL_NAME)
            if data == name and not found.done():
                found.set_result(advertisement.address)

        device.on("advertisement", on_advertisement)
        await device.start_scanning(filter_duplicates=False)
        address = await asyncio.wait_for(found, PATIENCE)
        await device.stop_scanning()
        device.remove_listener("advertisement", on_advertisement)
        return await asyncio.wait_for(device.connect(address), PATIENCE)


async def value_of(characteristic):
    """Its value, or the number of the error that the other side gives."""
    try:
        return bytes(await characteristic.read_value())
    except core.ProtocolError as error:
        return error.error_code


async def write_to(characteristic, value, with_response=True):
    try:
        await characteristic.write_value(value, with_response=with_response)
    except core.ProtocolError as error:
        return error.error_code
    return None


async def discover(link):
    peer = Peer(link)
    await peer.discover_services()
    for service in peer.services:
        await service.discover_characteristics()
        for characteristic in service.characteristics:
            await characteristic.discover_descriptors()
    return peer, {str(c.uuid).upper()[-2:]: c for s in peer.services for c in s.characteristics
                  if str(s.uuid).upper().endswith("0001-4000-8000-000000000001")}


# ---- Bumble is the central ----

async def check_refusals(bench):
    for word, wanted in (("full", -3), ("no_uuid", -2), ("no_service", -2), ("far_service", -2),
                         ("far_value", -2), ("long_value", -2), ("small_buffer", -2), ("no_link", -6),
                         ("no_number", -6), ("fast", -2), ("publish", 0), ("again", -2), ("advertise", 0)):
        bench.says(f"module_is_answered_{word}", word, wanted)


async def check_values(bench, link):
    peer, values = await discover(link)
    bench.check("shows_the_characteristics", differs(sorted(values), ["11", "12", "13", "14"]))
    bench.check("shows_their_properties", differs(
        [int(values[name].properties) for name in sorted(values)], [0x12, 0x0c, 0x12, 0x0a]))
    bench.check("takes_a_larger_message", differs(await peer.request_mtu(185), 185))
    bench.check("is_read", differs(await value_of(values["11"]), b"begin"))
    told = asyncio.Queue()
    await values["11"].subscribe(lambda value: told.put_nowait(bytes(value)))
    bench.check("tells_who_subscribes", await bench.console.wait("event 400"))
    for size in (1, 20, 64):
        value = os.urandom(size)
        bench.check("is_written", await write_to(values["12"], value, size != 20))
        bench.check("tells_a_new_value", differs(await asyncio.wait_for(told.get(), PATIENCE), value))
        bench.says("gives_the_module_what_was_written", "written", value.hex())
    bench.check("is_read_again", differs(await value_of(values["11"]), value))
    bench.check("refuses_a_long_value", differs(await write_to(values["12"], bytes(65)), 0x0d))
    bench.check("refuses_what_is_not_to_be_read", differs(await value_of(values["12"]), 0x02))
    bench.check("refuses_what_is_not_to_be_written", differs(await write_to(values["11"], b"x"), 0x03))
    return values


async def check_pairing(bench, link, values):
    bench.check("keeps_the_encrypted_value", differs(await value_of(values["13"]), 0x0f))
    bench.check("keeps_the_compared_value", differs(await value_of(values["14"]), 0x0f))
    told = asyncio.Queue()
    await values["13"].subscribe(told.put_nowait)
    await asyncio.wait_for(link.pair(), PATIENCE)
    bench.check("pairs", not link.is_encrypted and "it is not encrypted")
    bench.check("shows_the_encrypted_value", differs(await value_of(values["13"]), b"encrypted"))
    bench.check("keeps_the_compared_value_still", differs(await value_of(values["14"]), 0x05))
    bench.check("tells_no_encrypted_value_unasked", differs(told.qsize(), 0))


async def check_two_centrals(bench, first, values):
    """The second one compares a number; the first keeps its link."""
    async def compare(number):
        seen = await bench.console.wait(f"compare {number}")
        bench.check("shows_the_number_to_compare", seen)
        bench.console.press("y")
        return seen is None

    device = await bench.radio.host("other", OTHER, compare)
    link = await bench.connect(device)
    bench.check("takes_a_second_link", await bench.console.wait("event 101"))
    _, others = await discover(link)
    await asyncio.wait_for(link.pair(), PATIENCE)
    bench.check("pairs_by_comparison", not link.is_encrypted and "it is not encrypted")
    bench.check("shows_the_compared_value", differs(await value_of(others["14"]), b"compared"))
    told = asyncio.Queue()
    await others["11"].subscribe(lambda value: told.put_nowait(bytes(value)))
    await write_to(values["12"], b"to both")
    bench.check("tells_the_other_central", differs(await asyncio.wait_for(told.get(), PATIENCE), b"to both"))
    await link.disconnect()
    bench.check("notices_a_link_that_goes", await bench.console.wait("event 201"))
    bench.check("keeps_the_first_link", differs(await value_of(values["11"]), b"to both"))
    bench.check("keeps_its_security", not first.is_encrypted and "it is not encrypted")


async def check_other_number(bench):
    """Who does not see the same number does not get in."""
    async def compare(number):
        await bench.console.wait(f"compare {number}")
        bench.console.press("n")
        return True

    device = await bench.radio.host("impostor", PEER, compare)
    link = await bench.connect(device)
    _, values = await discover(link)
    try:
        await asyncio.wait_for(link.pair(), PATIENCE)
        bench.check("refuses_another_number", "it has paired")
    except (core.ProtocolError, TimeoutError, asyncio.CancelledError) as error:
        bench.check("refuses_another_number", isinstance(error, TimeoutError) and "no answer came")
    bench.check("keeps_the_value_from_an_impostor", differs(await value_of(values["14"]), 0x0f))
    await link.disconnect()


async def check_end(bench, link, values):
    """What a module serves goes with it."""
    bench.console.press("x")
    bench.check("module_ends", await bench.console.wait("ended"))
    bench.check("value_goes_with_its_module", differs(await value_of(values["11"]), 0x01))
    _, left = await discover(link)
    bench.check("service_goes_with_its_module", differs(left, {}))
    bench.console.forget()
    bench.console.press("s")
    bench.check("module_begins_again", await bench.console.wait("advertise 0"))
    _, values = await discover(link)
    bench.check("serves_again", differs(await value_of(values["11"]), b"begin"))
    await link.disconnect()


async def serve(suite, place):
    async with Bench(suite, place, "ble") as bench:
        bench.check("finds_its_controller", await bench.console.wait("ready"))
        bench.console.press("s")
        bench.check("advertises", await bench.console.wait("advertise 0"))
        await check_refusals(bench)
        device = await bench.radio.host("central", CENTRAL)
        link = await bench.connect(device)
        bench.check("takes_a_link", await bench.console.wait("event 100"))
        values = await check_values(bench, link)
        await check_pairing(bench, link, values)
        await check_two_centrals(bench, link, values)
        await check_other_number(bench)
        await check_end(bench, link, values)


async def serve_at_terminal(suite, place):
    """The PC's controller at a pseudo-terminal; boards have their UART."""
    if PLACES[place] is not None:
        return
    bench = Bench(suite, place, "ble")
    bench.terminal = os.path.join(bench.folder, "hci")
    async with bench:
        bench.check("finds_a_controller_at_a_terminal", await bench.console.wait("ready"))
        bench.console.press("s")
        bench.check("advertises_by_a_terminal", await bench.console.wait("advertise 0"))
        link = await bench.connect(await bench.radio.host("central", CENTRAL))
        _, values = await discover(link)
        value = os.urandom(64)
        bench.check("is_written_by_a_terminal", await write_to(values["12"], value))
        bench.check("gives_the_module_what_came_by_a_terminal",
                    await bench.console.wait(f"written {value.hex()}"))
        await link.disconnect()


# ---- who means harm ----

def nonsense():
    """A message that no client sends: cut off, too long, for handles that are not there, unasked."""
    head = random.choice((b"\x01", b"\x02", b"\x04", b"\x06", b"\x08", b"\x0a", b"\x0c", b"\x0e",
                          b"\x10", b"\x12", b"\x16", b"\x18", b"\x52", b"\xd2", b"\x1d", b"\x1e", b"\x1b"))
    return head + os.urandom(random.choice((0, 1, 2, 4, 5, 20, 100, 180)))


async def check_nonsense(bench, link):
    for _ in range(300):
        link.send_l2cap_pdu(random.choice((4, 4, 4, 5, 6, 7, 0x40)), nonsense())
        await asyncio.sleep(0.002)
    # A long value is begun, again and again, and never ended; one that is longer than any is told.
    for i in range(40):
        link.send_l2cap_pdu(4, b"\x16" + struct.pack("<HH", 16, i * 18) + bytes(18))
        await asyncio.sleep(0.002)


async def harm(suite, place):
    """What a client sends that means harm reaches neither the module nor another link."""
    async with Bench(suite, place, "ble") as bench:
        await bench.console.wait("ready")
        bench.console.press("s")
        bench.check("advertises_to_all", await bench.console.wait("advertise 0"))
        good = await bench.connect(await bench.radio.host("good", CENTRAL))
        _, values = await discover(good)
        for i in range(2):
            bad = await bench.connect(await bench.radio.host(f"bad{i}", f"C0:00:00:00:01:0{i}"))
            await check_nonsense(bench, bad)
            bench.check("serves_the_other_link", differs(await value_of(values["11"]), b"begin"))
            with contextlib.suppress(core.BaseBumbleError, TimeoutError, AttributeError):
                await asyncio.wait_for(bad.disconnect(), PATIENCE)
        bench.check("module_has_heard_nothing", differs(bench.console.value("written"), None))
        bench.check("writes_go_on", await write_to(values["12"], b"still here"))
        bench.says("module_hears_the_good_one", "written", b"still here".hex())
        bench.check("controller_has_stayed", differs("silent" in bench.console.lines, False))


# ---- Bumble is the peripheral ----

def offered(number):
    return f"{OFFERED}{number}"


async def connect_to_peer(suite, place):
    async with Bench(suite, place, "ble") as bench:
        await bench.console.wait("ready")
        numbers = []

        async def compare(number):
            numbers.append(number)
            seen = await bench.console.wait(f"compare {number}")
            bench.check("shows_the_number_to_compare_as_central", seen)
            bench.console.press("y")
            return seen is None

        device = await bench.radio.host("peer", PEER, compare)
        Can = Characteristic.Properties
        May = Characteristic.Permissions
        written = Characteristic(offered("12"), Can.WRITE, May.WRITEABLE, b"")
        telling = Characteristic(offered("13"), Can.NOTIFY, May.READABLE, b"quiet")
        device.add_services([Service(offered("01"), [
            Characteristic(offered("11"), Can.READ, May.READABLE, b"of the peer"), written, telling,
            Characteristic(offered("14"), Can.READ, May.READABLE | May.READ_REQUIRES_ENCRYPTION,
                           b"the secret")])])
        device.advertising_data = bytes(core.AdvertisingData(
            [(core.AdvertisingData.COMPLETE_LOCAL_NAME, b"peer")]))
        await device.start_advertising(auto_restart=True)
        bench.console.press("c")
        bench.check("is_told_by_the_peer", await bench.console.wait("watch 0"))
        value = os.urandom(16)
        await device.notify_subscribers(telling, value)
        bench.check("comes_to_its_end", await bench.console.wait("end 0"))
        bench.says("hears_the_peer", "found", b"peer".hex())
        bench.says("gets_what_was_told", "told", value.hex())
        for word, wanted in (("scan", 0), ("nobody", -4), ("connect", 0), ("readable", 0), ("missing", -7),
                             ("read", 11), ("short", 2), ("write", 0), ("unwritable", -2), ("untelling", -8),
                             ("unwatch", 0), ("pair", 0), ("secret", 10), ("disconnect", 0), ("gone", -2)):
            bench.says(f"central_is_answered_{word}", word, wanted)
        bench.check("secret_is_refused_before", differs("secret -8" in bench.console.lines, True))
        bench.check("reads_the_secret", differs(bench.console.value("value"), b"the secret".hex()))
        bench.check("peer_has_what_was_written", differs(bytes(written.value), b"written by us"))
        bench.check("numbers_were_compared", differs(len(numbers), 1))
        await bench.power_cycle()
        bench.console.press("c")
        await bench.console.wait("watch 0")
        await device.notify_subscribers(telling, value)
        bench.check("comes_to_its_end_again", await bench.console.wait("end 0"))
        bench.says("central_pairs_by_kept_keys", "pair", 0)
        bench.says("central_reads_the_secret_by_kept_keys", "secret", 10)
        bench.check("central_compares_no_more", differs(len(numbers), 1))


# ---- keys outlive the power ----

async def look(bench, phone):
    """The link, its values, and whether the phone's keys encrypt it; nobody pairs. With other keys a link
    ends, and there is a new one."""
    link = await bench.connect(phone)
    try:
        await asyncio.wait_for(link.encrypt(), PATIENCE)
    except asyncio.CancelledError:
        link = await bench.connect(phone)
    except (core.BaseBumbleError, hci.HCI_Error):
        pass
    _, values = await discover(link)
    return link, values, link.is_encrypted


async def bonds_of(bench):
    """(last byte of the address, whether it was compared) of each, the oldest first."""
    bench.console.lines = [line for line in bench.console.lines if not line.startswith("bond")]
    bench.console.press("b")
    for _ in range(20 * PATIENCE):
        if bench.console.value("bonds") is not None:
            break
        await asyncio.sleep(0.05)
    numbers = [int(line[5:]) for line in bench.console.lines if line.startswith("bond ")]
    return [(number // 10, number % 10 == 1) for number in numbers]


async def pair_with(bench, device, number):
    """Both sides have the keys; number: the last byte of the device's address."""
    link = await bench.connect(device)
    await asyncio.wait_for(link.pair(), PATIENCE)
    for _ in range(PATIENCE):
        if number in [bond[0] for bond in await bonds_of(bench)]:
            break
    await link.disconnect()
    return await bonds_of(bench)


async def check_restart(bench, phone):
    """The keys are there after the power was away, and say how the two have met."""
    await bench.power_cycle()
    bench.check("keeps_keys_without_power", differs(await bonds_of(bench), [(1, True)]))
    link, values, is_encrypted = await look(bench, phone)
    bench.check("encrypts_by_kept_keys", not is_encrypted and "it is not encrypted")
    bench.check("shows_the_compared_value_by_kept_keys", differs(await value_of(values["14"]), b"compared"))
    bench.check("nobody_compares_again", differs(bench.console.value("compare"), None))
    await link.disconnect()


async def check_forgotten(bench, phone):
    link, values, _ = await look(bench, phone)
    bench.console.press("F")
    bench.check("forgets", await bench.console.wait("forgotten 0"))
    bench.check("ends_the_link_of_who_is_forgotten", await bench.console.wait("event 200"))
    bench.check("lists_nobody", differs(await bonds_of(bench), []))
    await bench.power_cycle()
    link, values, is_encrypted = await look(bench, phone)
    bench.check("who_is_forgotten_has_no_key", is_encrypted and "it is encrypted")
    bench.check("keeps_the_value_from_who_is_forgotten", differs(await value_of(values["13"]), 0x0f))
    with contextlib.suppress(core.BaseBumbleError):
        await link.disconnect()


async def check_changed(bench, phone, key, claim, left):
    """The file is another one: its keys are not those of the phone, which gets nothing."""
    bench.console.press(key)
    bench.check(f"{claim}_is_planted", await bench.console.wait("changed 50"))
    await bench.power_cycle()
    bench.check(f"{claim}_leaves_as_many", differs(len(await bonds_of(bench)), left))
    bench.says(f"{claim}_is_told", "damaged", 1 - left)
    link, values, is_encrypted = await look(bench, phone)
    bench.check(f"{claim}_encrypts_nothing", is_encrypted and "it is encrypted")
    bench.check(f"{claim}_shows_nothing", differs(await value_of(values["13"]), 0x0f))
    with contextlib.suppress(core.BaseBumbleError):
        await link.disconnect()


async def check_room(bench):
    """When it is full the oldest give way that were not compared."""
    for number in (2, 3, 4):
        guest = await bench.radio.host(f"guest{number}", f"C0:00:00:00:02:0{number}")
        bonds = await pair_with(bench, guest, number)
    bench.check("oldest_gives_way", differs(bonds, [(1, True), (3, False), (4, False)]))


async def keep(suite, place):
    """The tested side's controller has no address: it draws one, and stays who it was."""
    async with Bench(suite, place, "ble", tested=NO_ADDRESS) as bench:
        async def compare(number):
            await bench.console.wait(f"compare {number}")
            bench.console.press("y")
            return True

        await bench.console.wait("ready")
        bench.console.press("s")
        await bench.console.wait("advertise 0")
        phone = await bench.radio.host("phone", CENTRAL, compare)

        bench.check("lists_who_has_paired", differs(await pair_with(bench, phone, 1), [(1, True)]))
        await check_restart(bench, phone)
        await check_forgotten(bench, phone)
        phone.keystore.all_keys.clear()
        bench.check("pairs_again_when_forgotten", differs(await pair_with(bench, phone, 1), [(1, True)]))
        await check_changed(bench, phone, "w", "another_key", 1)
        bench.console.press("F")
        await bench.console.wait("forgotten 0")
        phone.keystore.all_keys.clear()
        await pair_with(bench, phone, 1)
        await check_changed(bench, phone, "t", "half_a_file", 0)
        phone.keystore.all_keys.clear()
        bench.check("pairs_again_after_damage", differs(await pair_with(bench, phone, 1), [(1, True)]))
        await check_room(bench)


# ---- tw over Bluetooth ----

async def ask_tw(*words, **environment):
    done = await asyncio.create_subprocess_exec(
        os.path.join(ROOT, "build/tw"), *words, env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT)
    out, _ = await asyncio.wait_for(done.communicate(), 120)
    return done.returncode, out.decode("utf-8", "replace")


def make_large(folder):
    """ping, and a custom section that makes it large."""
    with open(os.path.join(ROOT, "modules/ping/ping.wasm"), "rb") as file:
        ping = file.read()
    body = b"\4more" + os.urandom(LARGE)
    size = bytes([len(body) & 0x7f | 0x80, len(body) >> 7 & 0x7f | 0x80, len(body) >> 14])
    path = os.path.join(folder, "ping.wasm")
    with open(path, "wb") as file:
        file.write(ping + b"\0" + size + body)
    return path


class Device(Bench):
    """apps/beacon with its console on a serial line, and a second controller for tw."""

    async def __aenter__(self):
        await self.radio.open()
        listener = socket.create_server(("127.0.0.1", 0))
        self.tw_hci = f"tcp:{listener.getsockname()[1]}"
        await self.radio.serve(listener, "tw", "F0:00:00:00:00:99")
        self.key = os.path.join(self.folder, "device.key")
        command, environment = self.command()
        self.line = await self.console.start_on_line(command, self.folder, **environment)
        return self

    async def until(self, words, text=""):
        """What is said on the console until these words."""
        for _ in range(20 * PATIENCE):
            text += self.console.said()
            if words in text:
                return None
            await asyncio.sleep(0.05)
        return f"no {words!r} but {text[-300:]!r}"

    async def tw(self, *words, key=None):
        return await ask_tw(*words, "--device", "ble://beacon", "--key", key or self.key,
                            TW_HCI=self.tw_hci)


def says(done, code, words):
    return None if done[0] == code and words in done[1] else f"exit code {done[0]}: {done[1][-400:]}"


async def check_sensing(bench):
    """The board's sensor, as Environmental Sensing has it."""
    device = await bench.radio.host("phone", CENTRAL)
    link = await bench.connect(device, "beacon")
    peer = Peer(link)
    await peer.discover_services()
    sensing = peer.get_services_by_uuid(core.UUID("181a"))
    bench.check("serves_environmental_sensing", differs(len(sensing), 1))
    await sensing[0].discover_characteristics()
    kinds = {str(c.uuid)[-4:].upper() for c in sensing[0].characteristics}
    named = next(c for c in sensing[0].characteristics if c.uuid == core.UUID("2a6e"))
    bench.check("has_the_temperature", not kinds and "it has nothing")
    value = await value_of(named)
    bench.check("temperature_has_two_bytes", differs(len(value), 2))
    told = asyncio.Queue()
    await named.discover_descriptors()
    await named.subscribe(lambda data: told.put_nowait(bytes(data)))
    bench.check("tells_the_temperature", differs(await asyncio.wait_for(told.get(), PATIENCE), value))
    return link


async def check_cut(bench):
    """Links are lost in the middle of a transfer, which goes on."""
    path = make_large(bench.folder)
    put = asyncio.ensure_future(bench.tw("put", path, "cut.wasm"))
    for _ in range(2):
        await asyncio.sleep(CUT_AFTER[bench.place])
        bench.check("is_cut_in_the_middle", put.done() and "it was over before")
        bench.radio.cut()
    done = await put
    bench.check("puts_though_links_are_lost", says(done, 0, "put cut.wasm"))


async def upload(suite, place):
    async with Device(suite, place, "beacon") as bench:
        bench.check("asks_for_a_format", await bench.until("format --yes makes it anew"))
        os.write(bench.console.line, b"format --yes\r")
        bench.check("is_there", await bench.until("Bluetooth is there"))
        phone = await check_sensing(bench)
        done = await ask_tw("netkey", "--device", bench.line, "--key", bench.key)
        bench.check("takes_a_key", says(done, 0, ""))
        path = make_large(bench.folder)
        done = await bench.tw("put", path)
        bench.check("takes_a_module", says(done, 0, "put ping.wasm"))
        done = await bench.tw("ls")
        bench.check("lists_it", says(done, 0, "ping.wasm"))
        bench.check("keeps_the_phone", phone.is_encrypted and "it is encrypted")
        done = await bench.tw("run", "ping.wasm")
        bench.check("runs_it", says(done, 0, ""))
        other = os.path.join(bench.folder, "other.key")
        with open(other, "w", encoding="ascii") as file:
            file.write(os.urandom(32).hex() + "\n")
        os.chmod(other, 0o600)
        done = await bench.tw("ls", key=other)
        bench.check("refuses_another_key", says(done, 1, "another key"))
        await phone.disconnect()
        await check_cut(bench)


def build(suite, place):
    for command in (["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--parallel", str(os.cpu_count() or 2),
                     "--target", "tw"],
                    ["cmake", "--preset", place],
                    ["cmake", "--build", "--preset", place, "--parallel", str(os.cpu_count() or 2),
                     "--target", "ble", "beacon"]):
        done = run(*command, timeout=900)
        if done.code != 0:
            suite.check(f"{place}_is_built", done.out[-3000:])
            return False
    return True


SCENES = (serve, serve_at_terminal, harm, connect_to_peer, keep, upload)


def main():
    scenes = {scene.__name__: scene for scene in SCENES}
    known = set(PLACES) | set(scenes)
    if not set(sys.argv[1:]) <= known:
        print(f"use: run_ble.py [PLACE...] [SCENE...]; {' '.join([*PLACES, *scenes])}", file=sys.stderr)
        return 2
    wanted = [place for place in PLACES if place in sys.argv] or list(PLACES)
    played = [scene for name, scene in scenes.items() if name in sys.argv] or SCENES
    suite = Suite("ble")
    for place in wanted:
        if not build(suite, place):
            continue
        for scene in played:
            try:
                asyncio.run(asyncio.wait_for(scene(suite, place), 180))
            except Exception:  # a scene that breaks off has failed; the others go on
                suite.check(f"{place}_{scene.__name__}_runs_to_its_end", traceback.format_exc()[-1500:])
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
