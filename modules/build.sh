#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# modules/build.sh [MODULE...] [-o FOLDER]: compiles modules/MODULE/MODULE.c to MODULE.wasm beside
# it, or into FOLDER. The .wasm files are committed; `make test` rebuilds and compares them.
# No stack and no data: a memory of 0 pages, which costs a microcontroller nothing.
set -eu
cd "$(dirname "$0")"
CLANG=${CLANG:-$(command -v clang-22 || command -v clang-19 || echo clang)}

compile() { # SOURCE TARGET
    "$CLANG" --target=wasm32 -mcpu=mvp -Os -Wall -Wextra -Werror -nostdlib --no-wasm-opt \
        -Wl,--no-entry -Wl,--strip-all -Wl,--compress-relocations \
        -Wl,--stack-first -Wl,-z,stack-size=0 -Wl,--no-growable-memory \
        -o "$2" "$1"
}

folder=
modules=
while [ $# -gt 0 ]; do
    case $1 in
    -o) folder=$2; shift 2 ;;
    *) modules="$modules $1"; shift ;;
    esac
done
for source in ${modules:-*/*.c}; do
    module=$(basename "$source" .c)
    compile "$module/$module.c" "${folder:-$module}/$module.wasm"
done
