// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

// What lwIP asks of a compiler and its library.

#include <stdint.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_CTYPE_H 1
#define X8_F "x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"
typedef int ssize_t;
#define SSIZE_MAX INT_MAX

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define BYTE_ORDER BIG_ENDIAN
#else
#define BYTE_ORDER LITTLE_ENDIAN
#endif

uint32_t tw__lwip_random(void);
extern uint16_t tw__lwip_dns_port;
#define LWIP_RAND() tw__lwip_random()

_Noreturn void tw__lwip_panic(int line);
#define LWIP_PLATFORM_DIAG(x)
#define LWIP_PLATFORM_ASSERT(x) tw__lwip_panic(__LINE__)

#endif
