// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A read-modify-write, and a load: 7 gives 0 + 7.

static int total;

__attribute__((export_name("f"))) int f(int x) {
    int before = __atomic_fetch_add(&total, x, __ATOMIC_SEQ_CST);
    return before + __atomic_load_n(&total, __ATOMIC_SEQ_CST);
}
