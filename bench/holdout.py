# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The hold-out: ten programs of others, so that figures are of any program and not of those that the
engine was tuned on (docs/PERFORMANCE.md says when their profile was looked at). Their C sources come from crates;
each is compiled to wasm and natively for Cortex-M3, with the same small C library (holdout/libc.c),
and run once as both; the checksums must be the same. `run_bench.py --holdout`."""
import collections
import glob
import hashlib
import os
import shutil

import report
from common import OUT, ROOT, BenchError, geomean, parse, run, say, table

BOARD = "mps2-an385"
# Both compilers know what memcpy and its like do, and have no headers but those here: GCC takes both
# flags, clang would forget the former for -ffreestanding.
CPU = ("-mcpu=cortex-m3", "-mthumb", "-ffreestanding")
# Both sides go without 128-bit integers, which Cortex-M3 has not.
WASM = ("--target=wasm32", "-U__SIZEOF_INT128__")
COMMON = ("-O2", "-w", "-fbuiltin", "-ffp-contract=off", "-ffunction-sections", "-fdata-sections",
          "-DNDEBUG")
STACK_BYTES = 48 * 1024
# A crate's folder in build/deps; patterns of its sources; flags, {} is the crate; KiB of heap; rounds.
Program = collections.namedtuple("Program", "crate sources flags heap rounds")
PROGRAMS = {
    "coremark": Program(None, ["bench/coremark/coremark.c"], [], 1, 4),
    "lua": Program("lua", ["lua-5.4.9/l[a-z]*.c"],
                   ["-I{}/lua-5.4.9", "-include", "bench/holdout/lua/config.h"], 128, 1),
    "zlib": Program("zlib", ["src/zlib/[!eg]*.c"], ["-I{}/src/zlib"], 320, 1),
    "lz4": Program("lz4", ["liblz4/lib/lz4.c"], ["-I{}/liblz4/lib"], 32, 4),
    "bzip2": Program("bzip2", [f"bzip2-1.0.8/{n}.c" for n in ("blocksort", "bzlib", "compress", "crctable",
                                                              "decompress", "huffman", "randtable")],
                     ["-I{}/bzip2-1.0.8", "-DBZ_NO_STDIO"], 1620, 1),
    "sqlite": Program("sqlite", ["sqlite3/sqlite3.c"],
                      ["-I{}/sqlite3", "-DSQLITE_OS_OTHER=1", "-DSQLITE_THREADSAFE=0",
                       "-DSQLITE_OMIT_LOCALTIME", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_OMIT_WAL",
                       "-DSQLITE_DEFAULT_MEMSTATUS=0", "-DSQLITE_TEMP_STORE=3",
                       "-DSQLITE_DEFAULT_CACHE_SIZE=32", "-DSQLITE_DEFAULT_LOOKASIDE=0,0",
                       "-DSQLITE_DEFAULT_PAGE_SIZE=1024"], 320, 1),
    "onig": Program("onig", [f"oniguruma/src/{n}.c" for n in (
        "regparse", "regcomp", "regexec", "regenc", "regerror", "regext", "regsyntax", "regtrav",
        "regversion", "st", "onig_init", "unicode", "unicode_unfold_key", "unicode_fold1_key",
        "unicode_fold2_key", "unicode_fold3_key", "utf8", "ascii")],
        ["-I{}/oniguruma/src", "-Ibench/holdout/onig", "-DHAVE_CONFIG_H"], 96, 4),
    "yyjson": Program("yyjson", ["yyjson/src/yyjson.c"], ["-I{}/yyjson/src"], 128, 2),
    "secp256k1": Program("secp256k1", [f"depend/secp256k1/src/{n}.c" for n in (
        "secp256k1", "precomputed_ecmult", "precomputed_ecmult_gen")],
        ["-I{}/depend/secp256k1/include", "-I{}/depend/secp256k1", "-DECMULT_WINDOW_SIZE=4", "-DCOMB_BLOCKS=2",
         "-DCOMB_TEETH=5", "-DUSE_EXTERNAL_DEFAULT_CALLBACKS=1", "-DUSE_FORCE_WIDEMUL_INT64=1"], 1, 1),
    "cmark": Program("cmark", [f"cmark/src/{n}.c" for n in (
        "blocks", "buffer", "cmark", "cmark_ctype", "houdini_href_e", "houdini_html_e", "houdini_html_u",
        "html", "inlines", "iterator", "node", "references", "scanners", "utf8")],
        ["-I{}/cmark/src", "-Ibench/holdout/cmark"], 128, 4),
}
LEFT_OUT = {"lua": ("lua.c", "luac.c", "linit.c", "liolib.c", "loslib.c", "loadlib.c", "ldblib.c",
                    "lcorolib.c", "lutf8lib.c")}
STANDARD = ("alloca assert ctype errno fcntl float inttypes limits locale malloc math setjmp signal "
            "stdint stdio stdlib string strings time unistd sys/types sys/stat sys/time")
FOLDER = os.path.join(OUT, "holdout")


# --- programs ------------------------------------------------------------------------------------

def write_headers():
    """Of the C library: all the same one."""
    for name in STANDARD.split():
        if name in ("float", "limits", "stdint"):
            continue  # the compiler has them
        path = os.path.join(FOLDER, "include", name + ".h")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write('#include "libc.h"\n')


def sources_of(name):
    program = PROGRAMS[name]
    base = os.path.join(ROOT, "build/deps", program.crate) if program.crate else ROOT
    found = [path for pattern in program.sources for path in sorted(glob.glob(os.path.join(base, pattern)))
             if os.path.basename(path) not in LEFT_OUT.get(name, ())]
    if not found:
        raise BenchError(f"{name}: no sources in {base}: run tools/setup bench-holdout")
    return [*found, os.path.join(ROOT, f"bench/holdout/{name}/main.c"),
            os.path.join(ROOT, "bench/holdout/libc.c")]


def flags_of(name):
    program = PROGRAMS[name]
    crate = os.path.join(ROOT, "build/deps", program.crate or "")
    return [*COMMON, f"-DHOLDOUT_HEAP_BYTES={program.heap * 1024}", "-Ibench/holdout",
            *(flag.replace("{}", crate) for flag in program.flags), f"-I{FOLDER}/include"]


def clang():
    found = next((version for version in ("22", "21", "20", "19") if shutil.which(f"clang-{version}")
                  and shutil.which(f"wasm-ld-{version}")), None)
    if not found:
        raise BenchError("no clang for wasm: run tools/setup modules")
    return found


def compile_all(name, side, compiler, *flags):
    """The objects of a program, compiled if a source is younger or the flags are others."""
    objects = []
    flags = [*flags, *flags_of(name)]
    side = f"{side}-{hashlib.sha256(' '.join(flags).encode()).hexdigest()[:8]}"
    for i, source in enumerate(sources_of(name)):
        target = os.path.join(FOLDER, side, name, f"{i}.o")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target) or os.path.getmtime(target) < os.path.getmtime(source):
            own = ["-fno-builtin"] if source.endswith("libc.c") else []  # else calloc calls calloc
            run(compiler, *flags, *own, "-c", source, "-o", target)
        objects.append(target)
    return objects


def module_of(name):
    """The module's path."""
    version = clang()
    objects = compile_all(name, "wasm", f"clang-{version}", *WASM)
    path = os.path.join(FOLDER, name + ".wasm")
    run(f"wasm-ld-{version}", "--no-entry", "--strip-all", "--gc-sections", "-z",
        f"stack-size={STACK_BYTES}", "--stack-first", "-o", path, *objects)
    return path


def native_of(name):
    """One object of the program for Cortex-M3, of which only `run` is seen from outside."""
    objects = compile_all(name, "native", "arm-none-eabi-gcc", *CPU, "-std=gnu11")
    path = os.path.join(FOLDER, name + ".o")
    run("arm-none-eabi-gcc", "-r", "-nostdlib", *CPU, *objects, "-o", path)
    run("arm-none-eabi-objcopy", "--keep-global-symbol=run", path)
    return path


# --- measuring -----------------------------------------------------------------------------------

def measure_one(run_bench, name):
    """Instructions of the program on the board, natively and as a module."""
    module, native = module_of(name), native_of(name)
    elf = run_bench.build_firmware(
        BOARD, f"-DBENCH_MODULE={module}", f"-DBENCH_HOLDOUT_NATIVE={native}",
        f"-DBENCH_HOLDOUT_ROUNDS={PROGRAMS[name].rounds}",
        folder="holdout-firmware", program="bench_holdout")
    figures = run_bench.board_figures(BOARD, parse(run_bench.emulate(BOARD, elf, timeout=1800), ["run"]))
    return {"module_bytes": os.path.getsize(module), **figures["workloads"]["run"],
            "load_insns_per_file_byte": figures["load_insns_per_file_byte"],
            "wasm_code_bytes": figures["wasm_code_bytes"],
            "register_code_bytes": figures["register_code_bytes"],
            "heap_bytes_code_in_ram": figures["heap_bytes_code_in_ram"]}


def measure(run_bench, names=None):
    write_headers()
    programs = {}
    for name in names or PROGRAMS:
        say(f"hold-out: {name}")
        programs[name] = measure_one(run_bench, name)
    mean = geomean(item["insns"] / item["native_insns"] for item in programs.values())
    return {"insns_vs_native": round(mean, 3), "programs": programs}


def show(figures):
    print("Hold-out on Cortex-M3: instructions, native -O2 = 1; ours with fuel on")
    rows = list(report.holdout_rows({"holdout": figures}, figures["programs"]))
    rows.append(["geometric mean", "", "", "", report.ratio(figures["insns_vs_native"])])
    table(report.HOLDOUT_HEAD, rows)
