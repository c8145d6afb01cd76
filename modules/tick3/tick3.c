// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The third version of tick, which is broken: it validates and links, but says that it is not well.

__attribute__((import_module("hosted"), import_name("count"))) void count(int number);

__attribute__((export_name("_tw_health"))) int health(void) {
    return 0;
}

__attribute__((export_name("run"))) void run(void) {
    count(-1);
}
