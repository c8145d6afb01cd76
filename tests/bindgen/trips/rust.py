# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A guest in Rust: what makes and compares values with its bindings."""
from trips.interfaces import INT_NAMES, MAX_TEXT, texts

TYPES = {"u8": "u8", "s8": "i8", "u16": "u16", "s16": "i16", "u32": "u32", "s32": "i32", "u64": "u64",
         "s64": "i64", "f32": "f32", "f64": "f64", "bool": "bool", "char": "char"}
HEAD = """#![no_std]
#[path = "r.rs"]
mod bridge;
#[path = "GUEST/panic.rs"]
mod panic;
#[path = "tinywasm.rs"]
mod tinywasm;

use bridge::r;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

static ROUND: AtomicU32 = AtomicU32::new(0);
static BAD: AtomicU32 = AtomicU32::new(0);

#[allow(dead_code)]
const fn f32_of(bits: u32) -> f32 {
    unsafe { core::mem::transmute(bits) }
}

#[allow(dead_code)]
const fn f64_of(bits: u64) -> f64 {
    unsafe { core::mem::transmute(bits) }
}

#[no_mangle]
extern "C" fn set_round(k: u32) {
    ROUND.store(k, Relaxed);
    BAD.store(1, Relaxed);
}

#[no_mangle]
extern "C" fn was_bad() -> u32 {
    BAD.swap(1, Relaxed)
}
"""


def name_of(t):
    return f"r::{t[1].upper()}"


def type_of(t, life=""):
    if t is None:
        return "()"
    if isinstance(t, str):
        return TYPES.get(t) or f"&{life}str"
    kind, _, parts = t
    if kind == "list":
        return f"&{life}[{TYPES[parts]}]"
    if kind == "option":
        return f"Option<{type_of(parts[1], life)}>"
    if kind == "result":
        return f"Result<{type_of(parts[0], life)}, {type_of(parts[1], life)}>"
    if kind == "tuple":
        return f"({''.join(type_of(part, life) + ', ' for part in parts)})"
    has_text = kind in ("record", "variant") and texts(t)
    return name_of(t) + (f"<{life.strip() or chr(39) + '_'}>" if has_text else "")


def text_literal(value):
    return '"' + "".join(f"\\u{{{ord(c):x}}}" for c in value.decode()) + '"'


def value_of(t, value):
    """An expression."""
    if t is None:
        return "()"
    if t in INT_NAMES:
        return f"({value}{TYPES[t]})" if value < 0 else f"{value}{TYPES[t]}"
    if t in ("f32", "f64"):
        return f"{t}_of({value})"
    if t == "bool":
        return str(value).lower()
    if t == "char":
        return f"'\\u{{{value:x}}}'"
    if t == "string":
        return text_literal(value)
    kind, _, parts = t
    if kind == "list":
        return static_list(parts, value)
    if kind == "enum":
        return f"{name_of(t)}::E{value}"
    if kind == "flags":
        return f"{name_of(t)}({value})"
    if kind == "record":
        fields = (f"f{i}: {value_of(p, v)}" for i, (p, v) in enumerate(zip(parts, value)))
        return f"{name_of(t)} {{ {', '.join(fields)} }}"
    if kind == "tuple":
        return f"({''.join(value_of(p, v) + ', ' for p, v in zip(parts, value))})"
    case, payload = value
    has_payload = parts[case] is not None or kind == "result"
    return case_of(t, case) + (f"({value_of(parts[case], payload)})" if has_payload else "")


def static_list(t, value):
    """One that lives as long as a result of an export must."""
    items = ", ".join(value_of(t, v) for v in value)
    return f"{{ static LIST: [{TYPES[t]}; {len(value)}] = [{items}]; &LIST[..] }}"


def case_of(t, case):
    if t[0] == "variant":
        return f"{name_of(t)}::C{case}"
    return (("None", "Some") if t[0] == "option" else ("Ok", "Err"))[case]


def same(t, value, at, depth=0):
    """Whether what `at` refers to is the value."""
    if t in INT_NAMES or t in ("bool", "char"):
        return f"*{at} == {value_of(t, value)}"
    if t in ("f32", "f64"):
        return f"{at}.to_bits() == {value}"
    if t == "string":
        return f"*{at} == {text_literal(value)}"
    kind, _, parts = t
    if kind == "list":
        tests = [f"{at}.len() == {len(value)}"] + [same(parts, v, f"&{at}[{i}]") if parts in INT_NAMES else
                                                   same(parts, v, f"{at}[{i}]") for i, v in enumerate(value)]
        return " && ".join(tests)
    if kind in ("enum", "flags"):
        return f"*{at} == {value_of(t, value)}"
    if kind in ("record", "tuple"):
        member = "f" if kind == "record" else ""
        tests = []
        for i, (p, v) in enumerate(zip(parts, value)):
            tests.append(f"({{ let q{depth} = &{at}.{member}{i}; {same(p, v, f'q{depth}', depth + 1)} }})")
        return " && ".join(tests)
    case, payload = value
    if parts[case] is None:
        return f"matches!({at}, {case_of(t, case)}{'(_)' if kind == 'result' else ''})"
    inner = same(parts[case], payload, f"q{depth}", depth + 1)
    return f"(match {at} {{ {case_of(t, case)}(q{depth}) => {inner}, _ => false }})"


def guest_import(i, function, rounds):
    params, result = function
    lines = ["#[no_mangle]", "#[allow(unreachable_patterns, unused_parens)]",
             f'extern "C" fn run_{i}(k: u32) -> u32 {{', "    match k {"]
    for k, (values, wanted) in enumerate(rounds):
        args = [value_of(t, v) for t, v in zip(params, values)]
        lines.append(f"    {k} => {{")
        if result is not None and texts(result):
            lines.append(f"        let mut buffer = [{list_type(result)}; {MAX_TEXT}];")
            args.append("&mut buffer")
        call = f"r::i{i}({', '.join(args)})"
        if result is None:
            lines.append(f"        {call}; 0")
        else:
            lines.append(f"        let result = {call}; let q = &result;")
            lines.append(f"        u32::from(!({same(result, wanted, 'q')}))")
        lines.append("    }")
    return lines + ["    _ => 2,", "    }", "}"]


def list_type(t):
    """A zero of what the text or list in a result has."""
    if t == "string":
        return "0u8"
    if isinstance(t, str) or t is None:
        return ""
    if t[0] == "list":
        return ("0.0" if t[2] in ("f32", "f64") else "0") + TYPES[t[2]]
    return "".join(list_type(p) for p in t[2]) if isinstance(t[2], list) else ""


def guest_export(i, function, rounds):
    params, result = function
    head = ", ".join(f"p{n}: {type_of(t)}" for n, t in enumerate(params))
    gives = f" -> {type_of(result, chr(39) + 'static ')}" if result else ""
    lines = ["#[allow(unreachable_patterns, unused_parens, unused_variables)]",
             f"fn x{i}({head}){gives} {{", "    match ROUND.load(Relaxed) {"]
    for k, (values, wanted) in enumerate(rounds):
        tests = [f"({{ let q = &p{n}; {same(t, v, 'q')} }})" for n, (t, v) in enumerate(zip(params, values))]
        lines.append(f"    {k} => {{ BAD.store(u32::from(!({' && '.join(tests) or 'true'})), Relaxed); "
                     f"{value_of(result, wanted)} }}")
    return lines + ["    _ => core::arch::wasm32::unreachable(),", "    }", "}"]


def write_guest(interface, values, guest):
    """guest: the folder guest/rust."""
    lines = [HEAD.replace("GUEST", guest)]
    for i, function in enumerate(interface.imports):
        lines += guest_import(i, function, values["i", i])
    for i, function in enumerate(interface.exports):
        lines += guest_export(i, function, values["x", i])
    return "\n".join(lines) + "\n"
