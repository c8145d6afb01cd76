// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Counts for ever, five times a second.

__attribute__((import_module("hosted"), import_name("count"))) void count(int number);
__attribute__((import_module("clock"), import_name("sleep_ms"))) void sleep_ms(int ms);

__attribute__((export_name("run"))) void run(void) {
    for (int number = 1;; number++) {
        count(number);
        sleep_ms(200);
    }
}
