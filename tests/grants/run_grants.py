#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw grants from outside, and the page docs/GRANTS.md.

What tw makes of TOML is read here once more, by Python's tomllib and by a reader of tables written
for this test, and the two must say the same. The page marks what is run, in a folder of its own:

    <!-- write: FILE -->   the block that follows is written to FILE
    <!-- run -->           lines that begin with `$ ` are run; the others are what they print
"""
import glob
import hashlib
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tomllib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/grants")
WORK = os.path.join(ROOT, "build/grants")
PAGE = os.path.join(ROOT, "docs/GRANTS.md")
TOOLS = {"host": os.path.join(ROOT, "build/tw"),
         "host-debug": os.path.join(ROOT, "build/host-debug/tw")}
PING = os.path.join(ROOT, "modules/ping/ping.wasm")
JOBS = str(os.cpu_count() or 2)
ERROR = re.compile(r"[^:\n]+: [A-Z]+: [^\n]+: [^\n]+\n")
NONE = 0xffffffff
IMPORT_KEYS = ("functions", "tables", "memories", "globals")
LIMIT_KEYS = ("memory_bytes", "memory_prefix_bytes", "stack_bytes", "table_elements", "fuel",
              "fuel_per_slice", "code_bytes", "instances", "bytes_per_second")
NUMBER_KEYS = ("gpio", "adc", "pwm", "i2c", "spi", "uart", "display", "led")
TEXT_KEYS = ("files", "wifi", "ble", "ble_services", "ble_roles", "events")
NET_KEYS = {"hosts": ["*", "tcp://broker.local:1883", "*.example.org", "10.0.2.0/24:80-90", "a:*"],
            "listen": ["*", "tcp:80", "udp:5000-5010", "tcp:*"]}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path


def tw(tool, *words, cwd=WORK):
    done = subprocess.run([tool, *words], cwd=cwd, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def differs(found, wanted):
    return found != wanted and f"{found!r}\n  not {wanted!r}"


# --- a reader of tables ----------------------------------------------------------------------------

def take(data, at, size):
    assert at + size <= len(data), "bytes are missing"
    return data[at:at + size], at + size


def decode_rows(data):
    """key -> list of values, or a number."""
    keys, key, at = {}, None, 0
    while at < len(data):
        head, at = take(data, at, 3)
        kind, at = take(data, at, head[1])
        value, at = take(data, at, head[2])
        if kind:
            assert key is None or kind.decode() > key, "kinds are not in order"
            key = kind.decode()
        if head[0] == 1:
            assert key not in keys
            keys[key] = struct.unpack("<Q", value)[0]
        else:
            keys.setdefault(key, []).append(
                struct.unpack("<IIII", value) if head[0] == 2 else value.decode())
    return keys


def decode(table):
    """section -> key -> values of a table."""
    magic, version, zero, count, size = struct.unpack_from("<4sBBHI", table)
    assert (magic, version, zero, size) == (b"TWGR", 1, 0, len(table)), "the head is wrong"
    assert table[12:20] == hashlib.sha256(table[:12] + table[20:]).digest()[:8], "the check is wrong"
    sections, order, at = {}, [], 20
    while at < len(table):
        head, at = take(table, at, 4)
        subject, at = take(table, at, head[1])
        rows, at = take(table, at, head[2] | head[3] << 8)
        order.append((head[0], subject))
        name = {1: "default", 2: subject.decode("latin-1"), 3: "sha256:" + subject.hex()}[head[0]]
        sections[name] = decode_rows(rows)
    assert order == sorted(set(order)) and len(order) == count, "sections are not in order"
    return sections


def span(text):
    if text == "*":
        return 0, NONE
    ends = [int(part, 16 if part.lower().startswith("0x") else 10) for part in text.split("-")]
    return ends[0], ends[-1]


def as_range(value):
    if isinstance(value, int):
        return value, value, 0, NONE
    first, _, second = value.partition(":")
    return *span(first), *(span(second) if second else (0, NONE))


def is_range(key, value):
    return key in NUMBER_KEYS or (key.startswith("x_") and isinstance(value, int))


def sections(tables):
    """Those of a table `grant` are as if they stood alone; a file is known without `.wasm`."""
    for name, table in {**tables, **tables.get("grant", {})}.items():
        if table is not tables.get("grant"):
            yield (name if name.startswith("sha256:") else name.removesuffix(".wasm")), table


def meaning(toml):
    """What tomllib reads, in the form of decode()."""
    return {section: {key: values if isinstance(values, int) else
                      [as_range(v) if is_range(key, v) else v for v in values]
                      for key, values in keys.items() if values != []}
            for section, keys in sections(tomllib.loads(toml))}


# --- compile and show --------------------------------------------------------------------------------

EVERYTHING = """
# what every other module may do
[default]
functions = []

["ping.wasm"]
functions = ["hosted.pong", "clock.*", "wasi:io/streams@0.2.0.read"]
memories = ["lender.memory"]
tables = ["lender.*"]
globals = ["lender.global"]
memory_bytes = 65_536
memory_prefix_bytes = 0
stack_bytes = 4096
table_elements = 0xffff_ffff
fuel = 9_223_372_036_854_775_807
fuel_per_slice = 5000
code_bytes = 20000
instances = 1
gpio = [3, "4-7", "*", "0x10"]
adc = [0]
pwm = [ 1, 2, ]   # a comment
i2c = ["0:0x48", "1:*", "0:0x10-0x1f", 2, "*:0x3c"]
spi = ["0:1-2"]
uart = ["*"]
display = [0]
files = ["data.txt", "log-*", "", "*"]
hosts = ["mqtt://broker.local:1883", "10.0.2.0/24:8000-8999", "*.example.org", "*"]
listen = ["tcp:80", "udp:5000-5010"]
bytes_per_second = 2000
wifi = ["caf\\u00e9", \"\"\"two
lines\"\"\"]
ble = ["tab\\tquote\\"backslash\\\\del\\u007f"]
events = ["on_timer"]
x_motor = [1, "left", 7]

["SHA.wasm"]

["sha256:25C409BECFAAD182DF714E0FEC8AAAE1A96FC0B4AD74735BE7B3CE7BD0DF253A"]
functions = ["*"]
"""


def compiled(tool, text):
    path = write(os.path.join(WORK, "case.toml"), text)
    code, out, err = tw(tool, "grants", "compile", path, "-o", "case.grants")
    assert code == 0, err
    return read(os.path.join(WORK, "case.grants"))


def check_same(tool, text):
    """The table means what the TOML means, and shown and compiled again it is the same."""
    table = compiled(tool, text)
    wanted = meaning(text.replace("25C409BECFAAD182DF714E0FEC8AAAE1A96FC0B4AD74735BE7B3CE7BD0DF253A",
                                  "25c409becfaad182df714e0fec8aaae1a96fc0b4ad74735be7b3ce7bd0df253a"))
    if decode(table) != wanted:
        return f"{decode(table)}\n  not {wanted}"
    code, out, err = tw(tool, "grants", "show", "case.grants")
    if code or err:
        return f"show: {code} {err}"
    if meaning(out) != wanted:
        return f"shown: {meaning(out)}\n  not {wanted}"
    return compiled(tool, out) != table and "shown and compiled again it is another table"


def random_text(rng):
    alphabet = "ab.*-: \"\\\t\n\x01\x7fäß€𝄞"
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(12)))


def quoted(text):
    return '"' + "".join(c if c.isalnum() or c in ".*-: " else f"\\U{ord(c):08x}" for c in text) + '"'


def random_span(rng, top):
    a, b = sorted((rng.randrange(top), rng.randrange(top)))
    return rng.choice(["*", str(a), hex(a), f"{a}-{b}", f"{hex(a)}-{b}"])


def random_value(rng, key):
    if key in IMPORT_KEYS:
        return quoted(rng.choice(["*", "m.*", "m.f", "a.b.c", "env.x y"]))
    if key in NET_KEYS:
        return f'"{rng.choice(NET_KEYS[key])}"'
    if key in TEXT_KEYS or (key.startswith("x_") and rng.random() < 0.5):
        return quoted(random_text(rng))
    if key.startswith("x_") or rng.random() < 0.3:
        return str(rng.randrange(NONE))
    top = rng.choice([8, 300, NONE])
    return quoted(random_span(rng, top) + rng.choice(["", ":" + random_span(rng, top)]))


def random_toml(rng):
    names = ["default", "a.wasm", "b", "a b.wasm", "~!x", "n" * 63, "sha256:" + "0f" * 32,
             "sha256:" + "f0" * 32, "A.wasm", "c.bin", "_-9.wasm"]
    lines = []
    for name in rng.sample(names, rng.randrange(1, 6)):
        within = rng.choice(["", "grant."])
        lines.append(f"[{within}{quoted(name) if name.isalnum() else chr(39) + name + chr(39)}]")
        for key in rng.sample(IMPORT_KEYS + LIMIT_KEYS + NUMBER_KEYS + TEXT_KEYS + tuple(NET_KEYS) +
                              ("x_a", "x_b1"), rng.randrange(8)):
            if key in LIMIT_KEYS:
                lines.append(f"{key} = {rng.randrange(1 << 32)}")
            else:
                values = [random_value(rng, key) for _ in range(rng.randrange(5))]
                lines.append(f"{key} = [{', '.join(values)}]")
    return "\n".join(lines) + "\n"


def test_compile(suite, preset, tool):
    suite.check(f"{preset}_a_table_means_what_the_toml_means", check_same(tool, EVERYTHING))
    suite.check(f"{preset}_an_empty_file_is_an_empty_table", differs(decode(compiled(tool, "")), {}))
    rng = random.Random(4)
    for i in range(40):
        text = random_toml(rng)
        problem = check_same(tool, text)
        suite.check(f"{preset}_random_{i}_means_what_the_toml_means", problem and f"{problem}\n{text}")
    write(os.path.join(WORK, "beside.toml"), "[default]\n")
    suite.check(f"{preset}_the_table_lies_beside_the_toml",
                differs(tw(tool, "grants", "compile", "beside.toml"),
                        (0, "beside.grants: 1 section, 24 B\n", "")) or
                decode(read(os.path.join(WORK, "beside.grants"))) != {"default": {}})


# --- what is refused -------------------------------------------------------------------------------

S = '["a.wasm"]\n'
# TOML, line, code, what is said.
REFUSED = {
    "no_toml": ("x", 1, "MALFORMED", r".+: write it as TOML"),
    "a_key_twice": (S + "fuel = 1\nfuel = 2", 3, "MALFORMED", r".*fuel.*: write it as TOML"),
    "a_section_twice": (S + S, 2, "MALFORMED", r".*: write it as TOML"),
    "an_open_list": (S + 'functions = ["a.b"', 2, "MALFORMED", r".*: write it as TOML"),
    "bytes_that_are_no_text": (b"[default]\nfiles = ['\xff']", 2, "MALFORMED", r".*: write it as TOML"),
    "one_module_by_two_spellings":
        ('["sha256:' + "ab" * 32 + '"]\n["sha256:' + "AB" * 32 + '"]', 1, "EXIST",
         r'section "sha256:ab.*" is there twice: join the two'),
    "one_file_by_two_names": ('["a.wasm"]\n[grant.a]', 2, "EXIST", r'section "a" is there twice: join the two'),
    "a_value_within_grant": ("[grant]\nfuel = 1\n", 2, "INVAL", r"fuel: it stands in no section: .*"),
    "a_value_before_sections": ("fuel = 1\n", 1, "INVAL", r"fuel: it stands in no section: put it "
                                r'under \[grant.FILE\] or \[grant.default\]'),
    "a_list_before_sections": ("\nfunctions = ['a.b']", 2, "INVAL", r"functions: it stands in no .*"),
    "a_name_without_quotes": ("[ping.wasm]\nfuel = 1\n", 1, "INVAL",
                              r'wasm: it is neither a number nor a list: if the section\'s name has '
                              r'a dot, write it in quotes, as \[grant."ping.bin"\]'),
    "a_protected_name": ('[".grants"]', 1, "INVAL", r'section ".grants" is no file\'s name: .*'),
    "a_path": ('["a/b.wasm"]', 1, "INVAL", r'section "a/b.wasm" is no file\'s name: .*'),
    "no_name": ('[""]', 1, "INVAL", r'section "" is no file\'s name: .*'),
    "a_name_of_64_bytes": (f'["{"n" * 64}"]', 1, "INVAL", r'section "n+" is no file\'s name: .*'),
    "a_name_with_an_umlaut": ('["ä.wasm"]', 1, "INVAL", r'section "ä.wasm" is no file\'s name: .*'),
    "a_short_hash": ('["sha256:abcd"]', 1, "INVAL", r'section "sha256:abcd" has not 64 hex digits: '
                     r"write those that tw grants check shows"),
    "a_hash_of_other_letters": ('["sha256:' + "xy" * 32 + '"]', 1, "INVAL", r'.*has not 64 hex .*'),
    "an_unknown_key": (S + "\nfunction = ['a.b']", 3, "INVAL", r"there is no function: write one of "
                       r"functions, .*, events, or x_NAME for what the application asks for"),
    "an_own_key_in_capitals": (S + "x_Motor = [1]", 2, "INVAL", r"there is no x_Motor: .*"),
    "an_own_key_of_32_bytes": (S + f"x_{'m' * 30} = [1]", 2, "INVAL", r"there is no x_m+: .*"),
    "a_limit_in_a_list": (S + "fuel = [1]", 2, "INVAL", r"fuel: it takes one number: write it as .*"),
    "a_limit_of_nothing": (S + "fuel = []", 2, "INVAL", r"fuel: it takes one number: .*"),
    "a_limit_in_quotes": (S + "fuel = '1'", 2, "INVAL", r"fuel: it takes one number: .*"),
    "a_limit_with_a_point": (S + "fuel = 1.5", 2, "INVAL", r"fuel: it takes one number: .*"),
    "a_negative_limit": (S + "fuel = -1", 2, "INVAL", r"fuel: the number does not fit: write 0 or more"),
    "a_limit_too_large": (S + "stack_bytes = 4294967296", 2, "INVAL",
                          r"stack_bytes: the number does not fit: write 0 to 4294967295"),
    "a_text_that_is_no_list": (S + "functions = 'a.b'", 2, "INVAL",
                               r"functions: it takes a list: put what it says in \[ and \]"),
    "a_number_that_is_no_list": (S + "gpio = 3", 2, "INVAL", r"gpio: it takes a list: .*"),
    "a_list_in_a_list": (S + "gpio = [[3]]", 2, "INVAL", r"gpio: it takes numbers: .*"),
    "a_date": (S + "files = [1979-05-27]", 2, "INVAL", r"files: it takes texts: put them in quotes"),
    "a_number_for_a_function": (S + "functions = [\n'a.b',\n3]", 4, "INVAL",
                                r"functions: it takes texts: .*"),
    "an_import_without_a_dot": (S + "functions = ['pong']", 2, "INVAL", r"functions: it takes imports: "
                                r'write them as "MODULE.NAME", "MODULE.\*" or "\*"'),
    "an_import_of_half_a_name": (S + "functions = ['a.p*']", 2, "INVAL", r"functions: it takes imports: .*"),
    "an_import_of_any_module": (S + "functions = ['*.pong']", 2, "INVAL", r"functions: it takes imports: .*"),
    "an_import_of_nothing": (S + "functions = ['a.']", 2, "INVAL", r"functions: it takes imports: .*"),
    "a_long_text": (S + f"files = ['{'x' * 256}']", 2, "INVAL",
                    r"files: a text has more than 255 bytes, or a NUL: shorten it"),
    "a_text_with_a_nul": (S + r'files = ["a\u0000b"]', 2, "INVAL", r"files: a text has .* a NUL: .*"),
    **{f"numbers_{i}": (S + f"gpio = [{text}]", 2, "INVAL", r'gpio: it takes numbers: write them as 3, '
                        r'"3-7", "0:0x48" or "\*"')
       for i, text in enumerate(["-1", "4294967295", "'x'", "''", "'-1'", "'3-'", "'7-3'", "'3-7-9'",
                                 "'3:'", "':3'", "'3:4:5'", "' 3'", "'3 '", "'0x'", "'**'", "'*-3'",
                                 "'4294967295'", "'99999999999999999999'", "1.5", "true", "'+3'",
                                 r'"3\u0000"'])},
    "a_host_that_is_none": (S + "hosts = ['a b']", 2, "INVAL", r'hosts: "a b": its host is none: write a name, .*'),
    "a_protocol_that_is_none": (S + "hosts = ['TCP://a']", 2, "INVAL",
                                r'hosts: "TCP://a": its protocol is none: write tcp://, .*'),
    "a_host_of_half_an_address": (S + "hosts = ['10.0.2.*']", 2, "INVAL", r'hosts: "10.0.2.\*": its host is none: .*'),
    "a_host_with_no_port": (S + "hosts = ['a:0x50']", 2, "INVAL", r'hosts: "a:0x50": its port is none: write 1883, .*'),
    "a_host_with_a_nul": (S + r'hosts = ["a\u0000"]', 2, "INVAL", r'hosts: "a": its host is none: .*'),
    "a_port_without_protocol": (S + "listen = ['80']", 2, "INVAL", r'listen: "80": it is no port: write "tcp:80", .*'),
    "a_number_for_a_port": (S + "listen = [80]", 2, "INVAL", r"listen: it takes texts: .*"),
    "a_table_too_large": (S + "".join(f"x_{i} = ['{'y' * 200}']\n" for i in range(200)), 0, "LIMIT",
                          r"the table has [\d,]+ bytes, 32768 are possible: grant less"),
    "a_section_too_large": (S + "".join(f"x_{i} = ['{'y' * 250}']\n" for i in range(300)), None,
                            "INVAL", r"x_\d+: the section has more than 65,535 bytes: grant less"),
}


def refused(tool, name):
    text, line, code, said = REFUSED[name]
    target = os.path.join(WORK, "refused.grants")
    if os.path.exists(target):
        os.remove(target)
    write(os.path.join(WORK, "refused.toml"), text)
    found, out, err = tw(tool, "grants", "compile", "refused.toml")
    where = "" if line == 0 else ", line " + (r"\d+" if line is None else str(line))
    if found != 1 or out or not ERROR.fullmatch(err):
        return f"{found} {out!r} {err!r}"
    if os.path.exists(target):
        return "a table was written"
    wanted = rf"refused\.toml{where}: {code}: {said}\n"
    return not re.fullmatch(wanted, err) and f"{err!r}\n  not {wanted!r}"


def test_refused(suite, preset, tool):
    for name in REFUSED:
        suite.check(f"{preset}_compile_refuses_{name}", refused(tool, name))


def usage(tool, *words, code="INVAL"):
    found, out, err = tw(tool, *words)
    return (found != 2 or out or not ERROR.fullmatch(err) or f": {code}: " not in err) and \
        f"{found} {out!r} {err!r}"


def test_usage(suite, preset, tool):
    write(os.path.join(WORK, "good.toml"), S)
    for name, words in {"nothing": [], "one_word": ["compile"], "another_word": ["make", "good.toml"],
                        "two_files": ["compile", "good.toml", "x"],
                        "no_target": ["compile", "good.toml", "-o"],
                        "an_option": ["compile", "-x"], "two_tables": ["show", "a", "b"],
                        "no_grants": ["check", PING], "another_option": ["check", PING, "-g", "x"],
                        "a_fourth": ["check", PING, "--grants", "x", "y"]}.items():
        suite.check(f"{preset}_usage_{name}", usage(tool, "grants", *words))
    suite.check(f"{preset}_no_such_toml", usage(tool, "grants", "compile", "none.toml", code="NOENT"))
    suite.check(f"{preset}_no_such_table", usage(tool, "grants", "show", "none", code="NOENT"))
    suite.check(f"{preset}_no_such_folder",
                usage(tool, "grants", "compile", "good.toml", "-o", "none/x", code="IO"))
    suite.check(f"{preset}_no_such_module",
                usage(tool, "grants", "check", "none.wasm", "--grants", "good.toml", code="NOENT"))


def test_run(suite, preset, tool):
    """tw run --grants: what a device would do."""
    called = (0, "call hosted.pong()\n", "")
    granted = '["ping.wasm"]\nfunctions = ["hosted.pong"]\n'
    write(os.path.join(WORK, "run.toml"), granted)
    command = ["run", PING, "--stub", "--invoke", "ping", "--grants"]
    suite.check(f"{preset}_run_with_what_is_granted", differs(tw(tool, *command, "run.toml"), called))
    compiled(tool, granted)
    suite.check(f"{preset}_run_takes_a_table", differs(tw(tool, *command, "case.grants"), called))
    write(os.path.join(WORK, "run.toml"), '["pong.wasm"]\nfunctions = ["hosted.pong"]\n')
    code, out, err = tw(tool, *command, "run.toml")
    suite.check(f"{preset}_run_denies_the_rest", (code != 1 or out or not err.startswith(
        "ping.wasm: DENIED: import hosted.pong is not granted: ")) and f"{code} {out!r} {err!r}")
    write(os.path.join(WORK, "run.toml"), granted + "fuel = 1\n")
    code, out, err = tw(tool, *command, "run.toml")
    suite.check(f"{preset}_run_lowers_limits", (code != 1 or not err.startswith(
        "ping.wasm: FUEL: ")) and f"{code} {out!r} {err!r}")
    suite.check(f"{preset}_run_needs_the_grants", usage(tool, *command, "none.toml", code="NOENT"))
    suite.check(f"{preset}_run_needs_a_file", usage(tool, *command))


# --- damaged tables, and check ---------------------------------------------------------------------

def test_damaged(suite, preset, tool):
    table = compiled(tool, EVERYTHING)
    cases = {"empty": b"", "cut": table[:-1], "longer": table + b"\0", "other": b"XWGR" + table[4:],
             "version_2": table[:4] + b"\2" + table[5:],
             "flipped": table[:40] + bytes([table[40] ^ 1]) + table[41:]}
    for name, data in cases.items():
        write(os.path.join(WORK, "damaged.grants"), data)
        code, out, err = tw(tool, "grants", "show", "damaged.grants")
        wanted = re.fullmatch(r"damaged\.grants: CORRUPT: [^:]+: compile the grants again\n", err)
        suite.check(f"{preset}_show_refuses_{name}", (code != 1 or out or not wanted) and
                    f"{code} {out!r} {err!r}")
    write(os.path.join(WORK, "damaged.grants"), cases["flipped"])
    code, out, err = tw(tool, "grants", "check", PING, "--grants", "damaged.grants")
    suite.check(f"{preset}_check_refuses_a_damaged_table",
                differs((code, out, err), (1, "", "damaged.grants: CORRUPT: its check does not fit "
                                           "its bytes: compile the grants again\n")))


def test_check(suite, preset, tool):
    digest = hashlib.sha256(read(PING)).hexdigest()
    head = f"ping.wasm, sha256:{digest}\n"
    granted = (0, head + "  func hosted.pong: granted\nall that it imports is granted\n", "")
    line = 'functions = ["hosted.pong"]\n'
    for name, toml in {"by_name": '["ping.wasm"]\n' + line, "by_default": "[default]\n" + line,
                       "by_hash": f'["ping.wasm"]\n["sha256:{digest}"]\n' + line}.items():
        compiled(tool, toml)
        for file in ("case.toml", "case.grants"):
            suite.check(f"{preset}_check_finds_what_is_granted_{name}_in_{file}",
                        differs(tw(tool, "grants", "check", PING, "--grants", file), granted))
    missing = ' not granted: add functions = ["hosted.pong"] under [grant.ping]\n'
    denied = "ping.wasm: DENIED: 1 of 1 imports are not granted: add the lines above\n"
    compiled(tool, '["ping.wasm"]\n["pong.wasm"]\n' + line)
    suite.check(f"{preset}_check_says_which_line_is_missing",
                differs(tw(tool, "grants", "check", PING, "--grants", "case.toml"),
                        (1, head + "  func hosted.pong:" + missing, denied)))
    compiled(tool, '["borrower.wasm"]\nfunctions = ["lender.*"]\ntables = ["lender.table"]\n')
    code, out, err = tw(tool, "grants", "check", os.path.join(HERE, "borrower.wasm"), "--grants",
                        "case.grants")
    wanted = ["  func lender.lend: granted", "  table lender.table: granted",
              '  memory lender.memory: not granted: add memories = ["lender.memory"] under '
              '[grant.borrower]',
              '  global lender.global: not granted: add globals = ["lender.global"] under '
              '[grant.borrower]']
    suite.check(f"{preset}_check_asks_for_each_kind", differs((code, out.split("\n")[1:-1]), (1, wanted)))
    for file, says in (("own_memory", "  memory env.memory: its own, unless an instance is named env"),
                       ("pure", "  imports nothing")):
        code, out, err = tw(tool, "grants", "check", os.path.join(HERE, file + ".wasm"), "--grants",
                            "case.grants")
        suite.check(f"{preset}_check_of_{file}", differs((code, out.split("\n")[1]), (0, says)))
    compiled(tool, "[default]\ncode_bytes = 1\n")
    suite.check(f"{preset}_check_sees_the_size",
                differs(tw(tool, "grants", "check", os.path.join(HERE, "pure.wasm"), "--grants",
                           "case.grants"),
                        (1, "", "pure.wasm: DENIED: it has 47 B of code, 1 are granted: set "
                         'code_bytes = 47 under [grant.pure]\n')))


def test_corpus(suite):
    corpus = os.path.join(ROOT, "tests/fuzz/corpus/all")
    suite.check("the_fuzzers_table_is_made_of_its_toml", compiled(
        TOOLS["host"], read(corpus + ".toml").decode()) != read(corpus + ".grants") and "it differs")


def test_without_toml(suite):
    """tw of a build that has no toml++."""
    tool = os.path.join(WORK, "tw-without-toml")
    sources = [path for pattern in ("*.c", "help/*.c", "sim/*.c", "wasm4/*.c", "**/none.c")
               for path in glob.glob(os.path.join(ROOT, "cli", pattern), recursive=True)]
    for made in ("tinywasm_full_objects.dir", "tw_regcode.dir", "tw_kept.dir"):
        sources += glob.glob(os.path.join(ROOT, "build/host/**", made, "**/*.o"), recursive=True)
    done = run("cc", "-std=c11", "-DTW_CFG_PROFILE=TW_PROFILE_FULL", "-I", "include", "-I", "cli", "-I", "cli/sim", "-I",
               "cli/wasm4", "-I", "build/host/rooms/cli", "-I", "src", "-o", tool, *sources,
               "build/host/libtinywasm_wasi_posix.a", "build/host/libtinywasm_wasm4.a",
               "build/host/libtinywasm_hardware.a", "build/host/libtinywasm_network_modules.a",
               "build/host/libtinywasm_boards_full.a", "build/host/libtinywasm_boards_code.a",
               "build/host/libtinywasm.a", "-lm", timeout=300)
    suite.check("tw_is_built_without_toml", done.code and done.out)
    write(os.path.join(WORK, "good.toml"), S)
    suite.check("tw_without_toml_says_so", differs(
        tw(tool, "grants", "compile", "good.toml"),
        (2, "", "tw grants: UNSUPPORTED: this tw was built without toml++: run make tw again\n")))
    compiled(TOOLS["host"], S)
    suite.check("tw_without_toml_shows_tables",
                differs(tw(tool, "grants", "show", "case.grants"), (0, '[grant.a]\n', "")))


# --- the page --------------------------------------------------------------------------------------

BLOCK = re.compile(r"^<!-- (write: (?P<file>\S+)|run) -->\n```\w*\n(?P<text>.*?)^```$", re.M | re.S)


def run_block(text, folder):
    """What the commands print instead of what the block says."""
    shown = ""
    for command in re.findall(r"^\$ (.*)$", text, re.M):
        done = subprocess.run(["sh", "-c", command], cwd=folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              env={**os.environ, "PATH": f"{ROOT}/build:{os.environ['PATH']}"},
                              check=False)
        shown += f"$ {command}\n" + done.stdout.decode()
    return shown


def test_page(suite):
    folder = os.path.join(WORK, "page")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    shutil.copy(PING, folder)
    page = read(PAGE).decode()
    ran = 0
    for block in BLOCK.finditer(page):
        if block["file"]:
            write(os.path.join(folder, block["file"]), block["text"])
            continue
        ran += 1
        suite.check(f"page_run_{ran}", differs(run_block(block["text"], folder), block["text"]))
    suite.check("page_has_blocks_that_run", ran < 3 and f"only {ran}")
    _, _, err = tw(TOOLS["host"], "grants", "compile", os.path.join(WORK, "unknown.toml"))
    known = set(re.search(r"write one of (.*), or x_NAME", err)[1].split(", "))
    rows = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    suite.check("page_explains_every_key_and_no_other",
                known ^ rows and f"differ: {sorted(known ^ rows)}")
    suite.check("page_shows_the_same_keys_as_the_test",
                known ^ set(IMPORT_KEYS + LIMIT_KEYS + NUMBER_KEYS + TEXT_KEYS + tuple(NET_KEYS)))


def test_modules(suite):
    made = os.path.join(WORK, "made")
    os.makedirs(made, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", made)
    suite.check("modules_can_be_made", done.code and done.out)
    for name in sorted(n for n in os.listdir(HERE) if n.endswith(".wasm")):
        other = read(os.path.join(made, name)) != read(os.path.join(HERE, name))
        suite.check(f"{name}_is_made_of_its_source", other and "it differs")


def build(suite):
    problem = ""
    for preset in TOOLS:
        for command in (["cmake", "--preset", preset],
                        ["cmake", "--build", "--preset", preset, "--parallel", JOBS, "--target", "tw"]):
            done = run(*command, timeout=900)
            problem = problem or (done.code and done.out)
    suite.check("tw_is_built", problem)
    return not problem


def main():
    suite = Suite("grants")
    os.makedirs(WORK, exist_ok=True)
    test_modules(suite)
    if not build(suite):
        return suite.close()
    for preset, tool in TOOLS.items():
        for test in (test_compile, test_refused, test_usage, test_run, test_damaged, test_check):
            suite.attempt(test, suite, preset, tool, where=preset)
    for test in (test_without_toml, test_corpus):
        suite.attempt(test, suite)
    write(os.path.join(WORK, "unknown.toml"), S + "unknown = 1\n")
    suite.attempt(test_page, suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
