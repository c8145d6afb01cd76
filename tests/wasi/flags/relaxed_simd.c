// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A relaxed instruction: 7 gives 7 * 7 + 7.

#include <wasm_simd128.h>

__attribute__((export_name("f"))) int f(int x) {
    v128_t a = wasm_f32x4_splat((float)x);
    return (int)wasm_f32x4_extract_lane(wasm_f32x4_relaxed_madd(a, a, a), 0);
}
