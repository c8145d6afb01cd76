#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# tests/wasi/device/build.sh FOLDER: compiles the programs for devices: small, with little stack.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
version=$(command -v clang-22 >/dev/null && echo 22 || echo 19)
lib=/usr/lib/wasm32-wasi
for source in *.c; do
    name=$(basename "$source" .c)
    "clang-$version" --target=wasm32-wasip1 -mcpu=mvp -Oz -Wall -Wextra -Werror -Wno-unused-result \
        -isystem /usr/include/wasm32-wasi -c -o "$folder/$name.o" "$source"
    "wasm-ld-$version" --strip-all --stack-first -z stack-size=512 -L$lib -o "$folder/$name.wasm" \
        "$folder/$name.o" -lc
    chmod 644 "$folder/$name.wasm"
done
