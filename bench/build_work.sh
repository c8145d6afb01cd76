#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# bench/build_work.sh TARGET: compiles work.c to TARGET as work.wasm once was, and says whether it is
# the same. work.wasm itself is never replaced: the other runtimes were counted on its very bytes.
set -eu
[ $# = 1 ] || { echo "use: bench/build_work.sh TARGET" >&2; exit 2; }
folder=$(dirname "$0")
for version in 19 22; do
    command -v "clang-$version" >/dev/null && command -v "wasm-ld-$version" >/dev/null && break
done
object=$(mktemp)
trap 'rm -f "$object"' EXIT
"clang-$version" --target=wasm32 -mcpu=mvp -O2 -nostdlib -fno-builtin -c -o "$object" "$folder/work.c"
"wasm-ld-$version" --no-entry --strip-all -z stack-size=1024 --stack-first \
    --initial-memory=65536 -o "$1" "$object"
if cmp -s "$1" "$folder/work.wasm"; then
    echo "clang $version: the same bytes as work.wasm"
else
    echo "clang $version: $(wc -c <"$1") bytes, work.wasm has $(wc -c <"$folder/work.wasm")"
fi
