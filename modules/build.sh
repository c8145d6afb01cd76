#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# modules/build.sh [MODULE...] [-o FOLDER]: compiles modules/MODULE/MODULE.c (.rs, .zig, .ts, .go) to
# MODULE.wasm beside it, or into FOLDER, with guest/build and the flags of modules/MODULE/link.flags if
# there are some. Without MODULE all are made, but those in Go only if tools/setup tinygo has been
# run. The .wasm files are committed; tests rebuild and compare them.
set -eu
cd "$(dirname "$0")"

compile() { # SOURCE TARGET
    flags=$(dirname "$1")/link.flags
    # shellcheck disable=SC2046
    ../guest/build "$1" -o "$2" $([ ! -f "$flags" ] || cat "$flags")
}

folder=
modules=
while [ $# -gt 0 ]; do
    case $1 in
    -o) folder=$2; shift 2 ;;
    *) modules="$modules $1"; shift ;;
    esac
done
for file in */*; do
    module=$(dirname "$file")
    case $file in
    "$module/$module.c" | "$module/$module.rs" | "$module/$module.zig" | "$module/$module.ts") ;;
    "$module/$module.go") [ -n "$modules" ] || [ -d ../build/deps/tinygo ] || continue ;;
    *) continue ;;
    esac
    case " ${modules:-$module} " in
    *" $module "*) compile "$file" "${folder:-$module}/$module.wasm" ;;
    esac
done
