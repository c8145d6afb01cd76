# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What generated glue costs on Cortex-M3: instructions per call over a host function of the same
core type that does nothing, counted by the firmware in bench/bridge/, and flash per function that
is bound: how much the glue of nine functions is larger than that of one, names and rows of the table
included."""
import glob
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WIT = os.path.join(ROOT, "bench/bridge/bridge/cost.wit")
TOOL = os.path.join(ROOT, "build/tw")
FLAGS = ("-mcpu=cortex-m3", "-mthumb", "-std=c11", "-Os", "-ffunction-sections", "-fdata-sections", "-I",
         os.path.join(ROOT, "include"))
MORE = 8
# Of resources: a method more, and a resource more, which is constructor, drop and handles.
METHOD, PAIR = "thing_value", "thing_new_drop"
RESOURCE = "resource NAME { constructor(number: u32); }"


def lines_of(text, fail):
    lines = [line.strip() for line in text.splitlines()]
    if "end" not in lines:
        raise fail("the firmware of the bridge did not come to its end:\n" + text)
    hz = re.search(r"^clock board hz (\d+)$", "\n".join(lines), re.M)
    calls = re.findall(r"^call (\w+) calls (\d+) ticks (\d+) raw_ticks (\d+) loop_ticks (\d+)$", "\n".join(lines), re.M)
    if not hz or not calls:
        raise fail("the firmware of the bridge counted nothing:\n" + text)
    return int(hz[1]), [(name, *map(int, numbers)) for name, *numbers in calls]


def instructions(text, ns_per_insn, fail):
    """{name_insns: of the glue of one call}, and what one call of a host function takes without."""
    hz, calls = lines_of(text, fail)
    per_tick = 1e9 / hz / ns_per_insn
    figures = {f"{name}_insns": round((ticks - raw) * per_tick / count) for name, count, ticks, raw, _ in calls}
    _, count, _, raw, loop = next(call for call in calls if call[0] == "none")
    return {"raw_insns": round((raw - loop) * per_tick / count)} | figures


def functions():
    """name -> its WIT, with the lines of attributes before it."""
    with open(WIT, encoding="utf-8") as file:
        text = file.read().replace("resource thing {", "")
    found = re.findall(r"^ +((?:/// .*\n +)?(\w+): (func\(.*))$", text, re.M)
    return {name: whole.replace(f"{name}:", "NAME:") for whole, name, _ in found if name != "value"}


def wit_of(whole, count, is_method=False):
    with open(WIT, encoding="utf-8") as file:
        types = re.findall(r"^ +((?:enum|record) .*)$", file.read(), re.M)
    # names as long as those that people give: nine letters
    body = [whole.replace("NAME", f"function{i}") for i in range(count)]
    if is_method:
        body = ["resource thing {", *body, "}"]
    return "\n".join(["package tinywasm:cost;", "interface cost {", *types, *body, "}", ""])


def object_bytes(run, folder, wit):
    path = os.path.join(folder, "cost.wit")
    with open(path, "w", encoding="utf-8") as file:
        file.write(wit)
    run(TOOL, "bindgen", "host", path, "-o", folder)
    made = os.path.join(folder, "cost.o")
    run("arm-none-eabi-gcc", *FLAGS, "-c", os.path.join(folder, "cost.c"), "-o", made)
    sizes = run("arm-none-eabi-size", made).split("\n")[1].split()
    return int(sizes[0]) + int(sizes[1])


def shared_bytes(run, folder):
    """Of the library's part, all of it."""
    total = 0
    for source in sorted(glob.glob(os.path.join(ROOT, "src/bridge/*.c"))):
        made = os.path.join(folder, "shared.o")
        run("arm-none-eabi-gcc", *FLAGS, "-I", os.path.join(ROOT, "src"), "-c", source, "-o", made)
        total += int(run("arm-none-eabi-size", made).split("\n")[1].split()[0])
    return total


def flash(run, folder):
    os.makedirs(folder, exist_ok=True)
    run("cmake", "--preset", "host")
    run("cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2")
    figures = {"shared_flash_bytes": shared_bytes(run, folder)}
    for name, whole in [*functions().items(), (METHOD, "NAME: func() -> u32;"), (PAIR, RESOURCE)]:
        one, many = (object_bytes(run, folder, wit_of(whole, count, name == METHOD)) for count in (1, 1 + MORE))
        figures[f"{name}_flash_bytes"] = round((many - one) / MORE)
    return figures


TITLES = {
    "none": "`func()`", "one": "`func(u32)`", "two": "`func(s32, s32) -> s32`",
    "six": "`func(u32, u8, s16, s32, u32, u32) -> u32`", "wide": "`func(u64, f32, f64) -> u64`",
    "checked": "`func(bool, enum, char) -> bool`", "text": "`func(string)`, 16 letters",
    "words": "`func(list<u32>)`", "move": "`func(record of two)`", "place": "`func() -> record of two`",
    "name": "`func() -> string`, 15 letters", METHOD: "a resource's method, `func() -> u32`",
    PAIR: "a resource made and dropped", "shared": "what all glue shares, if all of it is used"}


def table(figures):
    """Rows: what, instructions of the glue, bytes of flash."""
    for name, title in TITLES.items():
        insns, size = figures.get(f"{name}_insns"), figures.get(f"{name}_flash_bytes")
        yield [title, "-" if insns is None else f"{insns:,}", "-" if size is None else f"{size:,} B"]
