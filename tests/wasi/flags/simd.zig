// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// 7 gives the largest of 7, 14, 49 and 28.

export fn f(x: i32) i32 {
    const a: @Vector(4, i32) = @splat(x);
    return @reduce(.Max, a * @Vector(4, i32){ 1, 2, x, 4 });
}
