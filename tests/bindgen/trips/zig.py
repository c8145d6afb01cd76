# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A guest in Zig: what makes and compares values with its bindings."""
from trips.interfaces import INT_NAMES, MAX_TEXT, texts

NUMBERS = {"u8": "u8", "s8": "i8", "u16": "u16", "s16": "i16", "u32": "u32", "s32": "i32", "u64": "u64",
           "s64": "i64", "f32": "f32", "f64": "f64"}
HEAD = """const std = @import("std");
const r = @import("r").r;
const x = @import("r").x;

comptime {
    _ = @import("r");
}

var round: u32 = 0;
var bad: u32 = 0;

export fn set_round(k: u32) void {
    round = k;
    bad = 1;
}

export fn was_bad() u32 {
    const was = bad;
    bad = 1;
    return was;
}

fn same(comptime T: type, a: []const T, b: []const T) bool {
    return a.len == b.len and std.mem.eql(u8, std.mem.sliceAsBytes(a), std.mem.sliceAsBytes(b));
}
"""


def camel(words):
    return "".join(word.capitalize() for word in words.replace("_", "-").split("-"))


def stem(t):
    """What an anonymous type is called, of its parts."""
    if t is None or isinstance(t, str):
        return t or "none"
    if t[1]:
        return t[1]
    if t[0] == "list":
        return f"list-{t[2]}"
    return "-".join([t[0]] + [stem(part) for part in (t[2][1:] if t[0] == "option" else t[2])])


class Zig:
    """made: the bindings, which declare some anonymous types in each interface."""

    def __init__(self, made, home):
        part = made.split("pub const x = struct", 1)
        self.own = part[1] if home == "x" and len(part) == 2 else ""

    def type(self, t):
        if isinstance(t, str):
            return NUMBERS.get(t) or {"bool": "bool", "char": "u21", "string": "[]const u8"}[t]
        kind, name, parts = t
        if name:
            return f"r.{camel(name)}"
        if kind == "list":
            return f"[]const {NUMBERS[parts]}"
        if kind == "option":
            return f"?{self.type(parts[1])}"
        if kind == "tuple":
            return f"struct {{ {', '.join(self.type(part) for part in parts)} }}"
        own = camel(stem(t))
        return f"x.{own}" if f"pub const {own} = " in self.own else f"r.{own}"

    def value(self, t, value):
        """An expression of the type."""
        return f"@as({self.type(t)}, {self.literal(t, value)})"

    def literal(self, t, value):
        if t in INT_NAMES or t == "char":
            return str(value)
        if t in ("f32", "f64"):
            return f"@bitCast(@as(u{t[1:]}, {value}))"
        if t == "bool":
            return str(value).lower()
        if t == "string":
            return '"' + "".join(f"\\x{byte:02x}" for byte in value) + '"'
        kind, _, parts = t
        if kind == "list":
            return f"&[_]{NUMBERS[parts]}{{ {', '.join(self.value(parts, v) for v in value)} }}"
        if kind == "enum":
            return f".e{value}"
        if kind == "flags":
            return f"@bitCast(@as(u32, {value}))"
        if kind == "record":
            fields = (f".f{i} = {self.value(p, v)}" for i, (p, v) in enumerate(zip(parts, value)))
            return f".{{ {', '.join(fields)} }}"
        if kind == "tuple":
            return f".{{ {', '.join(self.value(p, v) for p, v in zip(parts, value))} }}"
        case, payload = value
        if kind == "option":
            return "null" if case == 0 else self.value(parts[1], payload)
        name = f"c{case}" if kind == "variant" else ("ok", "err")[case]
        return f".{{ .{name} = {self.value(parts[case], payload) if parts[case] else '{}'} }}"

    def same(self, t, value, at, depth=0):
        if t in INT_NAMES or t in ("bool", "char"):
            return f"{at} == {self.literal(t, value)}"
        if t in ("f32", "f64"):
            return f"@as(u{t[1:]}, @bitCast({at})) == {value}"
        if t == "string":
            return f"same(u8, {at}, {self.literal(t, value)})"
        kind, _, parts = t
        if kind == "list":
            return f"same({NUMBERS[parts]}, {at}, {self.literal(t, value)})"
        if kind == "enum":
            return f"{at} == .e{value}"
        if kind == "flags":
            return f"@as(u32, @bitCast({at})) == {value}"
        if kind in ("record", "tuple"):
            return " and ".join(self.same(p, v, f"{at}.f{i}" if kind == "record" else f"{at}[{i}]", depth)
                                for i, (p, v) in enumerate(zip(parts, value)))
        case, payload = value
        inner = self.same(parts[case], payload, f"q{depth}", depth + 1) if parts[case] else ""
        if kind == "option":
            return f"(if ({at}) |q{depth}| {inner} else false)" if case else f"{at} == null"
        name = f"c{case}" if kind == "variant" else ("ok", "err")[case]
        other = ", else => false" if len(parts) > 1 else ""
        capture = f"|q{depth}| {inner}" if inner else "true"
        return f"(switch ({at}) {{ .{name} => {capture}{other} }})"


def element_of(t):
    """What the text or list in a result has."""
    if t == "string":
        return "u8"
    if isinstance(t, str) or t is None:
        return ""
    if t[0] == "list":
        return NUMBERS[t[2]]
    return "".join(element_of(p) for p in t[2]) if isinstance(t[2], list) else ""


def guest_import(side, i, function, rounds):
    params, result = function
    lines = [f"export fn run_{i}(k: u32) u32 {{", "    switch (k) {"]
    for k, (values, wanted) in enumerate(rounds):
        args = [side.value(t, v) for t, v in zip(params, values)]
        lines.append(f"        {k} => {{")
        if result is not None and texts(result):
            lines.append(f"            var buffer: [{MAX_TEXT}]{element_of(result)} = undefined;")
            args.append("&buffer")
        call = f"r.i{i}({', '.join(args)})"
        lines += [f"            {call};", "            return 0;"] if result is None else \
            [f"            const result = {call};", f"            return @intFromBool(!({side.same(result, wanted, 'result')}));"]
        lines.append("        },")
    return lines + ["        else => return 2,", "    }", "}"]


def guest_export(side, i, function, rounds):
    params, result = function
    head = ", ".join(f"p{n}: {side.type(t)}" for n, t in enumerate(params))
    lines = [f"pub fn x{i}({head}) {side.type(result) if result else 'void'} {{", "    switch (round) {"]
    for k, (values, wanted) in enumerate(rounds):
        tests = [f"({side.same(t, v, f'p{n}')})" for n, (t, v) in enumerate(zip(params, values))]
        answer = f"return {side.value(result, wanted)};" if result else "return;"
        lines.append(f"        {k} => {{ bad = @intFromBool(!({' and '.join(tests) or 'true'})); {answer} }},")
    return lines + ["        else => @trap(),", "    }", "}"]


def write_guest(interface, values, made):
    r, x = Zig(made, "r"), Zig(made, "x")
    lines = [HEAD]
    for i, function in enumerate(interface.imports):
        lines += guest_import(r, i, function, values["i", i])
    for i, function in enumerate(interface.exports):
        lines += guest_export(x, i, function, values["x", i])
    return "\n".join(lines) + "\n"
