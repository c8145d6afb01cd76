# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Modules that make a loader work hard: each shape is a function of n, which is about the number of
instructions or items in it. Loading them must cost in proportion to n, or little more. TYPES are
for profile FULL: without garbage collection types that differ are compared in pairs; docs/LIMITS.md
says so."""

MANY = 2000  # of what a shape repeats besides what n counts


def leb(number):
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def sized(content):
    return leb(len(content)) + content


def vector(items):
    return leb(len(items)) + b"".join(items)


def section(number, content):
    return bytes([number]) + sized(content)


def body(code, locals_=()):
    return sized(vector(locals_) + code + b"\x0b")


def module(bodies, types=(b"\x60\0\0",), more=b""):
    """All functions have type 0; `more` is sections between the functions' and the code's."""
    return (b"\0asm\1\0\0\0" + section(1, vector(types)) + section(3, vector([b"\0"] * len(bodies)))
            + more + section(10, vector(bodies)))


def one(code, *locals_):
    return module([body(code, locals_)])


def i32s(count):
    return leb(count) + b"\x7f"


GET, SET, TEE, DROP, CONST = b"\x20\0", b"\x21\0", b"\x22\0", b"\x1a", b"\x41\0"
BLOCK, LOOP, END, ADD = b"\x02\x40", b"\x03\x40", b"\x0b", b"\x6a"

FIELD = b"\x7f\1"  # of an i32 that can be set
TRY, TRY_LEGACY = b"\x1f\x40", b"\x06\x40"


def tagged(code, *types):
    """A function beside a tag without values."""
    return module([body(code)], (b"\x60\0\0", *types), section(13, b"\1\0\0"))


def structs(count, fields=0):
    return [b"\x5f" + vector([FIELD] * fields)] * count


SHAPES = {
    "nested blocks": lambda n: one(BLOCK * n + END * n),
    "nested loops": lambda n: one(LOOP * n + END * n),
    "nested ifs": lambda n: one((CONST + b"\x04\x40") * n + END * n),
    "branches out of nested blocks": lambda n: one(
        BLOCK * MANY + (CONST + b"\x0d" + leb(MANY - 1)) * n + END * MANY),
    "branches to one label": lambda n: one(BLOCK + (CONST + b"\x0d\0") * n + END),
    "branches back with operands below": lambda n: one(
        CONST * MANY + LOOP + (CONST + b"\x0d\0") * n + END + DROP * MANY),
    "groups of locals": lambda n: one(b"", *[i32s(1)] * n),
    "many locals": lambda n: one(b"", i32s(n)),
    "many locals, many blocks": lambda n: one((BLOCK + END) * n, i32s(MANY)),
    "a large br_table to one label": lambda n: one(
        BLOCK + CONST + b"\x0e" + leb(n) + b"\0" * (n + 1) + END),
    "a large br_table to many labels": lambda n: one(
        BLOCK * MANY + CONST + b"\x0e" + vector([leb(i % MANY) for i in range(n)]) + b"\0"
        + END * MANY),
    "a large br_table that moves values": lambda n: one(
        CONST * 99 + b"\x02\x7f" + CONST * 100 + b"\x0e" + leb(n) + b"\0" * (n + 1) + END
        + DROP * 100),
    "many small br_tables": lambda n: one(
        BLOCK + (BLOCK + CONST + b"\x0e\2\0\1\0" + END) * n + END),
    "aliases of one local, set once": lambda n: one(GET * n + CONST + SET + DROP * n, i32s(1)),
    "aliases of one local, another set often": lambda n: one(
        GET * MANY + (CONST + b"\x21\1") * n + DROP * MANY, i32s(2)),
    "aliases of one local, set often": lambda n: one(
        GET * MANY + (CONST + SET) * n + DROP * MANY, i32s(1)),
    "get and set in turn over operands": lambda n: one(
        CONST * MANY + (GET + SET) * n + DROP * MANY, i32s(1)),
    "get and tee in turn": lambda n: one(GET + (TEE + GET + ADD) * n + DROP, i32s(1)),
    "aliases of many locals": lambda n: one(
        b"".join(b"\x20" + leb(i % MANY) for i in range(n)) + DROP * n, i32s(MANY)),
    "aliases before blocks": lambda n: one(GET * MANY + (GET + BLOCK + END + DROP) * n
                                           + DROP * MANY, i32s(1)),
    "deep operands": lambda n: one(CONST * n + ADD * (n - 1) + DROP),
    "deep operands of a sum": lambda n: one(GET * n + ADD * (n - 1) + DROP, i32s(1)),
    "blocks over deep operands": lambda n: one(CONST * n + (BLOCK + END) * n + DROP * n),
    "ifs over deep operands": lambda n: one(
        CONST * n + (CONST + b"\x04\x40\x05" + END) * n + DROP * n),
    "calls over deep operands": lambda n: one(CONST * n + b"\x10\0" * n + DROP * n),
    "unreachable code": lambda n: one(b"\0" + (ADD + DROP + BLOCK + END) * n),
    "unreachable operands": lambda n: one(b"\0" + CONST * n + DROP * n),
    "selects": lambda n: one(CONST + (CONST + CONST + b"\x1b") * n + DROP),
    "returns of operands": lambda n: one((BLOCK + b"\x0f" + END) * n),
    "small functions": lambda n: module([body(b"")] * n),
    "equal types": lambda n: module([body(b"")], [b"\x60\0\0"] * n),
    "globals": lambda n: module([body(b"")], more=section(6, vector([b"\x7f\0\x41\0\x0b"] * n))),
    "exports": lambda n: module([body(b"")], more=section(7, vector(
        [b"\6%06x\0\0" % (i * 0x9E3779B1 % 2**32 >> 8) for i in range(n)]))),
    "segments": lambda n: module([body(b"")], more=section(5, b"\1\0\1") + section(9, b"\0"))
    + section(11, vector([b"\1\0"] * n)),
    "nested try_tables": lambda n: tagged((TRY + b"\1\2\0") * n + END * n),
    "clauses of a try_table": lambda n: tagged(
        BLOCK + TRY + leb(n) + b"\0\0\0" * n + END + END),
    "many try_tables": lambda n: tagged(BLOCK + (TRY + b"\1\2\0" + END) * n + END),
    "throws": lambda n: tagged(b"\x08\0" * n),
    "nested trys": lambda n: tagged(TRY_LEGACY * n + (b"\x19" + END) * n),
    "catches of a try": lambda n: tagged(TRY_LEGACY + b"\x07\0" * n + END),
    "nested delegates": lambda n: tagged(TRY_LEGACY * n + b"\x18\0" * n),
    "tags": lambda n: module([body(b"")], more=section(13, vector([b"\0\0"] * n))),
    "equal recursive groups": lambda n: module(
        [body(b"")], [b"\x60\0\0", *[b"\x4e" + vector(structs(3, 1))] * n]),
    "fields of a struct": lambda n: module([body(b"")], [b"\x60\0\0", *structs(1, n)]),
    "casts": lambda n: module(
        [body(b"\xd0\x6e" + b"\xfb\x17\1" * n + DROP)], [b"\x60\0\0", *structs(1)]),
    "branches by casts": lambda n: module(
        [body(b"\2\x6e\xd0\x6e" + b"\xfb\x18\3\0\x6e\x6c" * n + END + DROP)]),
    "elements of array.new_fixed": lambda n: module(
        [body(CONST * n + b"\xfb\x08\1" + leb(n) + DROP)], [b"\x60\0\0", b"\x5e" + FIELD]),
    "references over calls": lambda n: module(
        [body(b"\xd0\x6e" * MANY + b"\x10\0" * n + DROP * MANY)]),
    "objects in globals": lambda n: module(
        [body(b"")], [b"\x60\0\0", *structs(1)],
        section(6, vector([b"\x6e\0\xfb\1\1\x0b"] * n))),
    "vectors": lambda n: one((b"\xfd\x0c" + bytes(16) + DROP) * n),
    "vectors in locals": lambda n: one(b"", leb(n // 4) + b"\x7b"),
}
def signed_leb(number):
    """Of one that is not below 0, as a type's index is where a heap type may be."""
    out = leb(number)
    return out if out[-1] < 0x40 else out[:-1] + bytes([out[-1] | 0x80, 0])


def differing(i):
    """Function type i of eight parameters."""
    return b"\x60" + vector([bytes([0x7C + (i >> 2 * k & 3)]) for k in range(8)]) + b"\0"


def struct_of(i):
    """A struct with a reference of type i."""
    return b"\x5f\1\x63" + signed_leb(i) + b"\0"


EMPTY = b"\x60\0\0"
TYPES = {
    "types that differ": lambda n: module([body(b"")], [EMPTY] + [differing(i) for i in range(n)]),
    "types that name the one before": lambda n: module(
        [body(b"")], [EMPTY] + [struct_of(i) for i in range(n)]),
    "types of one group": lambda n: module(
        [body(b"")], [EMPTY, b"\x4e" + vector([struct_of(1 + (i + 1) % n) for i in range(n)])]),
    "a recursive group": lambda n: module([body(b"")], [EMPTY, b"\x4e" + vector(structs(n, 1))]),
    "a recursive group twice": lambda n: module(
        [body(b"")], [EMPTY] + [b"\x4e" + vector(
            [struct_of(1 + base + (i + 1) % (n // 2)) for i in range(n // 2)])
            for base in (0, n // 2)]),
    "types below one another": lambda n: module(
        [body(b"")], [EMPTY, b"\x50\0\x5f\0"]
        + [b"\x50\1" + leb(i + 1) + b"\x5f\0" for i in range(n)]),
    "types below one": lambda n: module(
        [body(b"")], [EMPTY, b"\x50\0\x5f\0"]
        + [b"\x50\1\1\x5f\2\x7f\0" + struct_of(i)[2:] for i in range(1, n)]),
}
TYPE_SIZE = 5000  # STEP times as many are 20,000

# n where limits of the loader forbid four times as many.
SIZES = {"nested blocks": 7000, "nested loops": 7000, "nested ifs": 7000,
         "nested try_tables": 7000, "nested trys": 7000, "nested delegates": 7000,
         "equal recursive groups": 2000, "fields of a struct": 2000}
SIZE = 10000
