#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make bridge: random interfaces in WIT times random values. For each interface tw bindgen makes
the glue of a host and the bindings of a guest; both programs know the same values. A round trip is
a call in which the host finds every argument as the guest had it and the guest the result as the
host had it (or, for a function that the guest exports, the other way round). The core types of all
imports are compared with those that wasm-tools lowers the same WIT to.

tests/bindgen/round_trips.py [-n INTERFACES] [--seed SEED]. Prints what failed, with the seed that
makes it again, and closes with `bridge: N round trips, N failed`.
"""
import argparse
import os
import random
import re
import shutil
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, WASM_TOOLS, run  # noqa: E402

WORK = os.path.join(ROOT, "build/bridge")
TOOL = os.path.join(ROOT, "build/tw")
LIBRARY = os.path.join(ROOT, "build/host-debug/libtinywasm.a")
FUNCTIONS = 10
EXPORTS = 4
ROUNDS = 12
MAX_TEXT = 24  # bytes of a text, elements of a list

INTS = {"u8": (8, False), "s8": (8, True), "u16": (16, False), "s16": (16, True),
        "u32": (32, False), "s32": (32, True), "u64": (64, False), "s64": (64, True)}
C_TYPES = {"bool": "bool", "u8": "uint8_t", "s8": "int8_t", "u16": "uint16_t", "s16": "int16_t",
           "u32": "uint32_t", "s32": "int32_t", "u64": "uint64_t", "s64": "int64_t", "f32": "float",
           "f64": "double", "char": "uint32_t", "string": "tw_str_t"}
INT_NAMES = list(INTS)
NUMBERS = INT_NAMES + ["f32", "f64"]
SCALARS = NUMBERS + ["bool", "char"]


# ---- types: a word, or (kind, name or None, parts) -----------------------------------------------

class Interface:
    """A random interface: named types, functions of the host, functions of the module."""

    def __init__(self, rng):
        self.rng = rng
        self.named = []
        for i in range(rng.randint(4, 8)):
            self.named.append(self.make_named(f"t{i}"))
        self.imports = [self.make_import() for _ in range(FUNCTIONS)]
        self.exports = [self.make_export() for _ in range(EXPORTS)]

    def make_named(self, name):
        kind = self.rng.choice(["record", "record", "enum", "flags", "variant", "variant"])
        count = self.rng.randint(1, 5)
        if kind == "enum":
            return ("enum", name, self.rng.choice([1, 2, 3, 7, 300]))
        if kind == "flags":
            return ("flags", name, self.rng.choice([1, 3, 8, 9, 16, 17, 32]))
        if kind == "record":
            return ("record", name, [self.make_type(2) for _ in range(count)])
        return ("variant", name, [self.make_type(2) if self.rng.random() < .7 else None
                                  for _ in range(count)])

    def make_type(self, depth):
        choice = self.rng.random()
        if depth == 0 or choice < .45:
            return self.rng.choice(SCALARS)
        if choice < .6:
            return self.rng.choice(["string", ("list", None, self.rng.choice(NUMBERS))])
        if choice < .8 and self.named:
            return self.rng.choice(self.named)
        kind = self.rng.choice(["option", "result", "tuple"])
        if kind == "option":
            return ("option", None, [None, self.make_type(depth - 1)])
        if kind == "tuple":
            return ("tuple", None, [self.make_type(depth - 1) for _ in range(self.rng.randint(1, 3))])
        return ("result", None, [self.make_type(depth - 1) if self.rng.random() < .6 else None
                                 for _ in range(2)])

    def make_params(self):
        while True:
            params = [self.make_type(3) for _ in range(self.rng.randint(0, 5))]
            if sum(len(flat(t)) for t in params) <= 16:
                return params

    def make_import(self):
        params = self.make_params()
        while sum(len(flat(t)) for t in params) > 15:
            params = self.make_params()
        while True:
            result = self.make_type(3) if self.rng.random() < .85 else None
            if result is None or is_result(result):
                return (params, result)

    def make_export(self):
        result = self.rng.choice(SCALARS + [None])
        return (self.make_params(), result)


def parts_of(t):
    return [p for p in t[2] if p] if isinstance(t, tuple) and isinstance(t[2], list) else []


def flat(t):
    """The canonical ABI's flat form."""
    if isinstance(t, str):
        return {"u64": ["i64"], "s64": ["i64"], "f32": ["f32"], "f64": ["f64"],
                "string": ["i32", "i32"]}.get(t, ["i32"])
    if t[0] == "list":
        return ["i32", "i32"]
    if t[0] in ("enum", "flags"):
        return ["i32"]
    if t[0] in ("record", "tuple"):
        return [f for p in t[2] for f in flat(p)]
    longest = max((len(flat(p)) for p in parts_of(t)), default=0)
    return ["i32"] + ["?"] * longest


def texts(t):
    if t == "string" or (isinstance(t, tuple) and t[0] == "list"):
        return 1
    return sum(texts(p) for p in parts_of(t))


def is_result(t):
    is_short_record = isinstance(t, tuple) and t[0] in ("record", "tuple") and len(flat(t)) < 2
    return texts(t) <= 1 and not is_short_record


def has_value(t):
    return t is not None


# ---- WIT ----------------------------------------------------------------------------------------

def wit(t):
    if t is None:
        return "_"
    if isinstance(t, str):
        return t
    if t[1]:
        return t[1]
    if t[0] == "list":
        return f"list<{t[2]}>"
    if t[0] == "option":
        return f"option<{wit(t[2][1])}>"
    if t[0] == "tuple":
        return f"tuple<{', '.join(wit(p) for p in t[2])}>"
    if t[2] == [None, None]:
        return "result"
    return f"result<{wit(t[2][0])}>" if t[2][1] is None else f"result<{wit(t[2][0])}, {wit(t[2][1])}>"


def wit_named(t):
    kind, name, parts = t
    if kind == "enum":
        return f"enum {name} {{ {', '.join(f'e{i}' for i in range(parts))} }}"
    if kind == "flags":
        return f"flags {name} {{ {', '.join(f'g{i}' for i in range(parts))} }}"
    if kind == "record":
        return f"record {name} {{ {', '.join(f'f{i}: {wit(p)}' for i, p in enumerate(parts))} }}"
    cases = (f"c{i}({wit(p)})" if p else f"c{i}" for i, p in enumerate(parts))
    return f"variant {name} {{ {', '.join(cases)} }}"


def wit_function(name, function):
    params, result = function
    text = ", ".join(f"p{i}: {wit(t)}" for i, t in enumerate(params))
    return f"    {name}: func({text})" + (f" -> {wit(result)};" if result else ";")


def write_wit(interface):
    lines = ["package tinywasm:r;", "", "interface r {"]
    lines += [f"    {wit_named(t)}" for t in interface.named]
    for i, function in enumerate(interface.imports):
        if function[1] and texts(function[1]):
            lines.append(f"    /// @max {MAX_TEXT}")
        lines.append(wit_function(f"i{i}", function))
    lines += ["}", "", "interface x {"]
    names = [t[1] for t in interface.named]
    lines.append(f"    use r.{{{', '.join(names)}}};")
    lines += [wit_function(f"x{i}", function) for i, function in enumerate(interface.exports)]
    return "\n".join(lines + ["}", "", "world w {", "    import r;", "    export x;", "}", ""])


# ---- values -------------------------------------------------------------------------------------

EDGES = {"f32": [0, 0x80000000, 0x7f800000, 0xff800000, 1, 0x3f800000],
         "f64": [0, 1 << 63, 0x7ff << 52, 0xfff << 52, 1, 0x3ff << 52]}


def random_number(rng, t):
    """Integers as they are, floats as their bits."""
    if t in INT_NAMES:
        bits, is_signed = INTS[t]
        number = rng.choice([0, 1, (1 << bits) - 1, 1 << (bits - 1), rng.getrandbits(bits)])
        return number - (1 << bits) if is_signed and number >> (bits - 1) else number
    while True:
        bits = rng.choice(EDGES[t] + [rng.getrandbits(32 if t == "f32" else 64)] * 4)
        exponent = bits >> 23 & 0xff if t == "f32" else bits >> 52 & 0x7ff
        rest = bits & 0x7fffff if t == "f32" else bits & (1 << 52) - 1
        if not (exponent == (0xff if t == "f32" else 0x7ff) and rest):
            return bits


def random_char(rng):
    return rng.choice([0, 65, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff])


def random_value(rng, t):
    if t is None:
        return None
    if t in NUMBERS:
        return random_number(rng, t)
    if t == "bool":
        return rng.random() < .5
    if t == "char":
        return random_char(rng)
    if t == "string":
        return "".join(chr(random_char(rng)) for _ in range(rng.randint(0, MAX_TEXT // 4))).encode()
    kind, _, parts = t
    if kind == "list":
        return [random_number(rng, parts) for _ in range(rng.choice([0, 1, 2, MAX_TEXT]))]
    if kind == "enum":
        return rng.randrange(parts)
    if kind == "flags":
        return rng.getrandbits(parts)
    if kind in ("record", "tuple"):
        return [random_value(rng, p) for p in parts]
    case = rng.randrange(len(parts))
    return (case, random_value(rng, parts[case]))


DECLARED = set()  # the types of the header at hand

# ---- C, for both sides --------------------------------------------------------------------------

def mangled(t):
    if t is None:
        return "none"
    if isinstance(t, str):
        return t
    if t[1]:
        return t[1]
    if t[0] == "list":
        return f"list_{t[2]}"
    if t[0] == "option":
        return f"option_{mangled(t[2][1])}"
    return "_".join([t[0]] + [mangled(p) for p in t[2]])


def c_type(t, prefix):
    if isinstance(t, str):
        return C_TYPES[t]
    if t[0] == "list":
        return "tw_list_t"
    # what is anonymous and in both interfaces is declared once, or in each
    own = f"{prefix}_{mangled(t)}_t"
    return own if t[1] is None and own in DECLARED else f"r_{mangled(t)}_t"


def is_struct(t):
    return isinstance(t, tuple) and t[0] not in ("list", "enum", "flags")


def bytes_literal(data):
    return '"' + "".join(f"\\{byte:03o}" for byte in data) + '"'


def list_bytes(t, value):
    if t in INT_NAMES:
        return b"".join((v & (1 << INTS[t][0]) - 1).to_bytes(INTS[t][0] // 8, "little") for v in value)
    return b"".join(struct.pack("<I" if t == "f32" else "<Q", v) for v in value)


def number_literal(t, value):
    if t in INT_NAMES:
        bits, is_signed = INTS[t]
        return f"(({C_TYPES[t]})UINT{max(bits, 32)}_C({value & (1 << bits) - 1}))" if not is_signed \
            else f"((int{bits}_t)UINT64_C({value & (1 << 64) - 1}))"
    return f"tw_{t}_of({value}u{'ll' if t == 'f64' else ''})"


class Side:
    """Statements of C that make and compare values; host and guest differ in two names."""

    def __init__(self, is_host, prefix):
        self.is_host = is_host
        self.prefix = prefix

    def case(self, t, value, at):
        """(the tag's assignment, the tag's test, where the payload is)"""
        case = value[0]
        if t[0] == "variant":
            name = f"R_{t[1].upper()}_C{case}"
            return f"{at}.tag = {name};", f"{at}.tag == {name}", f"{at}.of.c{case}"
        if t[0] == "option":
            return f"{at}.is_some = {case};", f"{at}.is_some == {case}", f"{at}.some"
        member = "ok" if case == 0 else "err_"
        return f"{at}.is_err = {case};", f"{at}.is_err == {case}", f"{at}.of.{member}"

    def assign(self, t, value, at):
        if t in NUMBERS:
            return f"{at} = {number_literal(t, value)};"
        if t in ("bool", "char"):
            return f"{at} = {int(value)}u;" if t == "char" else f"{at} = {str(value).lower()};"
        if t == "string":
            return f"{at}.chars = {bytes_literal(value)}; {at}.size = {len(value)};"
        kind, _, parts = t
        if kind == "list":
            return self.assign_list(parts, value, at)
        if kind == "enum":
            return f"{at} = R_{t[1].upper()}_E{value};"
        if kind == "flags":
            return f"{at} = {value}u;"
        if kind in ("record", "tuple"):
            return " ".join(self.assign(p, v, f"{at}.f{i}") for i, (p, v) in enumerate(zip(parts, value)))
        tag, _, payload = self.case(t, value, at)
        part = parts[value[0]]
        return tag + (" " + self.assign(part, value[1], payload) if part else "")

    def assign_list(self, t, value, at):
        data = bytes_literal(list_bytes(t, value) + b"\0" * 8)
        if self.is_host:
            return f"{at}.bytes = (const uint8_t *){data}; {at}.count = {len(value)};"
        return f"{{ static const _Alignas(8) char list[] = {data}; {at}.items = list; }} " \
               f"{at}.count = {len(value)};"

    def same(self, t, value, at):
        if t in INT_NAMES:
            return f"{at} == {number_literal(t, value)}"
        if t in ("f32", "f64"):
            bits = f"tw_bits_{t}" if self.is_host else f"tw_{t}_bits"
            return f"{bits}({at}) == {value}u{'ll' if t == 'f64' else ''}"
        if t == "bool":
            return f"{at} == {str(value).lower()}"
        if t == "char":
            return f"{at} == {value}u"
        if t == "string":
            return f"is_same({at}.chars, {at}.size, {bytes_literal(value)}, {len(value)})"
        kind, _, parts = t
        if kind == "list":
            data = list_bytes(parts, value)
            size = len(data) // len(value) if value else 1
            where = f"{at}.bytes" if self.is_host else f"{at}.items"
            return f"is_same({where}, {at}.count * {size}, {bytes_literal(data)}, {len(data)})"
        if kind == "enum":
            return f"{at} == R_{t[1].upper()}_E{value}"
        if kind == "flags":
            return f"{at} == {value}u"
        if kind in ("record", "tuple"):
            return " && ".join(self.same(p, v, f"{at}.f{i}") for i, (p, v) in enumerate(zip(parts, value)))
        _, test, payload = self.case(t, value, at)
        part = parts[value[0]]
        return test + (" && " + self.same(part, value[1], payload) if part else "")

    def parameter(self, t, name):
        return f"const {c_type(t, self.prefix)} *{name}" if is_struct(t) else f"{c_type(t, self.prefix)} {name}"

    def at(self, t, name):
        return f"(*{name})" if is_struct(t) else name


IS_SAME = """static bool is_same(const void *a, uint32_t a_size, const void *b, uint32_t b_size) {
    if (a_size != b_size) {
        return false;
    }
    for (uint32_t i = 0; i < a_size; i++) {
        if (((const uint8_t *)a)[i] != ((const uint8_t *)b)[i]) {
            return false;
        }
    }
    return true;
}
"""


def rounds_of(rng, function):
    params, result = function
    return [([random_value(rng, t) for t in params], random_value(rng, result)) for _ in range(ROUNDS)]


def check_all(side, params, values):
    tests = [side.same(t, v, side.at(t, f"p{i}")) for i, (t, v) in enumerate(zip(params, values))]
    return " && ".join(tests) or "true"


def assign_args(side, params, values):
    lines = []
    for i, (t, value) in enumerate(zip(params, values)):
        lines.append(f"        {c_type(t, side.prefix)} p{i}; {side.assign(t, value, f'p{i}')}")
    return lines, [("&" if is_struct(t) else "") + f"p{i}" for i, t in enumerate(params)]


def guest_import(i, function, rounds):
    """uint32_t run_i(uint32_t k): calls the host in round k; 0 if the result is right."""
    side = Side(False, "r")
    params, result = function
    lines = [f'__attribute__((export_name("run_{i}"))) uint32_t run_{i}(uint32_t k) {{',
             "    switch (k) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: {{")
        statements, args = assign_args(side, params, values)
        lines += statements
        call = f"r_i{i}({', '.join(args)})"
        if result is None:
            lines.append(f"        {call}; return 0;")
        else:
            lines.append(f"        {c_type(result, 'r')} result = {call};")
            lines.append(f"        return {side.same(result, wanted, 'result')} ? 0 : 1;")
        lines.append("    }")
    return lines + ["    }", "    return 2;", "}"]


def guest_export(i, function, rounds):
    side = Side(False, "x")
    params, result = function
    head = ", ".join(side.parameter(t, f"p{n}") for n, t in enumerate(params)) or "void"
    lines = [f"{c_type(result, 'x') if result else 'void'} x_x{i}({head}) {{", "    switch (round) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: bad = {check_all(side, params, values)} ? 0 : 1;")
        lines.append("        " + (f"{{ {c_type(result, 'x')} result; {side.assign(result, wanted, 'result')}"
                                   " return result; }" if result else "return;"))
    return lines + ["    }", "    __builtin_trap();", "}"]


def host_import(i, function, rounds, rng):
    side = Side(True, "r")
    params, result = function
    head = ["tw_call_t *call"] + [side.parameter(t, f"p{n}") for n, t in enumerate(params)]
    has_room = result is not None and texts(result)
    head += ["const tw_room_t *room"] if has_room else []
    head += [f"{c_type(result, 'r')} *result"] if result else []
    lines = [f"tw_err_t r_i{i}({', '.join(head)}) {{", "    (void)call; seen++;",
             "    (void)room;" if has_room else "", "    switch (round) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: bad += {check_all(side, params, values)} ? 0 : 1;")
        if result:
            lines.append("        " + side.assign(result, wanted, "(*result)"))
        lines.append("        break;")
    del rng
    return lines + ["    default: bad++;", "    }", "    return TW_ERR_OK;", "}"]


def host_export(i, function, rounds):
    side = Side(True, "x")
    params, result = function
    lines = [f"static void call_{i}(uint32_t k) {{", "    tw_err_t err = TW_ERR_CORRUPT;", "    bool is_right = true;",
             "    switch (k) {"]
    for k, (values, wanted) in enumerate(rounds):
        lines.append(f"    case {k}: {{")
        statements, args = assign_args(side, params, values)
        lines += statements
        if result:
            lines.append(f"        {c_type(result, 'x')} result; memset(&result, 0, sizeof result);")
            args.append("&result")
        lines.append(f"        err = x_x{i}({', '.join(['instance'] + args)});")
        if result:
            lines.append(f"        is_right = {side.same(result, wanted, 'result')};")
        lines.append("        break; }")
    return lines + ["    }", f'    judge("x{i}", k, err, is_right);', "}"]


HOST_HEAD = """#include <stdio.h>
#include <string.h>

#include "r.h"
#include "tinywasm/tinywasm.h"

#include "guest_wasm.h"

static _Alignas(16) uint8_t arena[1024 * 1024];
static tw_engine_t *engine;
static tw_instance_t *instance;
static uint32_t round;
static uint32_t seen;
static uint32_t bad;
static uint32_t trips;
static uint32_t failed;

void tw_panic(const char *file, int line) {
    printf("panic %s:%d\\n", file, line);
    __builtin_trap();
}
static void judge(const char *name, uint32_t k, tw_err_t err, bool is_right) {
    trips++;
    if (err != TW_ERR_OK || !is_right) {
        failed++;
        printf("FAIL %s round %u: %s %s\\n", name, (unsigned)k, tw_err_name(err),
               err != TW_ERR_OK ? tw_engine_fault(engine)->text : "another value");
    }
}
static void run(const char *name, uint32_t k) {
    const tw_value_t args[1] = {tw_value_i32((int32_t)k)};
    tw_value_t result = tw_value_i32(9);
    round = k;
    seen = bad = 0;
    tw_err_t err = tw_call_export(instance, name, args, 1, &result);
    judge(name, k, err, seen == 1 && bad == 0 && result.of.i32 == 0);
}
"""

HOST_MAIN = """static void start(void) {
    tw_engine_config_t config;
    tw_module_t *module = NULL;
    tw_limits_t limits;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_err_t err = tw_engine_init(&engine, &config);
    err = err != TW_ERR_OK ? err : tw_engine_add_host_module(engine, &r);
    err = err != TW_ERR_OK ? err : tw_engine_start(engine);
    err = err != TW_ERR_OK ? err : tw_module_load(engine, guest, sizeof guest, &module);
    tw_limits_init(&limits);
    limits.memory_bytes = 256 * 1024;
    limits.memory_prefix_bytes = PREFIX;
    err = err != TW_ERR_OK ? err : tw_instance_create(module, "guest", &limits, &instance);
    judge("start", 0, err, true);
}
"""


def write_host(interface, values, prefix_bytes):
    lines = [HOST_HEAD]
    lines += [IS_SAME]
    for i, function in enumerate(interface.imports):
        lines += host_import(i, function, values["i", i], None)
    for i, function in enumerate(interface.exports):
        lines += host_export(i, function, values["x", i])
    lines += [HOST_MAIN.replace("PREFIX", str(prefix_bytes)), "int main(void) {", "    start();", "    if (failed) { return 1; }",
              "    trips = 0;",
              f"    for (uint32_t k = 0; k < {ROUNDS}; k++) {{"]
    lines += [f'        run("run_{i}", k);' for i in range(len(interface.imports))]
    lines += ["        const tw_value_t args[1] = {tw_value_i32((int32_t)k)};",
              '        (void)!tw_call_export(instance, "set_round", args, 1, NULL);']
    for i in range(len(interface.exports)):
        lines += [f"        call_{i}(k);", f'        check_guest("x{i}", k);']
    lines += ["    }", '    printf("trips %u failed %u\\n", (unsigned)trips, (unsigned)failed);',
              "    return failed != 0;", "}"]
    text = "\n".join(lines) + "\n"
    check = """static void check_guest(const char *name, uint32_t k) {
    tw_value_t result = tw_value_i32(1);
    tw_err_t err = tw_call_export(instance, "was_bad", NULL, 0, &result);
    if (err != TW_ERR_OK || result.of.i32 != 0) {
        failed++;
        printf("FAIL %s round %u: the guest got another value\\n", name, (unsigned)k);
    }
}
"""
    return text.replace("int main(void) {", check + "int main(void) {")


def write_guest(interface, values):
    lines = ['#include "r.h"', "static uint32_t round;", "static uint32_t bad;", IS_SAME,
             '__attribute__((export_name("set_round"))) void set_round(uint32_t k) { round = k; bad = 1; }',
             '__attribute__((export_name("was_bad"))) uint32_t was_bad(void) {',
             "    uint32_t was = bad;", "    bad = 1;", "    return was;", "}"]
    for i, function in enumerate(interface.imports):
        lines += guest_import(i, function, values["i", i])
    for i, function in enumerate(interface.exports):
        lines += guest_export(i, function, values["x", i])
    return "\n".join(lines) + "\n"


# ---- building and running -----------------------------------------------------------------------

def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def clang():
    return next(name for name in ("clang-22", "clang-19") if shutil.which(name))


def must(done, what):
    if done.code != 0:
        raise RuntimeError(f"{what} failed\n{done.out}")


def build_guest(folder):
    sources = [os.path.join(folder, "guest", "guest.c")]
    made = os.path.join(folder, "guest", "r.c")
    sources += [made] if os.path.exists(made) else []
    module = os.path.join(folder, "guest.wasm")
    must(run(clang(), "--target=wasm32", "-O1", "-nostdlib", "-ffreestanding", "-Wall", "-Wextra", "-Werror",
             "-Wno-unused-function", "-DTW_GIVEN_BYTES=2048", "-I", os.path.join(folder, "guest"), *sources,
             "-Wl,--no-entry", "-Wl,-z,stack-size=8192", "-o", module), "the guest's compiler")
    with open(module, "rb") as file:
        data = file.read()
    write(os.path.join(folder, "guest_wasm.h"),
          f"static const uint8_t guest[] = {{{','.join(map(str, data))}}};\n")


def check_signatures(path, folder):
    """The core types of imports are those that wasm-tools gives a component's module."""
    must(run(TOOL, "bindgen", "docs", path, "-o", folder), "tw bindgen docs")
    with open(os.path.join(folder, "r.md"), encoding="utf-8") as file:
        ours = re.findall(r"^Import `r\.(\w+)`: `\((.*)\) -> \((.*)\)`", file.read(), re.M)
    done = run(WASM_TOOLS, "component", "embed", "--dummy", "--world", "w", path, "-t")
    must(done, "wasm-tools component embed")
    theirs = re.findall(r'^ *\(import "[^"]*" "(\w+)" \(func \(;\d+;\) \(type \d+\)'
                        r"(?: \(param ([\w ]*)\))?(?: \(result (\w+)\))?\)\)$", done.out, re.M)
    wanted = {name: (params.split(), results.split()) for name, params, results in theirs}
    found = {name: (params.replace(",", "").split(), results.split()) for name, params, results in ours}
    if found != wanted or len(found) != FUNCTIONS:
        raise RuntimeError(f"core types: {found}\nwasm-tools: {wanted}")


def trip(seed):
    """Round trips and failed ones of one random interface."""
    rng = random.Random(seed)
    interface = Interface(rng)
    values = {("i", i): rounds_of(rng, f) for i, f in enumerate(interface.imports)}
    values |= {("x", i): rounds_of(rng, f) for i, f in enumerate(interface.exports)}
    folder = os.path.join(WORK, f"{seed}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    path = os.path.join(folder, "r.wit")
    write(path, write_wit(interface))
    check_signatures(path, folder)
    must(run(TOOL, "bindgen", "host", path, "-o", folder), "tw bindgen host")
    must(run(TOOL, "bindgen", "guest", "--lang", "c", path, "-o", os.path.join(folder, "guest")),
         "tw bindgen guest")
    with open(os.path.join(folder, "r.h"), encoding="utf-8") as file:
        DECLARED.clear()
        DECLARED.update(re.findall(r"^} (\w+);", file.read(), re.M))
    prefix = rng.choice([8192, 128 * 1024])
    write(os.path.join(folder, "host.c"), write_host(interface, values, prefix))
    write(os.path.join(folder, "guest", "guest.c"), write_guest(interface, values))
    build_guest(folder)
    program = os.path.join(folder, "host")
    must(run("cc", "-std=c11", "-g", "-O0", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsanitize=address,undefined",
             "-fno-sanitize-recover", "-I", os.path.join(ROOT, "include"), "-I", folder,
             os.path.join(folder, "r.c"), "-c", "-o", os.path.join(folder, "r.o")), "the glue's compiler")
    must(run("cc", "-std=c11", "-g", "-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover",
             "-I", os.path.join(ROOT, "include"), "-I", folder, os.path.join(folder, "host.c"),
             os.path.join(folder, "r.o"), LIBRARY, "-o", program), "the host's compiler")
    done = run(program, timeout=60)
    last = done.lines[-1].split() if done.lines else []
    if len(last) != 4 or last[0] != "trips":
        raise RuntimeError(f"the host ended with {done.code}\n{done.out}")
    print("".join(f"FAIL seed {seed}: {line}\n" for line in done.lines[:-1]), end="")
    return int(last[1]), int(last[3])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=62)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    must(run("cmake", "--preset", "host"), "cmake")
    must(run("cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2", timeout=900), "tw")
    must(run("cmake", "--preset", "host-debug"), "cmake")
    must(run("cmake", "--build", "--preset", "host-debug", "--target", "tinywasm", "--parallel", "2", timeout=900),
         "the library")
    trips = failed = 0
    for seed in range(asked.seed, asked.seed + asked.n):
        try:
            made, wrong = trip(seed)
        except RuntimeError as error:
            print(f"FAIL seed {seed}: {error}", flush=True)
            made, wrong = 0, 1
        trips += made
        failed += wrong
        if wrong == 0:
            shutil.rmtree(os.path.join(WORK, f"{seed}"))
    print("C guests under the sanitizers")
    print(f"bridge: {trips} round trips, {failed} failed")
    return 1 if failed or not trips else 0


if __name__ == "__main__":
    sys.exit(main())
