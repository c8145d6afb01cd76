# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A guest in C without bindings, an oracle for them: what lies in memory are structs and unions as C
lays them out on wasm32, and values are lowered to core values here, by the canonical ABI's rules."""
from trips.c import IS_SAME, bytes_literal
from trips.interfaces import INTS, flat_types, list_bytes

C_CORE = {"i32": "int32_t", "i64": "int64_t", "f32": "float", "f64": "double"}
HEAD = """#include <stdbool.h>
#include <stdint.h>
struct text { uint32_t addr; uint32_t count; };
static uint32_t round;
static uint32_t bad;
static _Alignas(8) uint8_t heap[4096];
static uint32_t used;

static inline uint32_t bits_f32(float value) { uint32_t bits; __builtin_memcpy(&bits, &value, 4); return bits; }
static inline uint64_t bits_f64(double value) { uint64_t bits; __builtin_memcpy(&bits, &value, 8); return bits; }
static inline float f32_of(uint32_t bits) { float value; __builtin_memcpy(&value, &bits, 4); return value; }
static inline double f64_of(uint64_t bits) { double value; __builtin_memcpy(&value, &bits, 8); return value; }

__attribute__((export_name("cabi_realloc"))) uint32_t cabi_realloc(uint32_t block, uint32_t size, uint32_t align, uint32_t count) {
    if (block != 0) { return block; }
    used = (used + align - 1) / align * align;
    used += count;
    return size == 0 && used <= sizeof heap ? (uint32_t)heap + used - count : 0;
}
__attribute__((export_name("set_round"))) void set_round(uint32_t k) { round = k; bad = 1; }
__attribute__((export_name("was_bad"))) uint32_t was_bad(void) { uint32_t was = bad; bad = 1; return was; }
"""


def is_text(t):
    return t == "string" or (isinstance(t, tuple) and t[0] == "list")


def text_bytes(t, value):
    return (value, len(value)) if t == "string" else (list_bytes(t[2], value), len(value))


def enough(cases):
    return "uint8_t" if cases <= 256 else "uint16_t"


def natural(t):
    """The type in C that has the value's layout."""
    if isinstance(t, str):
        words = {"bool": "uint8_t", "char": "uint32_t", "string": "struct text", "f32": "float", "f64": "double"}
        return words.get(t) or f"{'' if INTS[t][1] else 'u'}int{INTS[t][0]}_t"
    kind, _, parts = t
    if kind == "list":
        return "struct text"
    if kind == "enum":
        return enough(parts)
    if kind == "flags":
        return "uint8_t" if parts <= 8 else "uint16_t" if parts <= 16 else "uint32_t"
    fields = " ".join(f"{natural(p)} f{i};" for i, p in enumerate(parts) if p)
    if kind in ("record", "tuple"):
        return f"struct {{ {fields} }}"
    union = f" union {{ {fields} }} of;" if fields else ""
    return f"struct {{ {enough(len(parts))} tag;{union} }}"


def lower(t, value):
    """(core type, number or (text's type, its value, 0 or 1)) of each flat value."""
    if is_text(t):
        return [("i32", (t, value, 0)), ("i32", (t, value, 1))]
    if isinstance(t, str) or t[0] in ("enum", "flags"):
        core = flat_types(t)[0]
        mask = (1 << (64 if core.endswith("64") else 32)) - 1
        return [(core, int(value) & mask)]
    if t[0] in ("record", "tuple"):
        return [flat for p, v in zip(t[2], value) for flat in lower(p, v)]
    case, payload = value
    part = t[2][case]
    flats = [("i32", case)] + (lower(part, payload) if part else [])
    types = flat_types(t)
    return [(types[i], flats[i][1] if i < len(flats) else 0) for i in range(len(types))]


class Texts:
    """Statics that hold the texts and lists of arguments and results."""

    def __init__(self):
        self.lines = []

    def add(self, t, value):
        data, _ = text_bytes(t, value)
        name = f"text{len(self.lines)}"
        self.lines.append(f"static const _Alignas(8) char {name}[] = {bytes_literal(data + bytes(8))};")
        return name

    def core(self, flat):
        """An expression."""
        core, what = flat
        if isinstance(what, tuple):
            t, value, part = what
            number = f"(uint32_t){self.add(t, value)}" if part == 0 else str(len(value))
            return f"({C_CORE[core]}){number}"
        if core in ("f32", "f64"):
            return f"{core}_of({what}u{'ll' if core == 'f64' else ''})"
        return f"({C_CORE[core]})UINT64_C({what})"


def same_text(t, value, addr, count):
    data, number = text_bytes(t, value)
    return f"{count} == {number} && is_same((const void *)(uint32_t){addr}, {len(data)}, {bytes_literal(data)}, {len(data)})"


def same_core(flats, names):
    """Whether core values are those."""
    tests = []
    for i, ((core, what), name) in enumerate(zip(flats, names)):
        if isinstance(what, tuple):
            t, value, part = what
            tests += [same_text(t, value, name, names[i + 1])] if part == 0 else []
        elif core in ("f32", "f64"):
            tests.append(f"bits_{core}({name}) == {what}u{'ll' if core == 'f64' else ''}")
        else:
            tests.append(f"{name} == ({C_CORE[core]})UINT64_C({what})")
    return " && ".join(tests) or "true"


def same(t, value, at):
    """Whether what lies in memory is the value."""
    if is_text(t):
        return same_text(t, value, f"{at}.addr", f"{at}.count")
    if t in ("f32", "f64"):
        return f"bits_{t}({at}) == {value}u{'ll' if t == 'f64' else ''}"
    if isinstance(t, str) or t[0] in ("enum", "flags"):
        return f"{at} == ({natural(t)})UINT64_C({int(value) & (1 << 64) - 1})"
    if t[0] in ("record", "tuple"):
        return " && ".join(same(p, v, f"{at}.f{i}") for i, (p, v) in enumerate(zip(t[2], value)))
    case, payload = value
    inner = f" && {same(t[2][case], payload, f'{at}.of.f{case}')}" if t[2][case] else ""
    return f"{at}.tag == {case}{inner}"


def assign(t, value, at, texts):
    if is_text(t):
        return f"{at}.addr = (uint32_t){texts.add(t, value)}; {at}.count = {len(value)};"
    if t in ("f32", "f64"):
        return f"{at} = {t}_of({value}u{'ll' if t == 'f64' else ''});"
    if isinstance(t, str) or t[0] in ("enum", "flags"):
        return f"{at} = ({natural(t)})UINT64_C({int(value) & (1 << 64) - 1});"
    if t[0] in ("record", "tuple"):
        return " ".join(assign(p, v, f"{at}.f{i}", texts) for i, (p, v) in enumerate(zip(t[2], value)))
    case, payload = value
    return f"{at}.tag = {case};" + (" " + assign(t[2][case], payload, f"{at}.of.f{case}", texts) if t[2][case] else "")


def core_of(function, is_import):
    """Core types of parameters, and of the result or None; whether the result goes through memory."""
    params, result = function
    types = [core for t in params for core in flat_types(t)]
    results = flat_types(result) if result else []
    is_far = len(results) > 1
    if is_far and is_import:
        return types + ["i32"], None, True
    return types, ("i32" if is_far else results[0] if results else None), is_far


def guest_import(i, function, rounds, texts):
    types, gives, is_far = core_of(function, True)
    params, result = function
    head = ", ".join(C_CORE[core] for core in types) or "void"
    lines = [f'__attribute__((import_module("r"), import_name("i{i}"))) {C_CORE[gives] if gives else "void"} i{i}({head});',
             f'__attribute__((export_name("run_{i}"))) uint32_t run_{i}(uint32_t k) {{', "    used = 0;"]
    lines += [f"    static {natural(result)} area;"] if is_far else []
    lines.append("    switch (k) {")
    for k, (values, wanted) in enumerate(rounds):
        args = [texts.core(flat) for t, v in zip(params, values) for flat in lower(t, v)] + ["(int32_t)&area"] * is_far
        call = f"i{i}({', '.join(args)})"
        test = same(result, wanted, "area") if is_far else same_core(lower(result, wanted), ["got"]) if result else "true"
        got = f"{C_CORE[gives]} got = {call};" if gives else f"{call};"
        lines.append(f"    case {k}: {{ {got} return {test} ? 0 : 1; }}")
    return lines + ["    }", "    return 2;", "}"]


def guest_export(i, function, rounds, texts):
    types, gives, is_far = core_of(function, False)
    params, result = function
    head = ", ".join(f"{C_CORE[core]} a{n}" for n, core in enumerate(types)) or "void"
    kind = C_CORE[gives] if gives else "void"
    lines = [f'__attribute__((export_name("x{i}"))) {kind} x{i}({head}) {{', "    used = 0;"]
    lines += [f"    static {natural(result)} area;"] if is_far else []
    lines.append("    switch (round) {")
    for k, (values, wanted) in enumerate(rounds):
        flats = [flat for t, v in zip(params, values) for flat in lower(t, v)]
        test = same_core(flats, [f"a{n}" for n in range(len(flats))])
        answer = "return;"
        if is_far:
            answer = f"{assign(result, wanted, 'area', texts)} return (int32_t)&area;"
        elif result:
            answer = f"return {texts.core(lower(result, wanted)[0])};"
        lines.append(f"    case {k}: bad = {test} ? 0 : 1; {answer}")
    return lines + ["    }", "    __builtin_trap();", "}"]


def write_guest(interface, values):
    texts = Texts()
    lines = []
    for i, function in enumerate(interface.imports):
        lines += guest_import(i, function, values["i", i], texts)
    for i, function in enumerate(interface.exports):
        lines += guest_export(i, function, values["x", i], texts)
    return "\n".join([HEAD, IS_SAME, *texts.lines, *lines, ""])
