// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Addresses of 64 bits: 7 gives 7 and the size of a pointer.

static long values[9];

__attribute__((export_name("f"))) long f(long i) {
    values[i] += i;
    return values[i] + (long)sizeof(void *);
}
