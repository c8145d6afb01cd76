// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The second version of tick: counts by thousands, and says that it is well.

__attribute__((import_module("hosted"), import_name("count"))) void count(int number);
__attribute__((import_module("clock"), import_name("sleep_ms"))) void sleep_ms(int ms);

__attribute__((export_name("_tw_health"))) int health(void) {
    return 1;
}

__attribute__((export_name("run"))) void run(void) {
    for (int number = 1000;; number += 1000) {
        count(number);
        sleep_ms(200);
    }
}
