// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

// What lwIP asks of its surroundings.

#include "../../../lwip/compiler.h"
#include "tinywasm/error.h"

#define LWIP_PLATFORM_ASSERT(x) tw_panic(__FILE__, __LINE__)

#endif
