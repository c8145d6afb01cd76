#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Bindings for guests of a WIT file that has all there is: made twice they are the same, and what uses
all of them compiles without a warning, in Rust, Zig, AssemblyScript, and with --tinygo in Go. Such a
module imports and exports exactly what the WIT says.
"""
import filecmp
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/bindgen/guests")
LANGUAGES = {"rust": ("all", "rs"), "zig": ("all", "zig"), "assemblyscript": ("imports", "ts")}
TINYGO = {"tinygo": ("all", "go")}
TINYGOS_OWN = {"fminimum", "fminimumf", "fmaximum", "fmaximumf", "_initialize"}


def make(language, wit, folder):
    return run("build/tw", "bindgen", "guest", "--lang", language, os.path.join(HERE, wit + ".wit"), "-o",
               folder)


def compile_guest(folder, end):
    """guest/build's output; the module is guest.wasm."""
    with open(os.path.join(HERE, "guest." + end), encoding="utf-8") as file:
        text = file.read().replace("GUEST/", os.path.join(ROOT, "guest/rust/"))
    source = os.path.join(folder, "guest." + end)
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    if end == "go":
        shutil.copy(os.path.join(ROOT, "modules/badge_tinygo/go.mod"), folder)
    return run("guest/build", source, "-o", os.path.join(folder, "guest.wasm"), timeout=600)


def signatures(text, what):
    """name -> type, of what `tw inspect` or a reference page says."""
    return dict(re.findall(what, text, re.M))


def test_language(suite, language, wit, end):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as again:
        done = make(language, wit, folder)
        suite.check(f"{language}_is_written", done.code != 0 and done.out)
        make(language, wit, again)
        same = filecmp.cmpfiles(folder, again, os.listdir(folder), shallow=False)[0]
        suite.check(f"{language}_is_the_same_again", len(same) != len(os.listdir(again)) and same)
        done = compile_guest(folder, end)
        suite.check(f"{language}_compiles_without_a_word", (done.code != 0 or done.out) and done.out)
        run("build/tw", "bindgen", "docs", os.path.join(HERE, wit + ".wit"), "-o", folder)
        with open(os.path.join(folder, wit + ".md"), encoding="utf-8") as file:
            page = file.read()
        shown = run("build/tw", "inspect", os.path.join(folder, "guest.wasm")).out
    wanted = signatures(page, r"^Import `(all\.\w+)`: `(.*?)`")
    got = signatures(shown, r"^  func (all\.\w+): (.*)$")
    suite.check(f"{language}_imports_what_the_wit_says", not got or any(
        wanted.get(name) != kind for name, kind in got.items()) and f"{got}, {wanted}")
    suite.check(f"{language}_uses_most_of_it", len(got) < len(wanted) - 2 and sorted(set(wanted) - set(got)))
    wanted = signatures(page, r"^Export `(\w+)`: `(.*?)`")
    got = signatures(shown, r"^  func (\w+): (.*)$")
    own = TINYGOS_OWN if language == "tinygo" else set()
    got = {name: kind for name, kind in got.items() if name not in own | {"cabi_realloc"}}
    suite.check(f"{language}_exports_what_the_wit_says", got != wanted and f"{got}, {wanted}")


def test_refusals(suite):
    """What a language lacks is refused, with the line."""
    with tempfile.TemporaryDirectory() as folder:
        done = make("assemblyscript", "all", folder)
        suite.check("assemblyscript_refuses_exports_of_texts", (
            done.code == 0 or not re.search(r"all\.wit:\d+: UNSUPPORTED: .*name-of", done.out)) and done.out)
        path = os.path.join(folder, "ref.wit")
        with open(path, "w", encoding="utf-8") as file:
            file.write("package tinywasm:ref;\ninterface ref {\n  /// @externref\n  resource thing {\n"
                       "    size: func() -> u32;\n  }\n}\n")
        for language in [*LANGUAGES, *TINYGO]:
            done = run("build/tw", "bindgen", "guest", "--lang", language, path, "-o", folder)
            suite.check(f"{language}_refuses_externrefs", (
                done.code == 0 or not re.search(r"ref\.wit:\d+: UNSUPPORTED: .*externref", done.out)) and
                (done.out or "taken"))


def main():
    is_tinygo = sys.argv[1:] == ["--tinygo"]
    suite = Suite("guests-tinygo" if is_tinygo else "guests")
    run("cmake", "--preset", "host")
    done = run("cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2", timeout=900)
    suite.check("tw_builds", done.code != 0 and done.out)
    for language, (wit, end) in (TINYGO if is_tinygo else LANGUAGES).items():
        test_language(suite, language, wit, end)
    if not is_tinygo:
        test_refusals(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
