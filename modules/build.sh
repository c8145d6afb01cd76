#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# modules/build.sh [MODULE...] [-o FOLDER]: compiles modules/MODULE/MODULE.c to MODULE.wasm beside
# it, or into FOLDER. The .wasm files are committed; `make test` rebuilds and compares them. clang
# 22 and 19 make the same bytes; CLANG and WASM_LD name others.
set -eu
cd "$(dirname "$0")"
version=$(command -v clang-22 >/dev/null && echo 22 || echo 19)
clang=${CLANG:-clang-$version}
wasm_ld=${WASM_LD:-wasm-ld-$version}
object=$(mktemp)
trap 'rm -f "$object"' EXIT

# No stack and no data: a memory of 0 pages, which costs a microcontroller nothing. Linked by hand,
# for clang would run any wasm-opt that it finds.
compile() { # SOURCE TARGET
    "$clang" --target=wasm32 -mcpu=mvp -Os -Wall -Wextra -Werror -c -o "$object" "$1"
    "$wasm_ld" --no-entry --strip-all --compress-relocations --stack-first -z stack-size=0 \
        --no-growable-memory -o "$2" "$object"
    chmod 644 "$2"
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
