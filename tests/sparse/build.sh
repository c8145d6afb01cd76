#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/sparse/build.sh FOLDER: links malloc.c with wasi-libc in the layouts that compilers have by
# default, to FOLDER/LAYOUT.wasm, and compiles churn.ts for AssemblyScript's runtimes. They are not
# committed: they hold wasi-libc's code, and that of the runtimes.
set -eu
cd "$(dirname "$0")"
folder=$1
version=$(command -v clang-22 >/dev/null && echo 22 || echo 19)
mkdir -p "$folder"

link() { # LAYOUT FLAG...
    layout=$1
    shift
    "wasm-ld-$version" --no-entry --strip-all "$@" -L/usr/lib/wasm32-wasi \
        -o "$folder/$layout.wasm" "$folder/malloc.o" -lc
    chmod 644 "$folder/$layout.wasm"
}

"clang-$version" --target=wasm32-wasip1 -mcpu=mvp -Os -Wall -Wextra -Werror \
    -isystem /usr/include/wasm32-wasi -c -o "$folder/malloc.o" malloc.c
link malloc --stack-first -z stack-size=65536       # LLVM's own, since 22
link data_first --no-stack-first -z stack-size=65536  # and before
link rust --stack-first -z stack-size=1048576       # as Rust links
link small --stack-first -z stack-size=512          # as docs/MODULES.md advises

for runtime in incremental minimal; do
    node ../../build/deps/node_modules/assemblyscript/bin/asc.js churn.ts --runtime "$runtime" \
        --optimizeLevel 3 --shrinkLevel 2 --noAssert --use abort= -o "$folder/$runtime.wasm"
done
