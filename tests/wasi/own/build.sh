#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# tests/wasi/own/build.sh FOLDER: compiles the programs of this folder and the next one, with what they
# need beside them, as folders of the official suite are.
set -eu
folder=$1
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$(dirname "$0")"
version=$(command -v clang-22 >/dev/null && echo 22 || echo 19)
lib=/usr/lib/wasm32-wasi
for source in *.c ../escape/*.c; do
    name=$(basename "$source" .c)
    "clang-$version" --target=wasm32-wasip1 -O1 -Wall -Wextra -Werror -Wno-unused-result \
        -isystem /usr/include/wasm32-wasi -c -o "$folder/$name.o" "$source"
    "wasm-ld-$version" --strip-debug -L$lib -o "$folder/$name.wasm" $lib/crt1-command.o \
        "$folder/$name.o" -lc
    chmod 644 "$folder/$name.wasm"
done
cp -R ./*.json root.dir "$folder"
