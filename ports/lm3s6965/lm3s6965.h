// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_LM3S6965_H
#define PORTS_LM3S6965_H

// What the files of the LM3S6965 port share.

#include "cortex-m.h"

#define LM3S_RCGC0 PORT_REG(0x400fe100u)  // clocks of peripherals
#define LM3S_RCGC1 PORT_REG(0x400fe104u)
#define LM3S_RCGC2 PORT_REG(0x400fe108u)
#define LM3S_NVIC_ISER PORT_REG(0xe000e100u)

#endif
