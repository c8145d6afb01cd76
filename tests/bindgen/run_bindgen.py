#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw bindgen: what it refuses and how it says so, what it writes, that compilers take that without
a warning, that core signatures are the contract, and that what is committed is what it writes.

tests/bindgen/run_bindgen.py. Closes with `bindgen: N passed, N failed, N skipped`.
tests/bindgen/refused.txt has the refusals; `--update` writes it and golden/ anew.
"""
import filecmp
import glob
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, WASM_TOOLS, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/bindgen")
WORK = os.path.join(ROOT, "build/bindgen")
TOOL = os.path.join(ROOT, "build/tw")
WITS = [*sorted(glob.glob("bridge/*.wit", root_dir=ROOT)), "tests/bindgen/hostile.wit"]
# Before each name of what the library has made for its own devices.
PREFIX = "tw_host_"
OTHER = "mine_"
STRICT = ["-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only", "-Iinclude"]
# What modules that were built before there was a bridge import (research on the ancestor).
CONTRACT = {
    "badge": {"badge.heading": "(i32, i32) -> ()", "badge.set_text1": "(i32, i32) -> ()",
              "badge.set_text2": "(i32, i32) -> ()", "badge.set_text3": "(i32, i32) -> ()",
              "badge.set_text4": "(i32, i32) -> ()", "start": "() -> ()", "update": "() -> ()"},
    "greeter": {"greeter.new": "(i32, i32) -> (i32)", "greeter.hello": "(i32, i32, i32) -> ()",
                "greeter.print_u32": "(i32) -> ()", "greeter.drop": "(i32) -> ()",
                "start": "() -> ()", "update": "() -> ()"},
    "hosted": {"hosted.pong": "() -> ()"},
}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def bindgen(*words, **environment):
    return run(TOOL, "bindgen", *words, **environment)


def folder(name):
    path = os.path.join(WORK, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


# ---- refusals -----------------------------------------------------------------------------------

def refused_files():
    return sorted(name for name in os.listdir(os.path.join(HERE, "refused")) if name.endswith(".wit"))


def refusal_of(name):
    return bindgen("host", f"tests/bindgen/refused/{name}", "-o", folder("refused"))


def insteads():
    lines = [line for line in read(HERE, "refused/INSTEAD").splitlines() if not line.startswith("#")]
    return {line.split("|")[0]: [part.replace("\\n", "\n") for part in line.split("|")[1:3]]
            for line in lines}


def check_refusals(suite):
    wanted = dict(line.split(": ", 1) for line in read(HERE, "refused.txt").splitlines())
    suite.check("every_refusal_is_known", set(wanted) ^ set(refused_files()))
    for name in refused_files():
        done = refusal_of(name)
        wrong = done.code != 1 or done.out.strip() != wanted.get(name)
        suite.check(f"refused_{name[:-4]}", wrong and f"{done.code} {done.out}")
        suite.check(f"refused_{name[:-4]}_writes_nothing", os.path.exists(os.path.join(WORK, "refused")))
        old, new = insteads()[name[:-4]]
        text = read(HERE, "refused", name)
        path = os.path.join(WORK, "instead.wit")
        write(path, text.replace(old, new))
        done = bindgen("host", path, "-o", folder("instead"))
        suite.check(f"accepted_instead_of_{name[:-4]}", (done.code != 0 or old not in text) and done.out)


def check_usage(suite):
    good = "bridge/hosted.wit"
    cases = [
        ("nothing", [], 2, "what to write is missing"),
        ("no_folder", ["host", good], 2, "a file of WIT and -o FOLDER are needed"),
        ("no_file", ["host", "-o", WORK], 2, "a file of WIT and -o FOLDER are needed"),
        ("no_language", ["guest", good, "-o", WORK], 2, "guests are written with --lang c, rust"),
        ("unknown_language", ["guest", "--lang", "basic", good, "-o", WORK], 2, "guests are written"),
        ("unknown_option", ["host", "--fast", good, "-o", WORK], 2, "there is no option --fast"),
        ("unknown_kind", ["device", good, "-o", WORK], 2, "writes host, guest or docs, not device"),
        ("missing_file", ["host", "missing.wit", "-o", WORK], 1, "missing.wit: NOENT: it cannot be read"),
        ("value_missing", ["host", good, "-o"], 2, "-o lacks its value"),
        ("prefix_of_a_guest", ["guest", "--lang", "c", "--prefix", "my_", good, "-o", WORK], 2,
         "--prefix is for the names of host alone"),
        ("prefix_is_no_name", ["host", "--prefix", "2nd-", good, "-o", WORK], 2, "--prefix 2nd- begins no name in C"),
    ]
    for name, words, code, text in cases:
        done = bindgen(*words)
        suite.check(f"usage_{name}", (done.code != code or text not in done.out) and f"{done.code} {done.out}")
    done = bindgen("host", good, "-o", WORK, WASM_TOOLS="missing/wasm-tools")
    suite.check("usage_without_wasm_tools", (done.code != 3 or "missing/wasm-tools: UNSUPPORTED: it does not run"
                                             not in done.out) and done.out)
    done = run(TOOL, "bindgen", "host", os.path.join(ROOT, good), "-o", WORK, cwd="/", PATH="/none")
    suite.check("usage_wasm_tools_nowhere", (done.code != 3 or "/tools/setup bindgen" not in done.out) and done.out)
    bad = os.path.join(WORK, "bad.wit")
    write(bad, "package a:b;\ninterface {\n")
    done = bindgen("host", bad, "-o", WORK)
    suite.check("malformed_wit", (done.code != 1 or "bad.wit: MALFORMED" not in done.out or
                                  "bad.wit:2:" not in done.out) and done.out)


# ---- what is written ----------------------------------------------------------------------------

def make(kind, wit, name):
    words = kind.split()
    path = folder(name)
    done = bindgen(*words, wit, "-o", path)
    if done.code != 0:
        raise RuntimeError(done.out)
    return path


def difference(made, kept):
    if not os.path.exists(kept):
        return f"{kept} is not there"
    return not filecmp.cmp(made, kept, shallow=False) and f"{kept} differs from what tw bindgen writes"


GOLDEN = [("host", "tests/bindgen", ["hostile.h", "hostile.c"]),
          ("guest --lang c", "tests/bindgen/golden", ["hostile.h", "hostile.c"]),
          ("docs", "tests/bindgen/golden", ["hostile.md"])]


def check_golden(suite):
    for kind, kept, names in GOLDEN:
        made = make(kind, "tests/bindgen/hostile.wit", "golden")
        suite.check(f"golden_{kind.split()[0]}_files", sorted(os.listdir(made)) != sorted(names) and os.listdir(made))
        for name in names:
            suite.check(f"golden_{kind.split()[0]}_{name}",
                        difference(os.path.join(made, name), os.path.join(ROOT, kept, name)))


def words_of(text):
    """Without white space and comments, which break where lines are full."""
    return re.sub(r"\s+", "", re.sub(r"^\s*//.*$", "", text, flags=re.M))


def check_prefix(suite):
    """With a prefix it is the same text, but for the prefix before each name of its own."""
    for wit in WITS:
        name = os.path.basename(wit)[:-4]
        plain = make("host", wit, f"host-{name}")
        made = make(f"host --prefix {OTHER}", wit, f"prefix-{name}")
        for end in ("h", "c"):
            text = read(made, f"{OTHER}{name}.{end}")
            code = re.sub(r'"[^"]*"|//.*', "", text)
            own = re.findall(rf"\b(?:{name}|{name.upper()})(?:_\w+)?\b", code)
            suite.check(f"prefix_before_all_of_{name}.{end}", own)
            bare = text.replace(OTHER, "").replace(OTHER.upper(), "")
            suite.check(f"prefix_alone_in_{name}.{end}", words_of(bare) != words_of(read(plain, f"{name}.{end}")) or
                        OTHER not in text)
        program = os.path.join(made, "x.o")
        done = run("gcc", "-std=c11", *STRICT[:-2], "-Iinclude", "-c", os.path.join(made, f"{OTHER}{name}.c"), "-o", program)
        suite.check(f"prefix_compiles_{name}", done.code != 0 and done.out)
        symbols = re.findall(r"^\w+ [A-TV-Z] (\w+)$", run("nm", program).out, re.M)
        suite.check(f"prefix_of_symbols_of_{name}", not symbols or
                    [symbol for symbol in symbols if not symbol.startswith(OTHER)])


# Bindings and pages of the devices' host modules are committed: where modules find them.
DEVICES = ("adc", "bluetooth", "buttons", "clock", "display", "entropy", "gpio", "http", "i2c", "led",
           "mqtt", "net", "pwm", "sensor", "serial", "spi", "timers", "uart", "wifi")
KEPT = [(f"guest --lang {language}", f"guest/{language}")
        for language in ("c", "rust", "zig", "tinygo", "assemblyscript")] + [("docs", "docs/bridge")]


def check_kept(suite):
    """Each file that tw bindgen writes of them is there, and nothing else is in docs/bridge."""
    pages = os.listdir(os.path.join(ROOT, "docs/bridge"))
    suite.check("kept_pages_are_those_of_the_devices", {p[:-3] for p in pages} ^ set(DEVICES))
    for kind, kept in KEPT:
        for name in DEVICES:
            made = make(kind, f"bridge/{name}.wit", "kept")
            wrong = [difference(os.path.join(made, base), os.path.join(ROOT, kept, base))
                     for base in os.listdir(made)]
            suite.check(f"kept_{kept}_{name}", not wrong and "nothing is made" or
                        [problem for problem in wrong if problem])


def check_committed(suite):
    """What the library's devices and the benchmark have is what tw bindgen writes."""
    for kept in sorted(glob.glob(f"src/devices/**/{PREFIX}*.[ch]", root_dir=ROOT, recursive=True)):
        base = os.path.basename(kept)
        name = base[len(PREFIX):-2]
        made = make(f"host --prefix {PREFIX}", f"bridge/{name}.wit", f"prefix-{name}")
        suite.check(f"devices_{base}", difference(os.path.join(made, base), os.path.join(ROOT, kept)))
    made = make("host", "bench/bridge/bridge/cost.wit", "cost")
    for base in ("cost.h", "cost.c"):
        suite.check(f"bench_{base}", difference(os.path.join(made, base), os.path.join(ROOT, "bench/bridge/bridge", base)))


def compilers(*names):
    return [name for name in names if shutil.which(name)]


def check_compilers(suite):
    for wit in WITS:
        name = os.path.basename(wit)[:-4]
        host = os.path.join(make("host", wit, f"host-{name}"), name)
        guest = make("guest --lang c", wit, f"guest-{name}")
        for cc in compilers("gcc", "clang-22"):
            for source in (host + ".c", host + ".h"):
                done = run(cc, "-std=c11", *STRICT, source)
                suite.check(f"{cc}_c11_{os.path.basename(source)}", done.code != 0 and done.out)
        for cc in compilers("g++", "clang++-22"):
            done = run(cc, "-std=c++17", "-x", "c++", *STRICT, "-include", host + ".h", os.devnull)
            suite.check(f"{cc}_c++17_{name}.h", done.code != 0 and done.out)
        clang = compilers("clang-22", "clang-19")[0]
        for source in sorted(os.listdir(guest)):
            done = run(clang, "--target=wasm32", "-mreference-types", "-ffreestanding", "-std=c11", *STRICT[:-1],
                       os.path.join(guest, source))
            suite.check(f"guest_{source}", done.code != 0 and done.out)
        if shutil.which("clang-format-22"):
            for source in (host + ".c", host + ".h"):
                done = run("clang-format-22", f"--style=file:{ROOT}/.clang-format", "--dry-run", "--Werror", source)
                suite.check(f"format_{os.path.basename(source)}", done.code != 0 and done.out)


def signatures(name):
    page = read(make("docs", f"bridge/{name}.wit", f"docs-{name}"), f"{name}.md")
    return dict(re.findall(r"^(?:Import|Export) `([\w.]+)`: `(.*?)`", page, re.M))


def check_contract(suite):
    for name, wanted in CONTRACT.items():
        found = signatures(name)
        suite.check(f"contract_{name}", found != wanted and f"{found}")
        made = read(make("host", f"bridge/{name}.wit", f"host-{name}"), f"{name}.c")
        rows = re.findall(r'^    \{"(\w+)", "\((\w*)\)(\w*)", \w+\},$', made, re.M)
        as_text = {f"{name}.{row[0]}": f"({', '.join(['i32'] * len(row[1]))}) -> "
                                       f"({', '.join(['i32'] * len(row[2]))})" for row in rows}
        imports = {key: value for key, value in wanted.items() if "." in key}
        suite.check(f"table_{name}", as_text != imports and f"{as_text}")


TABLE = re.compile(r'\{"(\w+)", "(\([\w~*$]*\)\w*)", \w+\}')


def check_simple(suite):
    """apps/simple writes its table by hand; it is that of bridge/hosted.wit."""
    by_hand = read("apps/simple/main.c")
    made = read(make("host", "bridge/hosted.wit", "host-hosted"), "hosted.c")
    suite.check("table_of_apps_simple", TABLE.findall(by_hand) != TABLE.findall(made) or
                '{"hosted", hosted_funcs, 1, NULL}' not in by_hand)


def check_wasm(suite):
    for source, made in (("tests/bindgen/hostile.wat", "tests/bindgen/hostile.wasm"),
                         ("bench/bridge/cost.wat", "bench/bridge/cost.wasm")):
        name = os.path.basename(made)
        done = run(WASM_TOOLS, "parse", source, "-o", os.path.join(WORK, name))
        suite.check(f"{name}_is_that_of_its_wat", done.out or
                    difference(os.path.join(WORK, name), os.path.join(ROOT, made)))


def update():
    texts = []
    for name in refused_files():
        texts.append(f"{name}: {refusal_of(name).out.strip()}\n")
    write(os.path.join(HERE, "refused.txt"), "".join(texts))
    for kind, kept, names in GOLDEN:
        made = make(kind, "tests/bindgen/hostile.wit", "golden")
        for name in names:
            shutil.copy(os.path.join(made, name), os.path.join(ROOT, kept, name))
    for kind, kept in KEPT:
        for name in DEVICES:
            made = make(kind, f"bridge/{name}.wit", "kept")
            for base in os.listdir(made):
                shutil.copy(os.path.join(made, base), os.path.join(ROOT, kept, base))


def main():
    for words in (["--preset", "host"], ["--build", "--preset", "host", "--target", "tw", "--parallel", "2"]):
        done = run("cmake", *words, timeout=900)
        if done.code != 0:
            print(done.out)
            return 1
    os.makedirs(WORK, exist_ok=True)
    if sys.argv[1:] == ["--update"]:
        update()
        return 0
    suite = Suite("bindgen")
    check_refusals(suite)
    check_usage(suite)
    check_golden(suite)
    check_compilers(suite)
    check_prefix(suite)
    check_committed(suite)
    check_kept(suite)
    check_contract(suite)
    check_simple(suite)
    check_wasm(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
