#!/bin/sh
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/demo/build.sh [-o FOLDER]: makes the .wasm of each .wat here; they are committed, and the
# test makes them anew and compares.
here=$(dirname "$0")
exec "$here/../wat.sh" "$here" "$@"
