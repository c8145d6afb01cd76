// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A module with 1 KiB of memory: its pages have one byte (modules/build.sh).

__attribute__((import_module("hosted"), import_name("pong"))) void pong(void);

static int calls;

__attribute__((export_name("ping"))) int ping(void) {
    pong();
    return ++calls;
}
