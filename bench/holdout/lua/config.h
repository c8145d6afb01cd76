// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// An error ends the program: there is no way back without longjmp or exceptions.
#include <stdlib.h>

#define luai_jmpbuf int
#define LUAI_THROW(lua, jump) abort()
#define LUAI_TRY(lua, jump, action) {action}
#define luai_makeseed(lua) 1
#define l_randomizePivot() 1
#define sin(x) (x)
#define cos(x) (x)
#define tan(x) (x)
#define asin(x) (x)
#define acos(x) (x)
#define atan2(y, x) (x)
#define sqrt(x) (x)
#define exp(x) (x)
#define log(x) (x)
#define log2(x) (x)
#define log10(x) (x)
