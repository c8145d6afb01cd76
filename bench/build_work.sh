#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# bench/build_work.sh [SET] TARGET: compiles a set of workloads (work, work_tiny, workloads, coremark) to TARGET as its
# module once was, and says whether it is the same. work.wasm itself is never replaced: the other
# runtimes were counted on its very bytes.
set -eu
[ $# = 1 ] && set -- work "$1"
[ $# = 2 ] || { echo "use: bench/build_work.sh [work|work_tiny|workloads|coremark] TARGET" >&2; exit 2; }
folder=$(dirname "$0")
flags="-O2 -nostdlib -fno-builtin"
case $1 in
work) versions="19 22" kept=$folder/work.wasm sources=$folder/work.c flags="-mcpu=mvp $flags" ;;
work_tiny) versions="19 22" kept=$folder/work_tiny.wasm sources=$folder/work.c
    flags="-mcpu=mvp -DBENCH_WITHOUT_FLOATS $flags" ;;
workloads) versions="22 19" kept=$folder/workloads/workloads.wasm sources="$folder/workloads/*.c" ;;
coremark) versions="22 19" kept=$folder/coremark/coremark.wasm sources=$folder/coremark/*.c ;;
*) echo "bench/build_work.sh: no set $1" >&2; exit 2 ;;
esac
for version in $versions; do
    command -v "clang-$version" >/dev/null && command -v "wasm-ld-$version" >/dev/null && break
done
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
layout="--no-entry --strip-all -z stack-size=1024 --stack-first --initial-memory=65536"
if [ "$sources" = "$folder/work.c" ]; then # by the compiler's driver, which runs wasm-opt where there is one
    # shellcheck disable=SC2046,SC2086
    "clang-$version" --target=wasm32 $flags -o "$2" $sources -Wl,$(printf %s "$layout" | tr ' ' ,)
else
    for source in $sources; do
        # shellcheck disable=SC2086
        "clang-$version" --target=wasm32 $flags -c -o "$objects/$(basename "$source").o" "$source"
    done
    # shellcheck disable=SC2086
    "wasm-ld-$version" $layout -o "$2" "$objects"/*.o
fi
if cmp -s "$2" "$kept"; then
    echo "clang $version: the same bytes as $(basename "$kept")"
else
    echo "clang $version: $(wc -c <"$2") bytes, $(basename "$kept") has $(wc -c <"$kept")"
fi
