// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

// What lwIP asks of its surroundings.

#include "../../compiler.h"

uint32_t tw__lwip_random(void);
extern uint16_t tw__lwip_dns_port;
#define LWIP_RAND() tw__lwip_random()

_Noreturn void tw__lwip_panic(int line);
#define LWIP_PLATFORM_ASSERT(x) tw__lwip_panic(__LINE__)

#endif
