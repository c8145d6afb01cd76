#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Generates valid modules, as text, of what profile FULL has beyond STANDARD: structs and arrays of
random recursive types, casts, i31 and conversions; try_table with every kind of catch, throw_ref,
exnref that is kept and passed on; every SIMD instruction; wide arithmetic; memories and tables with
64-bit addresses. For make diff.

    generate_groups.py SEED          prints the module and, behind it, what each of its marks stands for

What a reference is of is made visible by functions of the module that walk through it. Most modules
have marks: bytes of the memory `cov` that a run sets behind each piece of straight code, so that what
was executed is known. Loops count down, calls go to functions further up. Traps are rare, but there.

NaNs of arithmetic are made canonical at once. Relaxed instructions get operands for which they have
one result, or the one that the specification fixes for deterministic engines."""

import collections
import pathlib
import random
import re
import sys

OPCODES = pathlib.Path(__file__).resolve().parents[2] / "src/core/opcodes"
ROW = re.compile(r'TW_OP\((\w+), +(\w+), +"([^"]+)", +(\w+), +(\w+), +(\d+), +\w+, +(\w+)\)')
GROUPS = ("GC", "EXCEPTIONS", "SIMD", "WIDE_ARITHMETIC")
# Executed in a way of its own, besides the rows of the instruction tables.
MORE_KINDS = ["catch", "catch_ref", "catch_all", "catch_all_ref", "memory64.load", "memory64.store",
              "memory64.size", "memory64.grow", "memory64.fill", "memory64.copy", "table64.get",
              "table64.set", "table64.size", "table64.grow", "table64.fill", "table64.copy"]

Op = collections.namedtuple("Op", "text immediates signature width")
Ref = collections.namedtuple("Ref", "heap null")
NUMBERS = ("i32", "i64", "f32", "f64", "v128")
ANY, EQ, EXTERN, FUNC, EXN = (Ref(heap, True) for heap in ("any", "eq", "extern", "func", "exn"))
SMALL = [0, 1, -1, 2, 3, 7, 100, 127, 128, 255, 256, 32767, 32768, 65535, 0x7FFFFFFF, -0x80000000]
FLOATS = ["0", "-0", "1", "-1.5", "2.5", "1e10", "-2147483649", "inf", "-inf", "nan", "1e-40"]
NAN = {"f32x4": "i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000",
       "f64x2": "i64x2 0x7ff8000000000000 0x7ff8000000000000"}
LETTER = {"i": "i32", "l": "i64", "f": "f32", "d": "f64", "w": "v128"}
SCALAR = {
    "i32": ["add", "sub", "mul", "and", "or", "xor", "shl", "shr_s", "rotl", "lt_s", "ge_u", "eq"],
    "i64": ["add", "sub", "mul", "and", "or", "xor", "shl", "shr_u", "rotr"],
    "f32": ["add", "sub", "mul"], "f64": ["add", "sub", "div"]}
# Lanes of these may become NaNs whose bits are not given.
MAKES_NAN = re.compile(r"^(f32x4|f64x2)\.(ceil|floor|trunc|nearest|sqrt|add|sub|mul|div|min|max|demote"
                       r"|promote|relaxed)")
TAGS = {"$empty": [], "$i": ["i32"], "$ld": ["i64", "f64"], "$ref": [ANY], "$v": ["v128", "i32"],
        "$s": ["f32", Ref("$s0", True)], "$env": ["i32", "i64"]}
DATA_BYTES = 96
ELEMENTS = 8
DIGEST_DEPTH = 2
MASK = {"i32": "(i32.const 0x7fff) i32.and", "i64": "(i64.const 0x7fff) i64.and"}


def read_ops():
    """Text -> Op of the groups' rows."""
    found = {}
    for file in sorted(OPCODES.glob("*.def")):
        for _, _, text, immediates, signature, width, group in ROW.findall(file.read_text()):
            if group in GROUPS:
                found[text] = Op(text, immediates, signature, int(width))
    return found


OPS = read_ops()
KINDS = [*OPS, *MORE_KINDS]
SIMD = [op for op in OPS.values() if op.signature != "SPECIAL"]


def word(type_):
    return type_ if isinstance(type_, str) else f"(ref {'null ' * type_.null}{type_.heap})"


def is_ref(type_):
    return isinstance(type_, Ref)


def load_word(type_):
    """What a packed field is on the stack."""
    return "i32" if type_ in ("i8", "i16") else type_


# ---- types ------------------------------------------------------------------------------------------


class Heap:
    """A struct or array type; fields are (storage, is mutable), an array has one."""

    def __init__(self, name, fields, parent=None, is_array=False, is_final=False):
        self.name = name
        self.fields = fields
        self.parent = parent
        self.is_array = is_array
        self.is_final = is_final

    def above(self):
        """The names of its super types, its own first."""
        names, heap = [], self
        while heap:
            names.append(heap.name)
            heap = heap.parent
        return names + (["array"] if self.is_array else ["struct"]) + ["eq", "any"]

    def is_defaultable(self):
        return all(not is_ref(type_) or type_.null for type_, _ in self.fields)

    def text(self):
        fields = " ".join(f"(mut {word(t)})" if is_mutable else word(t) for t, is_mutable in self.fields)
        body = f"(array {fields})" if self.is_array else \
            "(struct" + "".join(f" (field {f})" for f in self._field_words()) + ")"
        if self.is_final and not self.parent:
            return f"(type {self.name} {body})"
        return f"(type {self.name} (sub {'final ' * self.is_final}" \
               f"{self.parent.name + ' ' if self.parent else ''}{body}))"

    def _field_words(self):
        return [f"(mut {word(t)})" if is_mutable else word(t) for t, is_mutable in self.fields]


class Types:
    """Recursion groups of random types, the first twice: its copies are the same types."""

    def __init__(self, rng):
        self.rng = rng
        count = rng.randint(3, 6)
        names = [f"$s{i}" for i in range(count)]
        cut = rng.randint(1, count)
        self.heaps = {}
        self.groups = [[], [], []]
        self.add(0, Heap("$bytes", [("i8", True)], is_array=True))
        self.add(0, Heap("$anys", [(ANY, True)], is_array=True))
        for i, name in enumerate(names):
            group = 0 if i < cut else 1
            self.add(group, self.struct(name, names[:cut] if group == 0 else names))
        self.copy_first()
        storages = ["i16", "i32", "i64", "f32", "f64", "v128", Ref("$s0", True), EQ, EXTERN,
                    Ref("$anys", True), Ref("i31", False)]
        for i, storage in enumerate(rng.sample(storages, rng.randint(4, 8)) + ["i16"]):
            self.add(2, Heap(f"$a{i}", [(storage, rng.random() < 0.85 or storage == "i16")],
                             is_array=True, is_final=rng.random() < 0.5))

    def add(self, group, heap):
        self.heaps[heap.name] = heap
        self.groups[group].append(heap)

    def storage(self, names):
        rng = self.rng
        if rng.random() < 0.5:
            return rng.choice(["i8", "i16", *NUMBERS])
        return rng.choice([ANY, EQ, Ref("struct", True), Ref("array", True), Ref("i31", True), EXTERN, FUNC,
                           EXN, Ref("i31", False), Ref("$anys", True),
                           *[Ref(name, True) for name in names]])

    def struct(self, name, names):
        rng = self.rng
        parents = [heap for heap in self.heaps.values() if not heap.is_array and not heap.is_final]
        parent = rng.choice(parents) if parents and rng.random() < 0.75 else None
        fields = list(parent.fields) if parent else [("i32", True)]
        fields += [(self.storage(names), rng.random() < 0.8) for _ in range(rng.randint(0, 4))]
        return Heap(name, fields, parent, is_final=rng.random() < 0.15 and name != "$s0")

    def copy_first(self):
        """A group of the same types by other names."""
        names = {heap.name: heap.name + "d" for heap in self.groups[0]}

        def copied(type_):
            return Ref(names.get(type_.heap, type_.heap), type_.null) if is_ref(type_) else type_
        self.copies = []
        for heap in list(self.groups[0]):
            parent = self.heaps[names[heap.parent.name]] if heap.parent else None
            fields = [(copied(type_), is_mutable) for type_, is_mutable in heap.fields]
            copy = Heap(names[heap.name], fields, parent, heap.is_array, heap.is_final)
            self.heaps[copy.name] = copy
            self.copies.append(copy)

    def below(self, heap):
        """The concrete types that are of this one."""
        return [other for other in self.heaps.values() if heap in other.above()]

    def is_sub(self, type_, other):
        if not is_ref(type_) or not is_ref(other):
            return type_ == other
        if type_.null and not other.null:
            return False
        above = self.heaps[type_.heap].above() if type_.heap in self.heaps else \
            [type_.heap] + {"i31": ["eq", "any"], "eq": ["any"], "struct": ["eq", "any"],
                            "array": ["eq", "any"], "$ft0": ["func"],
                            "$ft1": ["$ft0", "func"]}.get(type_.heap, [])
        return other.heap in above

    def text(self):
        parts = ["(rec " + "\n  ".join(heap.text() for heap in group) + ")"
                 for group in (self.groups[0], self.copies, self.groups[1], self.groups[2]) if group]
        parts.append("(type $ft0 (sub (func (param (ref null $s0)) (result anyref))))")
        parts.append("(type $ft1 (sub $ft0 (func (param anyref) (result eqref))))")
        return "\n".join(parts)


# ---- bodies -----------------------------------------------------------------------------------------


class Body:
    """Code of one function. `value` writes code that leaves a value, `step` code that leaves none."""

    def __init__(self, module, params, results, callees, budget):
        self.m = module
        self.types = module.types
        self.rng = module.rng
        self.params = list(params)
        self.results = list(results)
        self.callees = callees
        self.budget = budget
        self.calls = 4
        self.out = []
        self.region = set()
        self.labels = []
        self.label_count = 0
        heaps = self.rng.sample(sorted(self.types.heaps), min(4, len(self.types.heaps)))
        own = ["i32", "i32", "i64", "f32", "f64", "v128", "v128", ANY, ANY, EQ, EXTERN, EXN, FUNC,
               *[Ref(heap, True) for heap in heaps]]
        self.locals = self.params + own
        self.scratch = {}

    # ---- writing ----

    def put(self, text):
        self.out.append(text)

    def op(self, text, kind=None):
        self.out.append(text)
        self.region.add(kind or text.split()[0])

    def mark(self):
        """A byte of `cov` for what has run since the last mark."""
        if self.region & self.m.kinds and self.m.has_marks:
            self.put(f"(i32.store8 $cov (i32.const {len(self.m.marks)}) (i32.const 1))")
            self.m.marks.append(sorted(self.region & self.m.kinds))
        self.region = set()

    def open(self, text):
        self.mark()
        self.put(text)

    def close(self, text="end"):
        self.mark()
        self.put(text)

    def jump(self, text, kind=None):
        """What may not go on behind it."""
        self.region.add(kind or text.split()[0])
        self.mark()
        self.put(text)

    def label(self):
        self.label_count += 1
        return f"$l{self.label_count}"

    def own(self, key, type_):
        """A local that only code of one kind uses."""
        if key not in self.scratch:
            self.scratch[key] = len(self.locals)
            self.locals.append(type_)
        return self.scratch[key]

    def pick(self, choices):
        """choices: (weight, function, arguments...)."""
        _, function, *args = self.rng.choices(choices, [choice[0] for choice in choices])[0]
        function(*args)

    # ---- values ----

    def value(self, type_, depth=0):
        self.budget -= 1
        if depth > 4 or self.budget <= 0:
            self.leaf(type_)
        elif is_ref(type_):
            self.reference(type_, depth + 1)
        else:
            self.number(type_, depth + 1)

    def places(self, type_, count=None):
        """Locals that hold a value of that type; scratch ones are none."""
        mine = len(self.locals) if count is None else count
        return [i for i in range(mine) if i not in self.scratch.values()
                and self.types.is_sub(self.locals[i], type_)]

    def leaf(self, type_):
        places = self.places(type_)
        if places and self.rng.random() < 0.6:
            self.put(f"local.get {self.rng.choice(places)}")
        elif not is_ref(type_):
            self.constant(type_)
        elif type_.null and (self.budget < -20 or self.rng.random() < 0.5):
            bottom = {"extern": "noextern", "func": "nofunc", "exn": "noexn"}.get(type_.heap, "none")
            self.put(f"ref.null {'nofunc' if type_.heap.startswith('$ft') else bottom}")
        else:
            self.fresh(type_, 9)

    def constant(self, type_):
        rng = self.rng
        if type_ == "v128":
            numbers = " ".join(str(rng.choice(SMALL + [rng.getrandbits(31)])) for _ in range(4))
            self.op(f"v128.const i32x4 {numbers}")
        elif type_ in ("f32", "f64"):
            self.put(f"{type_}.const {rng.choice(FLOATS)}")
        else:
            self.put(f"{type_}.const {rng.choice(SMALL)}")

    def number(self, type_, depth):
        choices = [(2, self.leaf, type_), (3, self.field, type_, depth), (3, self.element, type_, depth),
                   (2, self.called, type_, depth), (1, self.wrapped, type_, depth),
                   (1, self.tried, type_, depth), (2, self.global_, type_)]
        if type_ == "v128":
            choices.append((self.m.weight["SIMD"], self.simd, "w", depth))
        else:
            choices += [(3, self.scalar, type_, depth), (1, self.load, type_, depth),
                        (self.m.weight["SIMD"] / 3, self.simd, type_, depth)]
        if type_ == "i64":
            choices.append((2, self.wide, depth))
        if type_ == "i32":
            choices += [(self.m.weight["GC"], self.question, depth), (1, self.sizes, depth)]
        self.pick(choices)

    def scalar(self, type_, depth):
        if type_ in ("i32", "i64") and self.rng.random() < 0.2:
            self.value("i64" if type_ == "i32" else "i32", depth)
            self.put("i32.wrap_i64" if type_ == "i32" else "i64.extend_i32_s")
            return
        self.value(type_, depth)
        self.value(type_, depth)
        self.put(f"{type_}.{self.rng.choice(SCALAR[type_])}")
        if type_ in ("f32", "f64"):
            place = self.own("nan " + type_, type_)
            self.put(f"local.tee {place} {type_}.const nan local.get {place} local.get {place} "
                     f"{type_}.eq select")

    def wide(self, depth):
        """Two results, made one."""
        name = self.rng.choice(["i64.add128", "i64.sub128", "i64.mul_wide_s", "i64.mul_wide_u"])
        for _ in range(2 if "mul" in name else 4):
            self.value("i64", depth)
        self.op(name)
        self.put(self.rng.choice(["i64.xor", "i64.sub", "i64.add"]))

    def global_(self, type_):
        fitting = [name for name, t, _ in self.m.globals if self.types.is_sub(t, type_)]
        if fitting:
            self.put(f"global.get {self.rng.choice(fitting)}")
        else:
            self.leaf(type_)

    def sizes(self, depth):
        roll = self.rng.randrange(4)
        if roll == 0:
            self.op("memory.size $m", self.m.kind64("memory", "size"))
            self.to_i32(self.m.memory)
        elif roll == 1:
            self.op("table.size $tab", self.m.kind64("table", "size"))
            self.to_i32(self.m.table)
        elif roll == 2:
            self.value(ANY, depth)
            self.number_of("i32", 1)
            self.op("table.grow $tab", self.m.kind64("table", "grow"))
            self.to_i32(self.m.table)
        else:
            self.number_of("memory", 1)
            self.op("memory.grow $m", self.m.kind64("memory", "grow"))
            self.to_i32(self.m.memory)

    def to_i32(self, type_):
        if type_ == "i64":
            self.put("i32.wrap_i64")

    def number_of(self, what, number):
        """A constant that is an address or index of the memory or of the table."""
        type_ = self.m.memory if what == "memory" else self.m.table
        self.put(f"{type_}.const {number}")

    def called(self, type_, depth):
        fitting = [f for f in self.callees if self.types.is_sub(f[2], type_)]
        if not fitting or self.calls == 0:
            return self.leaf(type_)
        self.calls -= 1
        name, params, _ = self.rng.choice(fitting)
        for param in params:
            self.value(param, depth + 1)
        self.open(f"call {name}")
        return None

    def wrapped(self, type_, depth):
        """In a block that a branch may leave, an if, or a select."""
        roll = self.rng.randrange(3)
        label = self.label()
        if roll == 0:
            self.open(f"block {label} (result {word(type_)})")
            self.labels.append((label, [type_]))
            self.steps(2, depth)
            self.value(type_, depth)
            self.value("i32", depth)
            self.open(f"br_if {label}")
            self.put("drop")
            self.value(type_, depth)
            self.labels.pop()
            self.close()
        elif roll == 1:
            self.value("i32", depth)
            self.open(f"if {label} (result {word(type_)})")
            self.value(type_, depth)
            self.close("else")
            self.steps(1, depth)
            self.value(type_, depth)
            self.close()
        else:
            self.value(type_, depth)
            self.value(type_, depth)
            self.value("i32", depth)
            self.put(f"select (result {word(type_)})")

    # ---- SIMD ----

    def simd(self, result, depth):
        result = {"i32": "i", "i64": "l", "f32": "f", "f64": "d"}.get(result, result)
        fitting = [op for op in SIMD if op.signature.endswith("_" + result)]
        op = self.rng.choice(fitting)
        params = op.signature.split("_")[0]
        if op.immediates in ("MEMARG", "MEMARG_LANE"):
            self.address(depth)
            params = params[1:]
        if op.immediates == "V128":
            return self.constant("v128")
        for number, letter in enumerate(params):
            self.value(LETTER[letter], depth)
            self.limit_operand(op.text, number)
        self.op(op.text + self.immediates(op))
        self.settle(op.text)
        return None

    def limit_operand(self, name, number):
        """What makes a relaxed instruction have one result."""
        if name.endswith("madd") and number < 2:
            if name.startswith("f32x4"):
                self.op("v128.const i32x4 0xfff 0xfff 0xfff 0xfff")
                self.op("v128.and")
                self.op("f32x4.convert_i32x4_s")
            else:
                self.op("v128.const i32x4 0xfffff 0xfffff 0 0")
                self.op("v128.and")
                self.op("f64x2.convert_low_i32x4_u")
        elif "relaxed_dot" in name and number == 1:
            self.op("v128.const i32x4 0x7f7f7f7f 0x7f7f7f7f 0x7f7f7f7f 0x7f7f7f7f")
            self.op("v128.and")

    def immediates(self, op):
        rng = self.rng
        if op.immediates == "SHUFFLE":
            return "".join(f" {rng.randrange(32)}" for _ in range(16))
        if op.immediates == "LANE":
            return f" {rng.randrange(int(re.search(r'x(16|8|4|2)', op.text)[1]))}"
        if op.immediates == "MEMARG":
            return f" $m {self.memarg(op.width)}"
        if op.immediates == "MEMARG_LANE":
            return f" $m {self.memarg(op.width)} {rng.randrange(16 // op.width)}"
        return ""

    def settle(self, name):
        """Lanes that are NaNs become the canonical one."""
        found = MAKES_NAN.match(name)
        if not found or "trunc_sat" in name or "laneselect" in name:
            return
        shape, place = found[1], self.own("lanes", "v128")
        self.op(f"local.tee {place}")
        self.op(f"v128.const {NAN[shape]}")
        self.put(f"local.get {place} local.get {place}")
        self.op(f"{shape}.eq")
        self.op("v128.bitselect")

    def memarg(self, width):
        offset = self.rng.choice([0, 0, 1, 8, 100])
        align = self.rng.choice([1 << k for k in range(5) if 1 << k <= width])
        return f"offset={offset} align={align}"

    def address(self, depth):
        type_ = self.m.memory
        if self.rng.random() < 0.02:
            self.put(f"{type_}.const {self.rng.choice([-1, 65535, 65528, 0xFFFFFFF0])}")
            return
        self.value(type_, depth + 1)
        self.put(MASK[type_])

    def load(self, type_, depth):
        self.address(depth)
        self.op(f"{type_}.load $m {self.memarg(1)}", self.m.kind64("memory", "load"))

    # ---- objects ----

    def question(self, depth):
        """An i32 that says something of a reference."""
        roll = self.rng.randrange(6)
        if roll == 0:
            self.value(EQ, depth)
            if self.rng.random() < 0.3:
                self.op("local.tee " + str(self.own("eq", EQ)))
                self.op("local.get " + str(self.own("eq", EQ)))
            else:
                self.value(EQ, depth)
            self.op("ref.eq")
        elif roll == 1:
            self.value(self.rng.choice([ANY, EXTERN, EXN, FUNC]), depth)
            self.put("ref.is_null")
        elif roll == 2:
            self.safe(Ref("array", False), depth)
            self.op("array.len")
        elif roll == 3:
            self.safe(Ref("i31", False), depth)
            self.op(self.rng.choice(["i31.get_s", "i31.get_u"]))
        else:
            top, target = self.cast_types(None)
            self.value(top, depth)
            self.op(f"ref.test {word(target)}", "ref.test" + " null" * target.null)

    def cast_types(self, target):
        """(what is cast, to what)."""
        rng = self.rng
        if target is None:
            heap = rng.choice([*self.types.heaps, "i31", "struct", "array", "eq", "none", "$ft0", "$ft1",
                               "extern"])
            target = Ref(heap, rng.random() < 0.4)
        if target.heap in ("$ft0", "$ft1"):
            return FUNC, target
        if target.heap in ("extern", "noextern"):
            return EXTERN, target
        above = self.types.heaps[target.heap].above() if target.heap in self.types.heaps else \
            ["any"] if target.heap == "eq" else ["eq", "any"]
        if target.heap == "none":
            above = ["any", *self.types.heaps]
        return Ref(rng.choice([name for name in above if name != target.heap]), True), target

    def concrete(self, heap, is_array=None):
        """A type that is of this one, or None."""
        found = [h for h in self.types.below(heap) if is_array is None or h.is_array == is_array]
        return self.rng.choice(found) if found else None

    def reference(self, type_, depth):
        choices = [(3, self.leaf, type_), (self.m.weight["GC"], self.fresh, type_, depth)]
        if type_.null:
            choices += [(2, self.global_, type_), (2, self.called, type_, depth),
                        (1, self.wrapped, type_, depth), (1, self.tried, type_, depth),
                        (3, self.field, type_, depth), (3, self.element, type_, depth)]
        if type_.heap == "any":
            choices += [(1, self.from_extern, type_, depth)]
            if type_.null:
                choices.append((1, self.table_get, depth))
        if type_.heap not in ("any", "exn", "func", "extern"):
            choices += [(2, self.cast_by_branch, type_, depth), (1, self.cast, type_, depth)]
        self.pick(choices)

    def fresh(self, type_, depth):
        """A new one, never null but for exnrefs."""
        heap = type_.heap
        if heap in ("any", "eq") and self.rng.random() < 0.4 or heap == "i31":
            self.value("i32", depth + 1)
            self.op("ref.i31")
        elif heap == "extern":
            self.fresh(Ref("any", False), depth + 1)
            self.op("extern.convert_any")
        elif heap in ("func", "$ft0", "$ft1"):
            self.put(f"ref.func {self.rng.choice(self.m.typed[heap])}")
        elif heap == "exn":
            self.put("local.get " + str(self.rng.choice(self.places(EXN))))
        else:
            self.fresh_object(self.concrete(heap), depth)

    def fresh_object(self, heap, depth):
        if heap.is_array:
            return self.fresh_array(heap, depth)
        if heap.is_defaultable() and (depth > 5 or self.rng.random() < 0.25):
            return self.op(f"struct.new_default {heap.name}")
        for type_, _ in heap.fields:
            self.value(load_word(type_), depth + 2)
        return self.op(f"struct.new {heap.name}")

    def fresh_array(self, heap, depth):
        rng = self.rng
        storage = heap.fields[0][0]
        length = rng.choice([4, 5, 6, 9, 4, 5]) if rng.random() < 0.97 else rng.choice([0, 1])
        ways = ["new", "fixed"]
        if heap.is_defaultable():
            ways.append("default")
        if storage == ANY:
            ways.append("elem")
        elif not is_ref(storage):
            ways.append("data")
        way = rng.choice(ways)
        if way == "fixed":
            for _ in range(length):
                self.value(load_word(storage), depth + 2)
            self.op(f"array.new_fixed {heap.name} {length}")
        elif way == "new":
            self.value(load_word(storage), depth + 1)
            self.put(f"i32.const {length}")
            self.op(f"array.new {heap.name}")
        elif way == "default":
            self.put(f"i32.const {length}")
            self.op(f"array.new_default {heap.name}")
        else:
            self.put(f"i32.const {rng.choice([0, 1, 3])} i32.const {min(length, 5)}")
            self.op(f"array.new_{way} {heap.name} {'$data' if way == 'data' else '$elem'}")

    def safe(self, type_, depth):
        """A reference of that type that is not null: most often another if it is."""
        roll = self.rng.random()
        if roll < 0.015:
            self.value(Ref(type_.heap, True), depth)
            self.put("ref.as_non_null")
        elif roll < 0.6:
            label = self.label()
            self.open(f"block {label} (result {word(type_)})")
            self.value(Ref(type_.heap, True), depth)
            self.open(f"br_on_non_null {label}")
            self.fresh(type_, depth)
            self.close()
        else:
            self.fresh(type_, depth)

    def cast_by_branch(self, type_, depth):
        top, _ = self.cast_types(Ref(type_.heap, type_.null))
        label = self.label()
        if self.rng.random() < 0.5:
            self.open(f"block {label} (result {word(type_)})")
            self.value(top, depth)
            self.jump(f"br_on_cast {label} {word(top)} {word(type_)}")
            self.put("drop")
            self.fresh(type_, depth)
            self.close()
            return
        outer = self.label()
        self.open(f"block {outer} (result {word(type_)})")
        self.open(f"block {label} (result {word(top)})")
        self.value(top, depth)
        self.jump(f"br_on_cast_fail {label} {word(top)} {word(type_)}")
        self.open(f"br {outer}")
        self.close()
        self.put("drop")
        self.fresh(type_, depth)
        self.close()

    def cast(self, type_, depth):
        """Mostly of what was tested before."""
        top, _ = self.cast_types(type_)
        null = " null" * type_.null
        self.value(top, depth)
        if self.rng.random() < 0.1:
            self.op(f"ref.cast {word(type_)}", "ref.cast" + null)
            return
        place = self.own(f"cast {top.heap}", top)
        self.put(f"local.tee {place}")
        self.op(f"ref.test {word(type_)}", "ref.test" + null)
        self.open(f"if (result {word(type_)})")
        self.put(f"local.get {place}")
        self.op(f"ref.cast {word(type_)}", "ref.cast" + null)
        self.close("else")
        self.fresh(type_, depth)
        self.close()

    def from_extern(self, type_, depth):
        self.value(EXTERN, depth) if type_.null else self.fresh(Ref("extern", False), depth)
        self.op("any.convert_extern")

    def table_get(self, depth):
        self.index(depth)
        self.op("table.get $tab", self.m.kind64("table", "get"))

    def index(self, depth):
        """Of the table, which has at least 8."""
        self.value(self.m.table, depth + 1)
        self.put(f"({self.m.table}.const 7) {self.m.table}.and")

    def field(self, type_, depth):
        fitting = [(heap, i) for heap in self.types.heaps.values() if not heap.is_array
                   for i, (t, _) in enumerate(heap.fields)
                   if self.types.is_sub(load_word(t), type_)]
        if not fitting:
            return self.leaf(type_)
        heap, i = self.rng.choice(fitting)
        self.safe(Ref(heap.name, False), depth)
        self.op(f"struct.get{self.sign(heap.fields[i][0])} {heap.name} {i}")
        return None

    def sign(self, storage):
        return self.rng.choice(["_s", "_u"]) if storage in ("i8", "i16") else ""

    def element(self, type_, depth):
        fitting = [heap for heap in self.types.heaps.values() if heap.is_array
                   and self.types.is_sub(load_word(heap.fields[0][0]), type_)]
        if not fitting:
            return self.leaf(type_)
        heap = self.rng.choice(fitting)
        self.safe(Ref(heap.name, False), depth)
        self.place_in_array(depth)
        self.op(f"array.get{self.sign(heap.fields[0][0])} {heap.name}")
        return None

    def place_in_array(self, depth):
        self.value("i32", depth + 2)
        self.put("(i32.const 3) i32.and")

    # ---- exceptions ----

    def tried(self, type_, depth):
        """A try_table with a value, whose catches lie behind it: each goes on with the value."""
        catches = self.some_catches()
        done = self.label()
        self.open(f"block {done} (result {word(type_)})")
        for label, _, types in reversed(catches):
            self.open(f"block {label} (result {' '.join(map(word, types))})")
        clauses = " ".join(f"({clause} {label})" for label, clause, _ in catches)
        self.jump(f"try_table (result {word(type_)}) {clauses}")
        self.labels.append((done, [type_]))
        self.steps(2, depth)
        self.throw_sometimes(depth)
        self.value(type_, depth)
        self.labels.pop()
        self.close()
        self.open(f"br {done}")
        for _, clause, types in catches:
            self.put("end")
            self.region = {clause.split()[0]}
            self.take(types)
            self.mark()
            if types and types[-1] == Ref("exn", False) and self.rng.random() < 0.15:
                self.put(f"local.get {self.rng.choice(self.places(EXN))} ref.is_null if else "
                         f"local.get {self.own('exn', EXN)} br_on_null 0")
                self.jump("throw_ref")
                self.put("end")
            self.value(type_, depth + 1)
            self.open(f"br {done}")
        self.put("unreachable")
        self.region = set()
        self.put("end")

    def some_catches(self):
        """[(label, clause, types of the label)]."""
        found = []
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            tag = self.rng.choice(list(TAGS))
            clause = self.rng.choice([f"catch {tag}", f"catch {tag}", f"catch_ref {tag}",
                                      "catch_all", "catch_all_ref"])
            types = list(TAGS[tag]) if clause.endswith(tag) else []
            if "_ref" in clause:
                types.append(Ref("exn", False))
            found.append((self.label(), clause, types))
        return found

    def take(self, types):
        """Puts values from the stack into locals."""
        for type_ in reversed(types):
            if type_ == Ref("exn", False):
                place = self.own("exn", EXN)
                self.put(f"local.tee {place} local.set {self.rng.choice(self.places(EXN))}")
                continue
            places = [i for i in self.places(type_) if self.locals[i] == type_]
            self.put(f"local.set {self.rng.choice(places)}" if places else "drop")

    def throw_sometimes(self, depth):
        tag = self.rng.choice(list(TAGS))
        self.value("i32", depth)
        self.open("if")
        for type_ in TAGS[tag]:
            self.value(type_, depth + 1)
        self.jump(f"throw {tag}")
        self.put("end")

    def throw_again(self, depth):
        """throw_ref of what a local or global holds; seldom of null."""
        self.value(EXN, depth)
        place = self.own("again", EXN)
        self.put(f"local.tee {place} ref.is_null")
        if self.rng.random() < 0.9:
            self.put("i32.eqz")
        self.value("i32", depth)
        self.put("i32.const 1 i32.and i32.and")
        self.open("if")
        self.put(f"local.get {place}")
        self.jump("throw_ref")
        self.put("end")

    # ---- steps ----

    def steps(self, most, depth):
        for _ in range(self.rng.randint(0, most)):
            if self.budget > 0:
                self.step(depth)

    def step(self, depth=0):
        gc, simd = self.m.weight["GC"], self.m.weight["SIMD"]
        depth = max(depth, self.rng.choice([0, 0, 1, 2]))
        self.pick([(6, self.set_local, depth), (2, self.set_global, depth), (gc, self.set_field, depth),
                   (gc, self.set_element, depth), (gc / 2, self.bulk_array, depth),
                   (1, self.store, depth), (simd / 2, self.simd, "v", depth), (1, self.bulk, depth),
                   (2, self.if_, depth), (1, self.loop, depth), (1, self.leave, depth),
                   (self.m.weight["EXCEPTIONS"], self.try_, depth), (0.5, self.throw_rarely, depth),
                   (1, self.call_typed, depth), (1, self.drop, depth)])

    def drop(self, depth):
        self.value(self.rng.choice(self.locals), depth)
        self.put("drop")

    def set_local(self, depth):
        place = self.rng.choice([i for i in range(len(self.locals)) if i not in self.scratch.values()])
        self.value(self.locals[place], depth)
        self.put(f"local.set {place}")

    def set_global(self, depth):
        name, type_, _ = self.rng.choice([g for g in self.m.globals if g[2]])
        self.value(type_, depth)
        self.put(f"global.set {name}")

    def set_field(self, depth):
        fitting = [(heap, i) for heap in self.types.heaps.values() if not heap.is_array
                   for i, (_, is_mutable) in enumerate(heap.fields) if is_mutable]
        heap, i = self.rng.choice(fitting)
        self.safe(Ref(heap.name, False), depth)
        self.value(load_word(heap.fields[i][0]), depth + 1)
        self.op(f"struct.set {heap.name} {i}")

    def mutable_array(self, wanted=lambda storage: True):
        return self.rng.choice([heap for heap in self.types.heaps.values()
                                if heap.is_array and heap.fields[0][1] and wanted(heap.fields[0][0])])

    def set_element(self, depth):
        heap = self.mutable_array()
        self.safe(Ref(heap.name, False), depth)
        self.place_in_array(depth)
        self.value(load_word(heap.fields[0][0]), depth + 1)
        self.op(f"array.set {heap.name}")

    def bulk_array(self, depth):
        small = f"i32.const {self.rng.randrange(3)} "
        count = f"i32.const {self.rng.randrange(3)}"
        roll = self.rng.randrange(4)
        heap = self.mutable_array([lambda s: True, lambda s: not is_ref(s), lambda s: s == ANY,
                                   lambda s: True][roll])
        self.safe(Ref(heap.name, False), depth)
        if roll == 0:
            self.put(small)
            self.value(load_word(heap.fields[0][0]), depth + 1)
            self.put(count)
            self.op(f"array.fill {heap.name}")
        elif roll in (1, 2):
            what = "data" if roll == 1 else "elem"
            self.put(small + small + count)
            self.op(f"array.init_{what} {heap.name} ${what}")
        else:
            storage = heap.fields[0][0]
            others = [h for h in self.types.heaps.values() if h.is_array
                      and self.types.is_sub(h.fields[0][0], storage)]
            other = self.rng.choice(others)
            self.put(small)
            self.safe(Ref(other.name, False), depth)
            self.put(small + count)
            self.op(f"array.copy {heap.name} {other.name}")

    def store(self, depth):
        type_ = self.rng.choice(("i32", "i64", "f32", "f64"))
        self.address(depth)
        self.value(type_, depth)
        self.op(f"{type_}.store $m {self.memarg(1)}", self.m.kind64("memory", "store"))

    def bulk(self, depth):
        rng = self.rng
        memory, table = self.m.memory, self.m.table
        roll = rng.randrange(6)
        if roll == 0:
            self.address(depth)
            self.value("i32", depth)
            self.put(f"{memory}.const {rng.choice([0, 3, 40])}")
            self.op("memory.fill $m", self.m.kind64("memory", "fill"))
        elif roll == 1:
            self.address(depth)
            self.address(depth)
            self.put(f"{memory}.const {rng.choice([0, 3, 40])}")
            self.op("memory.copy $m $m", self.m.kind64("memory", "copy"))
        elif roll == 2:
            self.index(depth)
            self.value(ANY, depth)
            self.op("table.set $tab", self.m.kind64("table", "set"))
        elif roll == 3:
            self.index(depth)
            self.value(ANY, depth)
            self.put(f"{table}.const {rng.choice([0, 1])}")
            self.op("table.fill $tab", self.m.kind64("table", "fill"))
        elif roll == 4:
            self.index(depth)
            self.index(depth)
            self.put(f"{table}.const {rng.choice([0, 1])}")
            self.op("table.copy $tab $tab", self.m.kind64("table", "copy"))
        else:
            self.index(depth)
            self.put("i32.const 1 i32.const 1")
            self.op("table.init $tab $elem")

    def if_(self, depth):
        self.value("i32", depth)
        self.open("if")
        self.steps(3, depth + 1)
        if self.rng.random() < 0.5:
            self.close("else")
            self.steps(3, depth + 1)
        self.close()

    def loop(self, depth):
        counter, label = len(self.locals), self.label()
        self.locals.append("i32")
        self.scratch[f"loop {counter}"] = counter
        calls, self.calls = self.calls, min(self.calls, 1)
        self.put(f"i32.const {self.rng.choice([2, 3, 5])} local.set {counter}")
        self.open(f"loop {label}")
        self.step(depth + 1)
        self.steps(2, depth + 1)
        self.put(f"local.get {counter} i32.const 1 i32.sub local.tee {counter}")
        self.open(f"br_if {label}")
        self.close()
        self.calls = calls

    def leave(self, depth):
        """A branch outwards or a return, sometimes taken."""
        self.value("i32", depth)
        self.put("i32.const 7 i32.and i32.eqz")
        self.open("if")
        label, types = self.rng.choice(self.labels + [(None, self.results)])
        for type_ in types:
            self.value(type_, depth + 1)
        self.open(f"br {label}" if label else "return")
        self.put("end")
        self.region = set()

    def try_(self, depth):
        place = self.rng.choice([i for i in range(len(self.locals)) if i not in self.scratch.values()])
        self.tried(self.locals[place], depth)
        self.put(f"local.set {place}")

    def throw_rarely(self, depth):
        self.value("i32", depth)
        self.put("i32.const 15 i32.and i32.eqz")
        self.open("if")
        self.rng.choice([self.throw_sometimes, self.throw_again])(depth)
        self.close()

    def call_typed(self, depth):
        """By a function type: a cast funcref, or the table."""
        if self.calls == 0 or not self.m.typed_is_callable(self.callees):
            return
        self.calls -= 1
        if self.rng.random() < 0.5:
            self.value(Ref("$s0", True), depth)
            self.put(f"i32.const {self.rng.randrange(2)}")
            self.open("call_indirect $funcs (type $ft0)")
            self.put("drop")
            return
        heap = self.rng.choice(["$ft0", "$ft1"])
        self.value(Ref("$s0", True), depth)
        self.safe(Ref(heap, False), depth)
        self.open(f"call_ref {heap}")
        self.put("drop")

    def lanes(self, count):
        """Vectors one after another, with little around them."""
        for _ in range(count):
            result = self.rng.choice("wwwwwwiilfdvv")
            self.budget = 3
            self.simd(result, 3)
            if result != "v":
                self.put(f"local.set {self.rng.choice(self.places(LETTER[result]))}")

    # ---- the whole ----

    def write(self, head, hash_locals=False):
        while self.budget > 0:
            self.step()
        self.budget = 40
        if hash_locals:
            for i, type_ in enumerate(self.locals):
                if i in self.scratch.values():  # may hold a NaN that was not made canonical
                    continue
                self.put(f"local.get {i}")
                self.m.hash_of(self, type_)
                self.put("call $mix")
        for type_ in self.results:
            self.value(type_, 2)
        self.mark()
        own = " ".join(word(t) for t in self.locals[len(self.params):])
        params = " ".join(map(word, self.params))
        results = " ".join(map(word, self.results))
        head += f" (param {params})" * bool(params) + f" (result {results})" * bool(results)
        return f"({head} (local {own})\n{' '.join(self.out)})"


# ---- modules ----------------------------------------------------------------------------------------


class Module:
    def __init__(self, seed):
        self.rng = rng = random.Random(f"groups {seed}")
        self.types = Types(rng)
        self.has_marks = rng.random() < 0.6
        self.marks = []
        self.kinds = set(KINDS)
        self.memory = "i64" if rng.random() < 0.35 else "i32"
        self.table = "i64" if rng.random() < 0.35 else "i32"
        heavy = rng.choice(["GC", "EXCEPTIONS", "SIMD", None])
        self.weight = {"GC": 3, "EXCEPTIONS": 2, "SIMD": 3}
        if heavy:
            self.weight[heavy] *= 4
        self.typed = {"$ft0": ["$t0", "$t1"], "$ft1": ["$t1"], "func": ["$t0", "$t1", "$mix"]}
        own = [*NUMBERS, ANY, EQ, EXTERN, EXN, Ref("$s0", True), Ref("$anys", True),
               Ref(rng.choice(sorted(self.types.heaps)), True)]
        self.globals = [(f"$g{i}", type_, True) for i, type_ in enumerate(own)]
        self.globals += [("$c0", Ref("i31", False), False), ("$c1", Ref("$bytes", False), False),
                         ("$c2", Ref("extern", False), False)]

    def kind64(self, what, name):
        is_64 = (self.memory if what == "memory" else self.table) == "i64"
        return f"{what}64.{name}" if is_64 else "-"

    def typed_is_callable(self, callees):
        return any(name == "$t1" for name, _, _ in callees)

    # ---- what makes values visible ----

    def hash_of(self, out, type_):
        """Code that makes an i32 of the value on the stack."""
        if is_ref(type_):
            if type_ in (FUNC, EXN) or type_.heap in ("$ft0", "$ft1", "func", "exn"):
                out.put("ref.is_null")
            elif type_.heap == "extern":
                out.put(f"any.convert_extern i32.const {DIGEST_DEPTH} call $digest")
            else:
                out.put(f"i32.const {DIGEST_DEPTH} call $digest")
        else:
            out.put({"i32": "", "i64": "call $fold", "f32": "i32.reinterpret_f32",
                     "f64": "i64.reinterpret_f64 call $fold", "v128": "call $vector"}[type_])

    def field_hash(self, storage, get):
        """The same for a field; references one step deeper."""
        if is_ref(storage) and storage.heap in ("func", "exn"):
            return f"({get}) ref.is_null"
        if is_ref(storage):
            convert = "any.convert_extern " * (storage.heap == "extern")
            return f"({get}) {convert}local.get 1 i32.const 1 i32.sub call $digest"
        return f"({get}) " + {"i64": "call $fold", "f32": "i32.reinterpret_f32",
                              "f64": "i64.reinterpret_f64 call $fold",
                              "v128": "call $vector"}.get(storage, "")

    def digest_struct(self, heap):
        code = "local.get 1 i32.eqz if i32.const 77 return end i32.const 17\n"
        for i, (storage, _) in enumerate(heap.fields):
            sign = "_s" if storage in ("i8", "i16") else ""
            get = f"struct.get{sign} {heap.name} {i} (local.get 0)"
            code += f"i32.const 31 i32.mul {self.field_hash(storage, get)} i32.add\n"
        return f"(func $digest_{heap.name[1:]} (param (ref {heap.name}) i32) (result i32) {code})"

    def digest_array(self, heap):
        storage = heap.fields[0][0]
        sign = "_u" if storage in ("i8", "i16") else ""
        get = f"array.get{sign} {heap.name} (local.get 0) (local.get 2)"
        return (f"(func $digest_{heap.name[1:]} (param (ref {heap.name}) i32) (result i32)\n"
                f"(local i32 i32)\n"
                "local.get 1 i32.eqz if i32.const 78 return end\n"
                "(local.set 3 (array.len (local.get 0)))\n"
                "block loop local.get 2 (array.len (local.get 0)) i32.ge_u br_if 1\n"
                "local.get 2 i32.const 6 i32.ge_u br_if 1\n"
                f"local.get 3 i32.const 33 i32.mul {self.field_hash(storage, get)} i32.xor local.set 3\n"
                "(local.set 2 (i32.add (local.get 2) (i32.const 1))) br 0 end end local.get 3)")

    def digest_any(self):
        code = "(if (ref.is_null (local.get 0)) (then (return (i32.const 1))))\n"
        code += ("(if (ref.test (ref i31) (local.get 0)) (then (return (i31.get_s "
                 "(ref.cast (ref i31) (local.get 0))))))\n")
        for heap in reversed(list(self.types.heaps.values())):
            code += (f"(if (ref.test (ref {heap.name}) (local.get 0)) (then (return (call "
                     f"$digest_{heap.name[1:]} (ref.cast (ref {heap.name}) (local.get 0)) "
                     "(local.get 1)))))\n")
        return f"(func $digest (param anyref i32) (result i32) {code} (i32.const 5))"

    def helpers(self):
        digests = [self.digest_array(heap) if heap.is_array else self.digest_struct(heap)
                   for heap in self.types.heaps.values()]
        return "\n".join([
            "(func $fold (param i64) (result i32) (i32.wrap_i64 (i64.xor (local.get 0) "
            "(i64.rotl (local.get 0) (i64.const 29)))))",
            "(func $vector (param v128) (result i32) (i32.add (call $fold (i64x2.extract_lane 0 "
            "(local.get 0))) (i32.mul (i32.const 31) (call $fold (i64x2.extract_lane 1 "
            "(local.get 0))))))",
            "(func $mix (param i32) (global.set $hash (i64.add (i64.mul (global.get $hash) "
            "(i64.const 1000003)) (i64.extend_i32_u (local.get 0)))))",
            self.digest_any(), *digests])

    # ---- sections ----

    def global_text(self):
        start = {"i32": "i32.const 5", "i64": "i64.const -9", "f32": "f32.const 1.5",
                 "f64": "f64.const -0.1", "v128": "v128.const i32x4 1 -2 3 -4", "$c0": "ref.i31 (i32.const 9)",
                 "$c1": "array.new_fixed $bytes 4 (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 200)",
                 "$c2": "extern.convert_any (ref.i31 (i32.const -4))",
                 ANY: "any.convert_extern (extern.convert_any (ref.i31 (i32.const 1)))",
                 EQ: "array.new_default $anys (i32.const 4)"}
        lines = []
        for name, type_, is_mutable in self.globals:
            init = start.get(name) or start.get(type_)
            if init is None:
                bottom = {"extern": "noextern", "exn": "noexn"}.get(type_.heap, "none")
                init = f"ref.null {bottom}"
            shown = f' (export "{name[1:]}")' if type_ in ("i32", "i64", "f32", "f64") else ""
            type_word = f"(mut {word(type_)})" if is_mutable else word(type_)
            lines.append(f"(global {name}{shown} {type_word} ({init}))")
        return "\n".join(lines)

    def data_text(self):
        data = "".join(f"\\{self.rng.randrange(256):02x}" for _ in range(DATA_BYTES))
        items = []
        for i in range(ELEMENTS):
            defaultable = [heap.name for heap in self.types.heaps.values()
                           if heap.is_defaultable() and not heap.is_array]
            items.append(f"(item (struct.new_default {self.rng.choice(defaultable)}))"
                         if i % 2 and defaultable else f"(item (ref.i31 (i32.const {i * 3})))")
        return (f'(data $data "{data}")\n(data (memory $m) ({self.memory}.const 64) "{data}")\n'
                f"(elem $elem anyref {' '.join(items)})\n"
                "(elem declare func $t0 $t1 $mix)")

    def head(self):
        tags = "\n".join(f'(tag {name} (export "{name[1:]}") (param {" ".join(map(word, types))}))'
                         for name, types in TAGS.items() if name != "$env") + '(export "env" (tag $env))'
        return "\n".join([
            self.types.text(),
            "(type $pair (sub (struct (field (mut i32)) (field (mut anyref)))))",
            '(import "env" "tag" (tag $env (param i32 i64)))',
            '(import "env" "throws" (func $throws (param i32) (result i32)))',
            '(import "env" "pair" (func $pair (param i32 anyref) (result anyref)))',
            '(import "env" "unpair" (func $unpair (param anyref) (result i32)))',
            '(import "env" "keep" (func $keep (param anyref) (result anyref)))',
            tags,
            f'(memory $m (export "m") {self.memory} 1 3)\n(memory $cov (export "cov") 1 1)',
            f"(table $tab {self.table} 8 20 anyref)\n(table $funcs funcref (elem $t0 $t1))",
            '(global $hash (export "hash") (mut i64) (i64.const 1))'])

    def text(self):
        rng = self.rng
        callees = [("$throws", ["i32"], "i32"), ("$pair", ["i32", ANY], ANY), ("$unpair", [ANY], "i32"),
                   ("$keep", [ANY], ANY)]
        budget = rng.choice([40, 80, 150])
        parts = []
        for name, params, result, type_ in (("$t0", [Ref("$s0", True)], ANY, "$ft0"),
                                            ("$t1", [ANY], EQ, "$ft1")):
            parts.append(Body(self, params, [result], list(callees), 20)
                         .write(f"func {name} (type {type_})"))
        callees += [("$t0", [Ref("$s0", True)], ANY), ("$t1", [ANY], EQ)]
        some = [*NUMBERS, "i32", ANY, EQ, EXTERN, EXN, Ref("$s0", True),
                *[Ref(heap, True) for heap in self.types.heaps]]
        for i in range(rng.randint(1, 4)):
            params = [rng.choice(some) for _ in range(rng.randint(0, 4))]
            result = rng.choice(some)
            parts.append(Body(self, params, [result], list(callees), budget).write(f"func $f{i}"))
            callees.append((f"$f{i}", params, result))
        for i in range(rng.randint(1, 3)):
            params = [rng.choice([*NUMBERS[:4], EXTERN]) for _ in range(rng.randint(0, 3))]
            results = [rng.choice(NUMBERS[:4]) for _ in range(rng.randint(0, 3))]
            parts.append(Body(self, params, results, list(callees), budget * 2)
                         .write(f'func (export "e{i}")', hash_locals=True))
        vectors = Body(self, ["i32", "i64", "f32", "f64"], ["i32"], [], 0)
        vectors.lanes(rng.choice([5, 10, 30]))
        parts.append(vectors.write('func (export "lanes")', hash_locals=True))
        return "\n".join(["(module", self.head(), self.global_text(), self.helpers(), *parts,
                          self.data_text(), ")"])


def generate(seed):
    """The module's text, and what each mark stands for."""
    module = Module(seed)
    return module.text(), module.marks


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    text, marks = generate(int(sys.argv[1]))
    print(text)
    for number, kinds in enumerate(marks):
        print(f";; {number}: {', '.join(kinds)}")


if __name__ == "__main__":
    main()
