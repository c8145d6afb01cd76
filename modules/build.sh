#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# modules/build.sh [MODULE...] [-o FOLDER]: compiles modules/MODULE/MODULE.c or .rs to MODULE.wasm
# beside it, or into FOLDER. The .wasm files are committed; `make test` rebuilds and compares them.
# clang 22 and 19 make the same bytes; CLANG, RUSTC and WASM_LD name others.
set -eu
cd "$(dirname "$0")"
version=$(command -v clang-22 >/dev/null && echo 22 || echo 19)
clang=${CLANG:-clang-$version}
wasm_ld=${WASM_LD:-wasm-ld-$version}
rustc=${RUSTC:-/usr/bin/rustc}
object=$(mktemp)
trap 'rm -f "$object"' EXIT

# How each is linked. By hand, for clang would run any wasm-opt that it finds.
flags_of() { # MODULE
    case $1 in
    # No stack and no data: a memory of 0 pages, which costs a microcontroller nothing.
    ping | ping_rust) echo --stack-first -z stack-size=0 --no-growable-memory ;;
    # Pages of one byte: a memory as large as is said.
    tick* | tock*) echo --stack-first -z stack-size=64 --page-size=1 --initial-memory=128 ;;
    *) echo --stack-first -z stack-size=256 --page-size=1 --initial-memory=1024 ;;
    esac
}

# What Rust exports: its attribute for it needs the linker to be told, too.
exports_of() { # SOURCE
    sed -n 's/^pub extern "C" fn \([a-z_]*\)(.*/--export=\1/p' "$1"
}

compile() { # MODULE SOURCE TARGET
    exports=
    case $2 in
    *.rs)
        "$rustc" --target wasm32-unknown-unknown -C opt-level=s -C panic=abort -D warnings \
            --emit=obj -o "$object" "$2"
        exports=$(exports_of "$2")
        ;;
    *)
        "$clang" --target=wasm32 -mcpu=mvp -Os -Wall -Wextra -Werror -c -o "$object" "$2"
        ;;
    esac
    # shellcheck disable=SC2046,SC2086
    "$wasm_ld" --no-entry --strip-all --compress-relocations $(flags_of "$1") $exports \
        -o "$3" "$object"
    chmod 644 "$3"
}

folder=
modules=
while [ $# -gt 0 ]; do
    case $1 in
    -o) folder=$2; shift 2 ;;
    *) modules="$modules $1"; shift ;;
    esac
done
for source in ${modules:-*/*.c */*.rs}; do
    module=$(basename "${source%.*}")
    for found in "$module/$module.c" "$module/$module.rs"; do
        [ ! -f "$found" ] || source=$found
    done
    compile "$module" "$source" "${folder:-$module}/$module.wasm"
done
