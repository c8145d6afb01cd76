// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Vectors by clang's operators: 7 gives 7 * 7 + 2 * 2 + 3 * 3 + 4 * 4.

typedef float floats __attribute__((vector_size(16)));

__attribute__((export_name("f"))) int f(int x) {
    floats a = {(float)x, 2, 3, 4};
    a *= a;
    return (int)(a[0] + a[1] + a[2] + a[3]);
}
