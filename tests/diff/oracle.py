#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The other opinion of make diff: runs modules with wasmtime and prints what runner.c prints, and
behind " |" the fuel that a call burnt. Writes the probes of each module beside it.

    oracle.py [--groups] ENV.wasm FILE.wasm...

--groups: with what profile FULL has beyond STANDARD. Of a module that exports a memory `cov` the bytes of
that are printed too, as `reached: HEX`.

Everything that both derive (arguments, what host functions answer) is spelled here once more; the
comments are in runner.c."""

import ctypes
import pathlib
import struct
import sys
import threading
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/deps/wasmtime"))

import wasmtime  # noqa: E402
from wasmtime import TrapCode, _bindings  # noqa: E402

ROUNDS = 3
TABLE_SHOWN = 40
ORACLE_FUEL = 30_000_000  # ten times as much as runner.c gives: both count instructions, not alike
PROBES = 6
WASM_STACK = 64 << 20
THREAD_STACK = 256 << 20
MEMORY_BYTES = 16 << 20
MASK = (1 << 64) - 1

CORNERS = {
    "i32": [0, 1, 0xFFFFFFFF, 0x80000000, 0x7FFFFFFF, 2, 100, 0xFFFF],
    "i64": [0, 1, MASK, 1 << 63, (1 << 63) - 1, 0xFFFFFFFF, 0x100000000, 100],
    "f32": [0, 0x80000000, 0x3F800000, 0xBF800000, 0x7F800000, 0x7FC00000, 0x4F000000, 1],
    "f64": [0, 0x8000000000000000, 0x3FF0000000000000, 0xBFF0000000000000, 0x7FF0000000000000,
            0x7FF8000000000000, 0x41E0000000000000, 0x3FE8000000000000],
}
LETTERS = {"i": "i32", "I": "i64", "f": "f32", "F": "f64", "r": "externref", "p": "funcref"}
SHAPES = [("", ""), ("i", "i"), ("iIfF", "I"), ("r", "r"), ("FfIi", "iIfF"), ("I", "f"),
          ("", "F"), ("iiiiii", "ii"), ("i", ""), ("I", ""), ("f", ""), ("F", ""), ("ii", "i"),
          ("ii", ""), ("i", "p"), ("ip", ""), ("pi", ""), ("p", "i")]
ELEMENTS = {"funcref": b"\x70", "externref": b"\x6f"}
MAKERS = {"i32": wasmtime.ValType.i32, "i64": wasmtime.ValType.i64, "f32": wasmtime.ValType.f32,
          "f64": wasmtime.ValType.f64, "externref": wasmtime.ValType.externref,
          "funcref": wasmtime.ValType.funcref}

TRAPS = {
    TrapCode.MEMORY_OUT_OF_BOUNDS: "out of bounds memory access",
    TrapCode.TABLE_OUT_OF_BOUNDS: "out of bounds table access",
    TrapCode.INDIRECT_CALL_TO_NULL: "uninitialized element",
    TrapCode.BAD_SIGNATURE: "indirect call type mismatch",
    TrapCode.INTEGER_OVERFLOW: "integer overflow",
    TrapCode.INTEGER_DIVISION_BY_ZERO: "integer divide by zero",
    TrapCode.BAD_CONVERSION_TO_INTEGER: "invalid conversion to integer",
    TrapCode.UNREACHABLE: "unreachable",
    TrapCode.NULL_REFERENCE: "null reference",
    TrapCode.CAST_FAILURE: "cast failure",
    TrapCode.ARRAY_OUT_OF_BOUNDS: "out of bounds array access",
}
GROUPS = ("gc", "exceptions", "memory64", "simd", "relaxed_simd", "relaxed_simd_deterministic",
          "wide_arithmetic")
# What the values of an exception are called, by wasmtime's number of their kind.
VALUE_KINDS = ["i32", "i64", "f32", "f64", "v128", "funcref", "externref", "anyref", "exnref"]


class HostTrap(Exception):
    pass


class End(Exception):
    """Nothing after this can be compared."""


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def canonical(type_, bits):
    if type_ == "f32" and bits & 0x7FFFFFFF > 0x7F800000:
        return 0x7FC00000
    if type_ == "f64" and bits & 0x7FFFFFFFFFFFFFFF > 0x7FF0000000000000:
        return 0x7FF8000000000000
    return bits


def derive(type_, seed):
    number = mix(seed & MASK)
    any_ = mix(number)
    if type_ == "externref":
        return any_ % 3
    if type_ not in CORNERS:
        return 0
    if number >> 3 & 3:
        bits = CORNERS[type_][number & 7]
    else:
        bits = any_ & (0xFFFFFFFF if type_ in ("i32", "f32") else MASK)
    return canonical(type_, bits)


def to_python(type_, bits):
    if type_ == "i32":
        return struct.unpack("<i", struct.pack("<I", bits))[0]
    if type_ == "i64":
        return struct.unpack("<q", struct.pack("<Q", bits))[0]
    if type_ == "f32":
        return struct.unpack("<f", struct.pack("<I", bits))[0]
    if type_ == "f64":
        return struct.unpack("<d", struct.pack("<Q", bits))[0]
    return bits if bits else None


def to_bits(type_, value):
    if isinstance(value, wasmtime.Val):  # a null that was read from a global
        value = value.value
    if type_ == "i32":
        return value & 0xFFFFFFFF
    if type_ == "i64":
        return value & MASK
    if type_ == "f32":
        return canonical(type_, struct.unpack("<I", struct.pack("<f", value))[0])
    if type_ == "f64":
        return canonical(type_, struct.unpack("<Q", struct.pack("<d", value))[0])
    if type_ == "externref":
        return value or 0
    return int(value is not None)


def name_of(valtype):
    name = str(valtype)
    return "externref" if name == "anyref" else name


def shown(type_, value):
    word = {"externref": "extern", "funcref": "func"}.get(type_, type_)
    return f" {word}:{to_bits(type_, value):x}"


def exception_value(raw):
    """Numbers with their bits; of a reference, whether it is null."""
    kind = VALUE_KINDS[raw.kind]
    if kind == "v128":
        return " v128:" + bytes(raw.of.v128).hex()
    if kind in MAKERS and kind in CORNERS:
        return shown(kind, getattr(raw.of, kind))
    return f" ref:{int(getattr(raw.of, kind).store_id != 0)}"


def make_engine(groups):
    config = wasmtime.Config()
    config.consume_fuel = True
    _bindings.wasmtime_config_async_stack_size_set(config.ptr(), WASM_STACK)
    config.max_wasm_stack = WASM_STACK
    config.cranelift_nan_canonicalization = False
    config.wasm_tail_call = True
    config.wasm_multi_memory = True
    config.wasm_function_references = True
    config.wasm_custom_page_sizes = True
    config.memory_init_cow = False
    config.parallel_compilation = False
    for name in groups:
        setattr(config, f"wasm_{name}", True)
    return wasmtime.Engine(config)


# ---- probes: modules that import a memory or a table of the instance "m" and show it --------------

HEAD = b"\0asm\1\0\0\0"


def sized(content):
    size, out = len(content), b""
    while size > 0x7F:
        size, out = size >> 7, out + bytes([size & 0x7F | 0x80])
    return out + bytes([size]) + content


def memory_probe(name, is_64):
    import_ = b"\1" + sized(b"m") + sized(name) + (b"\2\4\0" if is_64 else b"\2\0\0")
    return HEAD + b"\2" + sized(import_) + b"\7" + sized(b"\1" + sized(b"memory") + b"\2\0")


def table_probe(name, element):
    types = b"\2\x60\0\1\x7f\x60\1\x7f\1" + element
    import_ = b"\1" + sized(b"m") + sized(name) + b"\1" + element + b"\0\0"
    exports = b"\2" + sized(b"size") + b"\0\0" + sized(b"get") + b"\0\1"
    bodies = b"\2" + sized(b"\0\xfc\x10\0\x0b") + sized(b"\0\x20\0\x25\0\x0b")
    return (HEAD + b"\1" + sized(types) + b"\2" + sized(import_) + b"\3" + sized(b"\2\0\1")
            + b"\7" + sized(exports) + b"\x0a" + sized(bodies))


def probes_of(module):
    for export in module.exports:
        name = export.name.encode()
        if isinstance(export.type, wasmtime.MemoryType):
            yield memory_probe(name, export.type.is_64)
        elif isinstance(export.type, wasmtime.TableType):
            yield table_probe(name, ELEMENTS[name_of(export.type.element)])


# ---- running ------------------------------------------------------------------------------------


class Run:
    def __init__(self, engine, env, path):
        self.engine = engine
        self.path = path
        self.lines = []
        self.host_hash = 0
        self.tags = []
        self.store = wasmtime.Store(engine)
        self.store.set_limits(memory_size=MEMORY_BYTES, table_elements=100_000)
        self.linker = wasmtime.Linker(engine)
        self.refuel()
        for number, (params, results) in enumerate(SHAPES):
            type_ = wasmtime.FuncType([MAKERS[LETTERS[p]]() for p in params],
                                      [MAKERS[LETTERS[r]]() for r in results])
            self.linker.define_func("host", f"f{number}", type_, self.host(number))
        self.linker.define_instance(self.store, "env", self.linker.instantiate(self.store, env))

    def refuel(self):
        self.store.set_fuel(ORACLE_FUEL)

    def host(self, number):
        params, results = SHAPES[number]

        def call(*args):
            hash_ = mix(number)
            for letter, arg in zip(params, args):
                hash_ = mix(hash_ ^ to_bits(LETTERS[letter], arg))
            self.host_hash = mix(self.host_hash ^ hash_)
            if hash_ & 0x3F == 5:
                raise HostTrap()
            values = [to_python(LETTERS[r], derive(LETTERS[r], hash_ + i))
                      for i, r in enumerate(results)]
            return values[0] if len(values) == 1 else values if values else None
        return call

    def guard(self, what, function):
        """The function's value, or None and a line that says how it ended."""
        try:
            return True, function()
        except HostTrap:
            self.lines.append(f"{what}: trap: host trap")
        except wasmtime.Trap as trap:
            code = trap.trap_code
            if code is None:
                self.lines.append(f"{what}: exception: {self.exception()}")
                return False, None
            if code == TrapCode.OUT_OF_FUEL:
                self.lines.append(f"{what}: fuel")
                raise End from trap
            if code == TrapCode.STACK_OVERFLOW:
                self.lines.append(f"{what}: stack")
                raise End from trap
            self.lines.append(f"{what}: trap: {TRAPS.get(code, code)}")
        except wasmtime.WasmtimeError as error:
            self.lines.append(f"{what}: error: {str(error).splitlines()[0]}")
            raise End from error
        return False, None

    def exception(self):
        """The tag, by the name that it is exported by, and the values of what left the root call."""
        context = self.store._context()
        exception, tag = _bindings.wasmtime_exnref_t(), _bindings.wasmtime_tag_t()
        if not _bindings.wasmtime_context_take_exception(context, ctypes.byref(exception)):
            return "none"
        _bindings.wasmtime_exnref_tag(context, ctypes.byref(exception), ctypes.byref(tag))
        thrown = wasmtime.Tag._from_raw(tag)
        name = next((name for name, other in self.tags if other.eq(self.store, thrown)), "?")
        text = ""
        for i in range(_bindings.wasmtime_exnref_field_count(context, ctypes.byref(exception))):
            raw = _bindings.wasmtime_val_t()
            _bindings.wasmtime_exnref_field(context, ctypes.byref(exception), i, ctypes.byref(raw))
            text += exception_value(raw)
            _bindings.wasmtime_val_unroot(ctypes.byref(raw))
        _bindings.wasmtime_exnref_unroot(ctypes.byref(exception))
        return name + text

    def call_export(self, i, func):
        type_ = func.type(self.store)
        params = [name_of(p) for p in type_.params]
        results = [name_of(r) for r in type_.results]
        for round_ in range(ROUNDS):
            seed = i * 1000 + round_ * 100
            args = [to_python(p, derive(p, seed + k)) for k, p in enumerate(params)]
            self.refuel()
            fine, values = self.guard(f"call {i}.{round_}", lambda: func(self.store, *args))
            if not fine:
                continue
            values = [] if not results else [values] if len(results) == 1 else values
            line = "".join(shown(r, v) for r, v in zip(results, values))
            burnt = ORACLE_FUEL - self.store.get_fuel()
            self.lines.append(f"call {i}.{round_}:{line} |{burnt}")

    def probe(self, binary):
        instance = self.linker.instantiate(self.store, wasmtime.Module(self.engine, binary))
        exports = instance.exports(self.store)
        if "size" not in list(exports):
            memory = exports.by_index[0]
            data = bytes(memory.get_buffer_ptr(self.store))
            self.lines.append(f"memory: {len(data)} {zlib.crc32(data):08x}")
            return
        get = exports["get"]
        kind = name_of(get.type(self.store).results[0])
        size = exports["size"](self.store)
        values = [get(self.store, i) for i in range(min(size, TABLE_SHOWN))]
        self.lines.append(f"table: {size}" + "".join(shown(kind, v) for v in values))

    def run(self):
        try:
            module = wasmtime.Module.from_file(self.engine, self.path)
        except wasmtime.WasmtimeError as error:
            self.lines.append(f"load: {' '.join(str(error).split())}")
            return
        probes = list(probes_of(module))[:PROBES]
        for k, probe in enumerate(probes):
            pathlib.Path(f"{self.path[:-5]}.{k}.wasm").write_bytes(probe)
        fine, instance = self.guard("create",
                                    lambda: self.linker.instantiate(self.store, module))
        if not fine:
            return
        self.lines.append("create: ok")
        self.linker.define_instance(self.store, "m", instance)
        exports = instance.exports(self.store).by_index
        self.tags = [(type_.name, item) for type_, item in zip(module.exports, exports)
                     if isinstance(item, wasmtime.Tag)]
        named = [(i, item) for i, (type_, item) in enumerate(zip(module.exports, exports))
                 if "\0" not in type_.name]
        for i, item in named:
            if isinstance(item, wasmtime.Func):
                self.call_export(i, item)
        for i, item in named:
            if isinstance(item, wasmtime.Global):
                kind = name_of(item.type(self.store).content)
                self.lines.append(f"global {i}:{shown(kind, item.value(self.store))}")
        self.refuel()
        for probe in probes:
            self.probe(probe)
        for type_, item in zip(module.exports, exports):
            if type_.name == "cov":
                data = bytes(item.get_buffer_ptr(self.store))
                self.lines.append("reached: " + data.rstrip(b"\0").hex())
        self.lines.append(f"host: {self.host_hash:x}")


def main():
    has_groups = sys.argv[1] == "--groups"
    env_path, *paths = sys.argv[1 + has_groups:]
    engine = make_engine(GROUPS if has_groups else ())
    env = wasmtime.Module.from_file(engine, env_path)
    for path in paths:
        run = Run(engine, env, path)
        try:
            run.run()
        except End:
            pass
        print(f"module {path}")
        for line in run.lines:
            print(line)
        sys.stdout.flush()


if __name__ == "__main__":
    threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
