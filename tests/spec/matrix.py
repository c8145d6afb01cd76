#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make matrix: the spec suite in every combination of compiler, optimisation, form of the execution
loop and profile. Prints a table, writes build/matrix/results.json; with --update also the table of
docs/TESTING.md. Closes with `matrix: N passed, N failed, N skipped`, counted in combinations."""

import itertools
import json
import re
import subprocess
import sys

import variants

ROOT = variants.ROOT
OUT = ROOT / "build" / "matrix"
PAGE = ROOT / "docs" / "TESTING.md"
LEVELS = ("-O0", "-Os", "-O2", "-O3")
# Tail calls are clang's, and need optimisation. (The loop itself is compiled by gcc with -O2 wherever
# there is optimisation at all: cmake/flags.cmake.) Assertions are on.
FORMS = {"gcc": ("SWITCH", "GOTO"), variants.CLANG: ("SWITCH", "GOTO", "TAIL")}
PROFILES = {"FULL": [], "STANDARD": ["--standard"], "TINY": ["--option=--partial", "wasm-v2"]}
CLOSING = re.compile(r"^spec: (\d+) passed, (\d+) failed, (\d+) skipped$", re.MULTILINE)


def cells():
    for compiler, forms in FORMS.items():
        for level, form, profile in itertools.product(LEVELS, forms, PROFILES):
            if not (form == "TAIL" and level == "-O0"):
                yield compiler, level, form, profile


def measure(compiler, level, form, profile):
    """(passed, failed, skipped); a build that fails is one failure."""
    folder = OUT / "build"
    problem = variants.build_in(
        folder, ["cmake", "-S", ROOT, "--fresh", f"-DCMAKE_C_COMPILER={compiler}",
                 f"-DCMAKE_BUILD_TYPE={'Debug' if level == '-O0' else 'None'}",
                 "-DCMAKE_C_FLAGS_DEBUG=", f"-DCMAKE_C_FLAGS={level}",
                 f"-DTINYWASM_PROFILE={profile}",
                 f"-DTINYWASM_DEFINES=TW_CFG_DISPATCH=TW_DISPATCH_{form};TW_CFG_ERR_TEXT=1"], "spec-runner")
    if problem:
        print(f"FAIL {compiler} {level} {form} {profile}: {problem[-2000:]}")
        return 0, 1, 0
    done = subprocess.run([sys.executable, ROOT / "tests/spec/run_spec.py", "--runner",
                           folder / "spec-runner", *PROFILES[profile]],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode(errors="replace")
    found = CLOSING.findall(output)
    if not found or done.returncode != 0:
        print("\n".join(line for line in output.splitlines() if line.startswith("FAIL")))
    return tuple(map(int, found[-1])) if found else (0, 1, 0)


def table(results):
    rows = ["| compiler | level | loop | profile | passed | failed | skipped |",
            "|---|---|---|---|--:|--:|--:|"]
    for r in results:
        rows.append(f"| {r['compiler']} | `{r['level']}` | {r['form'].lower()} | {r['profile']} | "
                    f"{r['passed']:,} | {r['failed']} | {r['skipped']:,} |")
    return "\n".join(rows)


def update(results):
    text = PAGE.read_text(encoding="utf-8")
    new, count = re.subn(r"(<!-- matrix -->\n).*?(<!-- end of matrix -->)",
                         lambda m: f"{m[1]}{table(results)}\n{m[2]}", text, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"matrix.py: {PAGE.name} has no place for the table")
    PAGE.write_text(new, encoding="utf-8")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    results = []
    for cell in cells():
        passed, failed, skipped = measure(*cell)
        results.append(dict(zip(("compiler", "level", "form", "profile"), cell), passed=passed,
                            failed=failed, skipped=skipped))
        print("{}: {} passed, {} failed, {} skipped".format(" ".join(cell), passed, failed, skipped),
              flush=True)
    (OUT / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(table(results))
    if "--update" in sys.argv:
        update(results)
    bad = sum(r["failed"] > 0 or r["passed"] == 0 for r in results)
    print(f"matrix: {len(results) - bad} passed, {bad} failed, 0 skipped")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
