# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Random interfaces, as WIT and as what values of theirs are."""
import struct

FUNCTIONS = 10
EXPORTS = 4
ROUNDS = 12
MAX_TEXT = 24  # bytes of a text, elements of a list

INTS = {"u8": (8, False), "s8": (8, True), "u16": (16, False), "s16": (16, True),
        "u32": (32, False), "s32": (32, True), "u64": (64, False), "s64": (64, True)}
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
        while True:
            result = self.make_type(3) if self.rng.random() < .85 else None
            if result is None or not is_short_record(result):
                return (self.make_params(), result)


def parts_of(t):
    return [p for p in t[2] if p] if isinstance(t, tuple) and isinstance(t[2], list) else []


def joined(a, b):
    """The core type that holds either."""
    if a == b:
        return a
    return "i32" if {a, b} == {"i32", "f32"} else "i64"


def flat_types(t):
    """The core types of the canonical ABI's flat form."""
    if isinstance(t, str) or t[0] not in ("record", "tuple", "variant", "option", "result"):
        return flat(t)
    if t[0] in ("record", "tuple"):
        return [core for p in t[2] for core in flat_types(p)]
    types = []
    for part in parts_of(t):
        for i, core in enumerate(flat_types(part)):
            types[i:i + 1] = [joined(types[i], core) if i < len(types) else core]
    return ["i32"] + types


def flat(t):
    """How many core values that is; their types but for variants'."""
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


def is_short_record(t):
    return isinstance(t, tuple) and t[0] in ("record", "tuple") and len(flat(t)) < 2


def is_result(t):
    return texts(t) <= 1 and not is_short_record(t)


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


def list_bytes(t, value):
    if t in INT_NAMES:
        return b"".join((v & (1 << INTS[t][0]) - 1).to_bytes(INTS[t][0] // 8, "little") for v in value)
    return b"".join(struct.pack("<I" if t == "f32" else "<Q", v) for v in value)


def rounds_of(rng, function):
    params, result = function
    return [([random_value(rng, t) for t in params], random_value(rng, result)) for _ in range(ROUNDS)]
