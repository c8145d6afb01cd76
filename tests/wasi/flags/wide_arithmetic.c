// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The high half of a product of 128 bits: 7 gives (7 << 60) * 7 >> 64.

__attribute__((export_name("f"))) unsigned long long f(unsigned long long x) {
    return (unsigned long long)(((unsigned __int128)(x << 60) * x) >> 64);
}
