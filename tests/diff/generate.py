#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Generates valid modules that a translator to register code gets wrong: expression trees between
sets and tees of the locals that they read, blocks with parameters and results, loops that carry
values, br_table, comparisons before branches, addresses with sums and offsets, multi-value and tail
calls, typed references. (smith, the other generator of make diff, knows every corner of the binary
format, but most of its code is dropped at once.)

    generate.py SEED FILE.wasm

Loops count down a local of their own; recursion is left to fuel. Where the bits of a NaN could be
seen, the code makes them canonical first."""

import random
import struct
import sys

I32, I64, F32, F64, FUNCREF, EXTERNREF = 0x7F, 0x7E, 0x7D, 0x7C, 0x70, 0x6F
NUMBERS = (I32, I64, F32, F64)
LOCALS = NUMBERS + (FUNCREF, EXTERNREF)
LETTER = {"i": I32, "l": I64, "f": F32, "d": F64}

# (parameters, result, codes)
NUMERIC = [
    ("i", "i", [0x45, 0x67, 0x68, 0x69, 0xC0, 0xC1]),
    ("ii", "i", list(range(0x46, 0x50)) * 3 + [0x6A, 0x6B, 0x6C] * 5 + list(range(0x71, 0x79)) * 2),
    ("l", "i", [0x50, 0xA7, 0xA7, 0xA7]),
    ("ll", "i", list(range(0x51, 0x5B))),
    ("ff", "i", list(range(0x5B, 0x61))),
    ("dd", "i", list(range(0x61, 0x67))),
    ("l", "l", [0x79, 0x7A, 0x7B, 0xC2, 0xC3, 0xC4]),
    ("ll", "l", [0x7C, 0x7D, 0x7E] * 2 + list(range(0x83, 0x8B))),
    ("i", "l", [0xAC, 0xAD]),
    ("f", "f", list(range(0x8B, 0x92))),
    ("ff", "f", list(range(0x92, 0x98))),
    ("d", "d", list(range(0x99, 0xA0))),
    ("dd", "d", list(range(0xA0, 0xA6))),
    ("i", "f", [0xB2, 0xB3, 0xBE]), ("l", "f", [0xB4, 0xB5]), ("d", "f", [0xB6]),
    ("i", "d", [0xB7, 0xB8]), ("l", "d", [0xB9, 0xBA, 0xBF]), ("f", "d", [0xBB]),
    ("f", "i", [0xA8, 0xA9, (0xFC, 0), (0xFC, 1), (0xFC, 0), (0xFC, 1)]),
    ("d", "i", [0xAA, 0xAB, (0xFC, 2), (0xFC, 3), (0xFC, 2), (0xFC, 3)]),
    ("f", "l", [0xAE, 0xAF, (0xFC, 4), (0xFC, 5), (0xFC, 4), (0xFC, 5)]),
    ("d", "l", [0xB0, 0xB1, (0xFC, 6), (0xFC, 7), (0xFC, 6), (0xFC, 7)]),
]
DIVISIONS = {I32: range(0x6D, 0x71), I64: range(0x7F, 0x83)}
# What shows the bits of its last operand, or its sign.
EXPOSING = [("f", "i", 0xBC), ("d", "l", 0xBD), ("ff", "f", 0x98), ("dd", "d", 0xA6)]
LOADS = {I32: range(0x2C, 0x30), I64: range(0x30, 0x36), F32: [0x2A], F64: [0x2B]}
PLAIN_LOADS = {I32: 0x28, I64: 0x29}
STORES = {I32: [0x36, 0x3A, 0x3B], I64: [0x37, 0x3C, 0x3D, 0x3E], F32: [0x38], F64: [0x39]}
INTERESTING = [0, 1, -1, 2, 3, 5, 7, 8, 15, 16, 31, 32, 33, 63, 64, 100, 127, 128, 255, 256, 32767,
               32768, -32768, -32769, 65535, 65536, 0x7FFFFFFF, -0x80000000]
INTERESTING64 = INTERESTING + [0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, -0x8000000000000000]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 1e10, 4294967296.0, -2147483649.0, float("inf"),
          float("-inf"), float("nan"), 1e-40]
MEMORY_BYTES = 65536


def unsigned(value):
    out = bytearray()
    while True:
        byte = value & 0x7F
        value >>= 7
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)


def signed(value):
    out = bytearray()
    while True:
        byte = value & 0x7F
        value >>= 7
        is_last = value == (-1 if byte & 0x40 else 0)
        out.append(byte if is_last else byte | 0x80)
        if is_last:
            return bytes(out)


def vector(items):
    return unsigned(len(items)) + b"".join(items)


def section(number, content):
    return bytes([number]) + unsigned(len(content)) + content


def code_bytes(code):
    return bytes([code[0]]) + unsigned(code[1]) if isinstance(code, tuple) else bytes([code])


# The functions in the table of env.wat, with their places.
ENV_TABLE = [(20, [I32, I32], [I32]), (21, [I32, I64], []), (22, [I32], [I32]),
             (23, [F64, I32], [I32, F64])]
# Its globals.
ENV_GLOBALS = [("i32", I32, True), ("i64", I64, True), ("f32", F32, False), ("f64", F64, True)]


class Label:
    def __init__(self, types, counter=None):
        self.types = types      # what a branch to it carries
        self.counter = counter  # a loop's: the local that counts down


class Module:
    """Types, and what functions may refer to."""

    def __init__(self, rng):
        self.rng = rng
        self.types = []         # (params, results)
        self.imports = []       # (name of the env function, type)
        self.funcs = []         # type indices, imports first
        self.has_env_memory = rng.random() < 0.3
        self.has_env_table = rng.random() < 0.3
        self.memories = rng.choice([1, 1, 1, 2])
        self.env_globals = [g for g in ENV_GLOBALS if rng.random() < 0.2]
        own = [(rng.choice(NUMBERS), rng.random() < 0.8) for _ in range(rng.randint(1, 6))]
        self.globals = [(type_, is_mutable) for _, type_, is_mutable in self.env_globals] + own

    def type_idx(self, params, results):
        entry = (tuple(params), tuple(results))
        if entry not in self.types:
            self.types.append(entry)
        return self.types.index(entry)

    def some_types(self, most):
        count = self.rng.choice([0, 1, 1, 2, 2, 3, most])
        return [self.rng.choice(NUMBERS) for _ in range(count)]


class Function:
    """One body. self.stack is the model of the operand stack from the innermost label's height;
    is_dead says that it is polymorphic below."""

    def __init__(self, module, idx, budget):
        self.m = module
        self.rng = module.rng
        self.idx = idx
        params, results = module.types[module.funcs[idx]]
        self.results = list(results)
        self.locals = list(params) + [self.rng.choice(LOCALS) for _ in range(self.rng.randint(0, 8))]
        self.param_count = len(params)
        self.scratch = {type_: self.new_local(type_) for type_ in (F32, F64)}
        self.visible = len(self.locals)
        self.out = bytearray()
        self.labels = [Label(self.results)]
        self.stack = []
        self.is_dead = False
        self.budget = budget
        self.calls_left = 4

    # ---- writing ----

    def new_local(self, type_):
        self.locals.append(type_)
        return len(self.locals) - 1

    def put(self, *parts):
        for part in parts:
            self.out += bytes([part]) if isinstance(part, int) else part

    def local(self, code, idx):
        self.put(code, unsigned(idx))

    def const(self, type_, value=None):
        rng = self.rng
        if type_ == I32:
            value = rng.choice(INTERESTING) if value is None else value
            self.put(0x41, signed(value))
        elif type_ == I64:
            self.put(0x42, signed(rng.choice(INTERESTING64)))
        elif type_ == F32:
            bits = struct.pack("<f", rng.choice(FLOATS))
            self.put(0x43, b"\0\0\xc0\x7f" if bits[3] & 0x7F == 0x7F and bits[2] > 0x80 else bits)
        elif type_ == F64:
            self.put(0x44, struct.pack("<d", abs(v)) if (v := rng.choice(FLOATS)) != v
                     else struct.pack("<d", v))
        elif type_ == FUNCREF and rng.random() < 0.7:
            self.put(0xD2, unsigned(rng.randrange(len(self.m.funcs))))
        else:
            self.put(0xD0, type_)

    # ---- pushing a value of a type ----

    def push(self, type_, depth=0):
        """Writes code for one value of that type; it is not yet on the model's stack."""
        rng = self.rng
        choices = [i for i in range(self.visible) if self.locals[i] == type_]
        roll = rng.random()
        if depth < 4 and roll < 0.4 and type_ in NUMBERS:
            self.push_operation(type_, depth)
        elif roll < 0.46 and type_ == I32:
            self.push(I64, max(depth, 3))
            self.put(0xA7)
        elif choices and roll < 0.75:
            self.local(0x20, rng.choice(choices))
        elif roll < 0.8 and type_ in [g[0] for g in self.m.globals]:
            self.put(0x23, unsigned(rng.choice(
                [i for i, g in enumerate(self.m.globals) if g[0] == type_])))
        elif choices and roll < 0.9:
            self.push(type_, depth + rng.choice([1, 4]))
            self.local(0x22, rng.choice(choices))
        else:
            self.const(type_)

    def push_operation(self, type_, depth):
        roll = self.rng.random()
        if roll < 0.05:
            self.push_block(type_, depth)
        elif roll < 0.14:
            self.push_load(type_, depth)
        elif roll < 0.2 and type_ in DIVISIONS:
            self.push(type_, depth + 1)
            self.push(type_, depth + 1)
            if self.rng.random() < 0.9:  # rarely by 0
                self.put(*((0x41, 1, 0x72) if type_ == I32 else (0x42, 1, 0x84)))
            self.put(self.rng.choice(DIVISIONS[type_]))
        elif roll < 0.3:
            self.push(type_, depth + 1)
            self.push(type_, depth + 1)
            self.push(I32, depth + 1)
            self.put(*([0x1B] if self.rng.random() < 0.7 else [0x1C, 1, type_]))
        elif roll < 0.35:
            self.push_exposing(type_, depth)
        elif roll < 0.4 and type_ == I32:
            self.push(self.rng.choice([FUNCREF, EXTERNREF]), depth + 1)
            self.put(0xD1)
        else:
            rows = [row for row in NUMERIC if LETTER[row[1]] == type_]
            params, _, codes = self.rng.choice(rows)
            constant = self.rng.choice([0, 1, None, None])
            for i, letter in enumerate(params):
                if i == constant:
                    self.const(LETTER[letter])
                else:
                    self.push(LETTER[letter], depth + 1)
            self.put(code_bytes(self.rng.choice(codes)))

    def push_block(self, type_, depth):
        """A block or if around the value, which is at home behind it."""
        is_if = self.rng.random() < 0.5
        if is_if:
            self.push(I32, depth + 1)
        self.put(0x04 if is_if else 0x02, type_)
        self.push(type_, depth + 1)
        if is_if:
            self.put(0x05)
            self.push(type_, depth + 1)
        self.put(0x0B)

    def push_exposing(self, type_, depth):
        rows = [row for row in EXPOSING if LETTER[row[1]] == type_]
        if not rows:
            self.const(type_)
            return
        params, _, code = self.rng.choice(rows)
        for letter in params:
            self.push(LETTER[letter], depth + 1)
        self.make_canonical(LETTER[params[-1]])
        self.put(code)

    def make_canonical(self, type_):
        """The float on top: a NaN becomes the canonical one."""
        if type_ not in self.scratch:
            return
        local = self.scratch[type_]
        nan = (0x43, b"\0\0\xc0\x7f") if type_ == F32 else (0x44, b"\0\0\0\0\0\0\xf8\x7f")
        self.local(0x22, local)
        self.put(*nan)
        self.local(0x20, local)
        self.local(0x20, local)
        self.put(0x5B if type_ == F32 else 0x61, 0x1B)

    # ---- memory ----

    def push_address(self, depth):
        """Mostly inside of a memory of one page; with what can be folded on top."""
        roll = self.rng.random()
        if roll < 0.2:
            self.const(I32, self.rng.choice([0, 4, 1000, 40000, MEMORY_BYTES - 8,
                                             MEMORY_BYTES - 16]))
            return
        if roll < 0.21:
            self.const(I32, self.rng.choice([MEMORY_BYTES - 7, MEMORY_BYTES - 1, -1, -4]))
            return
        is_left = self.rng.random() < 0.25
        if is_left:
            self.put(0x41, signed(self.rng.choice([1, 8, 1000])))
        mask = (0x41, signed(self.rng.choice([0xFF, 0xFFF, 0x7FFF])), 0x71)
        if self.rng.random() < 0.35:  # the masked value lies at home
            self.put(0x02, I32)
            self.push(I32, depth + 1)
            self.put(*mask, 0x0B)
        else:
            self.push(I32, depth + 1)
            self.put(*(mask if roll < 0.98 else ()))
        if is_left:
            self.put(0x6A)
        elif self.rng.random() < 0.4:
            self.put(0x41, signed(self.rng.choice([1, 4, 8, 100, 1000, 30000, 32750]
                                                  if self.rng.random() < 0.95
                                                  else [-1, -4, -40000, 32768, 65535])), 0x6A)

    def memarg(self):
        rng = self.rng
        offset = rng.choice([32, 1000, 20000, 65520, 65528, 65535, 65536, 70000, 0xFFFFFFFF]
                            if rng.random() < 0.02 else [0, 0, 0, 1, 2, 8, 20])
        if self.m.memories > 1 and rng.random() < 0.3:
            self.put(0x40, 1, unsigned(offset))
        else:
            self.put(0, unsigned(offset))

    def push_load(self, type_, depth):
        self.push_address(depth)
        code = self.rng.choice(LOADS[type_])
        self.put(PLAIN_LOADS[type_] if type_ in PLAIN_LOADS and self.rng.random() < 0.4 else code)
        self.memarg()
        self.make_canonical(type_) if self.rng.random() < 0.2 else None

    def do_store(self):
        type_ = self.rng.choice(NUMBERS)
        self.push_address(1)
        if self.rng.random() < 0.3:
            self.const(type_)
        else:
            self.push(type_, 1)
        self.make_canonical(type_)
        self.put(self.rng.choice(STORES[type_]))
        self.memarg()

    def do_bulk(self):
        rng = self.rng
        kind = rng.randrange(9)
        if kind > 5:
            self.do_table(kind)
        elif kind == 0:
            self.put(0x3F, 0, 0x1A)
        elif kind == 1:
            self.put(0x41, rng.choice([0, 1, 1]), 0x40, 0, 0x1A)
        elif kind == 5:
            self.put(0x41, signed(rng.randrange(0, 12)))
            self.const(FUNCREF)
            self.put(0x26, 0)
        else:
            for _ in range(2):
                self.push(I32, 2)
                self.put(0x41, signed(0x7FFF), 0x71)
            self.put(0x41, signed(rng.choice([0, 1, 5, 300])))
            self.put(*((0xFC, 10, 0, 0) if kind == 2 else (0xFC, 11, 0) if kind == 3
                       else (0xFC, 8, 0, 0)))

    def do_table(self, kind):
        small = [0x41, signed(self.rng.choice([0, 1, 2, 5, 9, 30]))]
        if kind == 6:  # copy, init, fill
            code, tail = self.rng.choice([(14, (0, 0)), (12, (0, 0)), (17, (0,))])
            self.put(*small)
            self.const(FUNCREF) if code == 17 else self.put(*small)
            self.put(0x41, self.rng.choice([0, 1, 3]), 0xFC, code, *tail)
        elif kind == 7:
            self.put(0xFC, 16, 0, 0x41, 1, 0x6B, 0x25, 0, 0xD1, 0x1A)
        elif self.rng.random() < 0.3:
            self.put(0xFC, self.rng.choice([9, 13]), 0)
        else:
            self.const(FUNCREF)
            self.put(0x41, self.rng.choice([0, 1, 3]), 0xFC, 15, 0, 0x1A)

    # ---- statements ----

    def step(self):
        actions = [(30, self.do_push), (22, self.do_set), (16, self.do_consume), (8, self.do_store),
                   (3, self.do_bulk), (6, self.do_global_set), (9, self.do_block),
                   (5, self.do_loop), (9, self.do_if), (9, self.do_br_if), (2, self.do_br),
                   (4, self.do_br_table), (7, self.do_call), (3, self.do_indirect),
                   (1, self.do_return), (1, self.do_tail), (3, self.do_null_branch),
                   (2, self.do_call_ref), (1, self.do_env_indirect)]
        if len(self.labels) > 1 and self.rng.random() < 0.02:
            actions.append((20, self.do_unreachable))
        weights = [weight for weight, _ in actions]
        self.rng.choices([action for _, action in actions], weights)[0]()

    def do_push(self):
        type_ = self.rng.choice(LOCALS if self.rng.random() < 0.3 else (I32, I32, I64, F32, F64))
        self.push(type_)
        self.stack.append(type_)

    def do_set(self):
        """Sets a local while what is on the stack may stand for it."""
        if self.stack and self.rng.random() < 0.4:
            type_ = self.stack[-1]
        else:
            type_ = self.rng.choice(self.locals[:self.visible] or [I32])
            self.push(type_, self.rng.choice([0, 3, 4]))
            self.stack.append(type_)
        choices = [i for i in range(self.visible) if self.locals[i] == type_]
        if not choices:
            return
        if self.rng.random() < 0.5:
            self.local(0x22, self.rng.choice(choices))
        else:
            self.local(0x21, self.rng.choice(choices))
            self.stack.pop()

    def do_consume(self):
        """An operation on what lies on the stack."""
        fitting = [row for row in NUMERIC
                   if [LETTER[p] for p in row[0]] == self.stack[-len(row[0]):]]
        if self.is_dead and self.rng.random() < 0.5:
            fitting = [row for row in NUMERIC if not self.stack
                       or [LETTER[p] for p in row[0]][-len(self.stack):] == self.stack]
        if not fitting:
            return self.do_drop()
        params, result, codes = self.rng.choice(fitting)
        if len(self.stack) < len(params) and not self.is_dead:
            return None
        del self.stack[max(0, len(self.stack) - len(params)):]
        self.put(code_bytes(self.rng.choice(codes)))
        self.stack.append(LETTER[result])
        return None

    def do_drop(self):
        if self.stack:
            self.stack.pop()
            self.put(0x1A)

    def do_global_set(self):
        idx = self.rng.randrange(len(self.m.globals))
        type_, is_mutable = self.m.globals[idx]
        if is_mutable:
            self.push(type_)
            self.put(0x24, unsigned(idx))

    def supply(self, types):
        """Makes the stack end in these types."""
        common = 0
        for count in range(min(len(types), len(self.stack)), 0, -1):
            if self.stack[-count:] == list(types[:count]):
                common = count
                break
        for type_ in types[common:]:
            self.push(type_, 1)
            self.stack.append(type_)

    def fit(self, types):
        """Makes the stack these types and nothing else."""
        if self.is_dead and self.rng.random() < 0.5:
            while self.stack:
                self.do_drop()
            return
        common = 0
        while (common < min(len(types), len(self.stack)) and self.stack[common] == types[common]):
            common += 1
        while len(self.stack) > common:
            self.do_drop()
        self.supply(types)

    def body_of(self, label, params, results, closes_loop=False):
        """The instructions of a block, up to its end or else; the stack is its own meanwhile."""
        outer, was_dead = self.stack, self.is_dead
        self.stack, self.is_dead = list(params), False
        self.labels.append(label)
        for _ in range(self.rng.randint(0, 7)):
            if self.budget <= 0:
                break
            self.budget -= 1
            self.step()
        if closes_loop and not self.is_dead:
            self.supply(params)
            self.count_down(label.counter)
            self.put(0x0D, 0)
        self.fit(results)
        self.labels.pop()
        self.stack, self.is_dead = outer, was_dead

    def count_down(self, counter):
        """Pushes whether the loop may go round once more: in all ways that come to an end."""
        kind = self.rng.randrange(5)
        self.local(0x20, counter)
        self.put(*[(0x41, 1, 0x6B), (0x41, 1, 0x6B), (0x41, 1, 0x76), (0x41, 1, 0x76),
                   (0x41, 1, 0x6A, 0x41, 15, 0x71)][kind])
        self.local(0x22 if kind != 3 else 0x21, counter)
        if kind == 3:
            self.local(0x20, counter)
        self.put(*[(0x41, 0, 0x4A), (0x41, 0, 0x4C, 0x45), (), (), (0x45,)][kind])

    def open_block(self, code):
        """Takes operands as its parameters; returns (params, results)."""
        results = self.m.some_types(4)
        if self.rng.random() < 0.4:
            self.supply(self.m.some_types(3))
        count = self.rng.randint(0, min(3, len(self.stack)))
        params = self.stack[len(self.stack) - count:]
        if any(p not in NUMBERS for p in params):
            params = []
        del self.stack[len(self.stack) - len(params):]
        if not params and not results:
            self.put(code, 0x40)
        elif not params and len(results) == 1:
            self.put(code, results[0])
        else:
            self.put(code, signed(self.m.type_idx(params, results)))
        return params, results

    def do_block(self):
        params, results = self.open_block(0x02)
        self.body_of(Label(results), params, results)
        self.put(0x0B)
        self.stack += results

    def do_loop(self):
        counter = self.new_local(I32)
        self.put(0x41, self.rng.choice([1, 2, 3, 4, 15]))
        self.local(0x21, counter)
        params, results = self.open_block(0x03)
        self.body_of(Label(params, counter), params, results, closes_loop=True)
        self.put(0x0B)
        self.stack += results

    def do_if(self):
        if not (self.stack and self.stack[-1] == I32 and self.rng.random() < 0.4):
            self.push(I32)
            self.stack.append(I32)
        # The condition lies above the parameters, so these must be there already.
        self.stack.pop()
        at = len(self.out)
        numbers = 0
        while numbers < min(2, len(self.stack)) and self.stack[-1 - numbers] in NUMBERS:
            numbers += 1
        count = self.rng.randint(0, numbers)
        params = self.stack[len(self.stack) - count:]
        results = params if self.rng.random() < 0.2 else self.m.some_types(3)
        del self.stack[len(self.stack) - count:]
        assert at == len(self.out)
        self.put(0x04, signed(self.m.type_idx(params, results)))
        self.body_of(Label(results), params, results)
        if list(params) != list(results) or self.rng.random() < 0.6:
            self.put(0x05)
            self.body_of(Label(results), params, results)
        self.put(0x0B)
        self.stack += results

    def forward_labels(self):
        """(depth, label) of those that are not loops."""
        found = enumerate(reversed(self.labels))
        return [(depth, label) for depth, label in found if label.counter is None]

    def do_br_if(self):
        depth, label = self.rng.choice(list(enumerate(reversed(self.labels))))
        self.supply(label.types)
        if label.counter is None:
            self.push(I32)
        else:
            self.count_down(label.counter)
        self.put(0x0D, unsigned(depth))

    def die(self):
        self.stack = []
        self.is_dead = True

    def do_br(self):
        depth, label = self.rng.choice(self.forward_labels())
        self.supply(label.types)
        self.put(0x0C, unsigned(depth))
        self.die()

    def do_br_table(self):
        depth, label = self.rng.choice(self.forward_labels())
        same = [d for d, other in self.forward_labels() if list(other.types) == list(label.types)]
        entries = [self.rng.choice(same) for _ in range(self.rng.choice([0, 1, 2, 3, 6]))]
        if self.rng.random() < 0.7:  # inside of a block, so that life goes on
            self.put(0x02, 0x40)
            entries, depth = [e + 1 for e in entries], depth + 1
            if not label.types:
                entries.append(0)
            outer = self.stack
            self.stack = []
            self.write_table(label.types, entries, depth)
            self.put(0x0B)
            self.stack = outer
        else:
            self.write_table(label.types, entries, depth)
            self.die()

    def write_table(self, types, entries, depth):
        self.supply(types)
        self.push(I32)
        if self.rng.random() < 0.7:
            self.put(0x41, 7, 0x71)
        self.put(0x0E, vector([unsigned(e) for e in entries]), unsigned(depth))

    def do_unreachable(self):
        self.put(0x00)
        self.die()

    def do_return(self):
        self.supply(self.results)
        self.put(0x0F)
        self.die()

    # ---- calls ----

    def callees(self):
        """Functions below this one: calls end."""
        return list(range(self.idx))

    def do_call(self):
        if self.calls_left == 0 or not self.callees():
            return
        self.calls_left -= 1
        callee = self.rng.choice(self.callees())
        params, results = self.m.types[self.m.funcs[callee]]
        self.supply(params)
        del self.stack[len(self.stack) - len(params):]
        self.put(0x10, unsigned(callee))
        self.stack += results

    def do_indirect(self):
        if self.calls_left == 0 or not self.callees():
            return
        self.calls_left -= 1
        callee = self.rng.choice(self.callees())
        params, results = self.m.types[self.m.funcs[callee]]
        self.supply(params)
        del self.stack[len(self.stack) - len(params):]
        element = callee if self.rng.random() < 0.9 else self.rng.randrange(20)
        self.put(0x41, signed(element), 0x11, unsigned(self.m.funcs[callee]), 0)
        self.stack += results

    def do_env_indirect(self):
        """Functions of another instance, and a host function that it imports."""
        if not self.m.has_env_table or self.calls_left == 0:
            return
        self.calls_left -= 1
        element, params, results = self.rng.choice(ENV_TABLE)
        self.supply(params)
        type_ = self.m.type_idx(params, results)
        is_tail = results == self.results
        self.put(0x41, signed(element), 0x13 if is_tail else 0x11, unsigned(type_), 0)
        if is_tail:
            self.die()
        else:
            del self.stack[len(self.stack) - len(params):]
            self.stack += results

    def do_call_ref(self):
        if self.calls_left == 0 or not self.callees():
            return
        self.calls_left -= 1
        callee = self.rng.choice(self.callees())
        type_ = self.m.funcs[callee]
        params, results = self.m.types[type_]
        self.supply(params)
        del self.stack[len(self.stack) - len(params):]
        if self.rng.random() < 0.9:
            self.put(0xD2, unsigned(callee))
        else:
            self.put(0xD0, signed(type_))
        if self.rng.random() < 0.3:
            self.put(0xD4)
        self.put(0x14, unsigned(type_))
        self.stack += results

    def do_tail(self):
        fitting = [f for f in self.callees()
                   if list(self.m.types[self.m.funcs[f]][1]) == self.results]
        if not fitting:
            return
        callee = self.rng.choice(fitting)
        type_ = self.m.funcs[callee]
        self.supply(self.m.types[type_][0])
        roll = self.rng.random()
        if roll < 0.5:
            self.put(0x12, unsigned(callee))
        elif roll < 0.8:
            self.put(0x41, signed(callee), 0x13, unsigned(type_), 0)
        else:
            self.put(0xD2, unsigned(callee), 0x15, unsigned(type_))
        self.die()

    def do_null_branch(self):
        depth, label = self.rng.choice(self.forward_labels())
        self.supply(label.types)
        type_ = self.rng.choice([FUNCREF, EXTERNREF])
        if self.rng.random() < 0.5:
            self.push(type_)
            self.put(0xD5, unsigned(depth), 0x1A)
            return
        self.put(0x02, type_)  # a block that a branch leaves with the reference
        self.push(type_)
        self.put(0xD6, 0, 0xD0, type_, 0x0B)
        self.stack.append(type_)

    # ---- the whole ----

    def write(self):
        while self.budget > 0:
            self.budget -= 1
            self.step()
        self.fit(self.results)
        groups = [unsigned(1) + bytes([type_]) for type_ in self.locals[self.param_count:]]
        body = vector(groups) + bytes(self.out) + b"\x0b"
        return unsigned(len(body)) + body


ENV_FUNCS = [("host", "f1", [I32], [I32]), ("host", "f2", [I32, I64, F32, F64], [I64]),
             ("host", "f4", [F64, F32, I64, I32], [I32, I64, F32, F64]),
             ("host", "f0", [], []), ("host", "f7", [I32] * 6, [I32, I32]),
             ("env", "add", [I32, I32], [I32]), ("env", "swap", [F64, I32], [I32, F64]),
             ("env", "peek", [I32], [I64]), ("env", "host", [I32], [I32])]


def name(text):
    return vector([bytes([b]) for b in text.encode()])


def import_section(module):
    entries = []
    for owner, func, params, results in ENV_FUNCS:
        if module.rng.random() < 0.4:
            type_ = module.type_idx(params, results)
            module.funcs.append(type_)
            entries.append(name(owner) + name(func) + b"\0" + unsigned(type_))
    module.import_count = len(entries)
    if module.has_env_memory:
        entries.append(name("env") + name("memory") + b"\x02\x01\x01\x04")
    if module.has_env_table:
        entries.append(name("env") + name("table") + b"\x01\x70\x01\x1e\x28")
    for global_, type_, is_mutable in module.env_globals:
        entries.append(name("env") + name(global_) + bytes([3, type_, is_mutable]))
    return section(2, vector(entries))


def global_section(module):
    zero = {I32: b"\x41\x05", I64: b"\x42\x7b", F32: b"\x43\0\0\0\x40", F64: b"\x44" + b"\0" * 8}
    return section(6, vector([bytes([type_, is_mutable]) + zero[type_] + b"\x0b"
                              for type_, is_mutable in module.globals[len(module.env_globals):]]))


def export_section(module):
    entries = [name(f"f{i}") + b"\0" + unsigned(i) for i in range(len(module.funcs))]
    entries += [name(f"g{i}") + b"\x03" + unsigned(i) for i in range(len(module.globals))]
    entries += [name(f"m{i}") + b"\x02" + unsigned(i) for i in range(module.memories)]
    entries.append(name("t") + b"\x01\0")
    return section(7, vector(entries))


def type_section(module):
    return section(1, vector([b"\x60" + vector([bytes([t]) for t in params])
                              + vector([bytes([t]) for t in results])
                              for params, results in module.types]))


def generate(seed):
    """The module of that seed."""
    rng = random.Random(seed)
    module = Module(rng)
    imports = import_section(module)
    for _ in range(rng.randint(2, 7)):
        module.funcs.append(module.type_idx(module.some_types(5), module.some_types(4)))
    count = len(module.funcs) - module.import_count
    budget = rng.choice([10, 25, 60, 150])
    bodies = [Function(module, module.import_count + i, budget).write() for i in range(count)]
    table = b"" if module.has_env_table else section(4, vector([b"\x70\x01\x14\x28"]))
    memory = b"\x01\x01\x03"
    own = module.memories - module.has_env_memory
    all_funcs = vector([unsigned(i) for i in range(len(module.funcs))][:10])
    elements = b"\0\x41\0\x0b" + all_funcs
    declared = b"\x03\0" + vector([unsigned(i) for i in range(len(module.funcs))])
    data = bytes(rng.randrange(256) for _ in range(400))
    return b"".join([
        b"\0asm\1\0\0\0", type_section(module), imports,
        section(3, vector([unsigned(t) for t in module.funcs[module.import_count:]])),
        table, section(5, vector([memory] * own)), global_section(module), export_section(module),
        section(9, vector([elements, declared])), section(12, b"\x01"),
        section(10, vector(bodies)),
        section(11, vector([b"\0\x41\x08\x0b" + vector([bytes([b]) for b in data])])),
    ])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[2], "wb") as file:
        file.write(generate(int(sys.argv[1])))


if __name__ == "__main__":
    main()
