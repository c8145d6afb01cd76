// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

uint32_t coremark(uint32_t rounds);

uint32_t run(uint32_t rounds) {
    return coremark(rounds);
}
