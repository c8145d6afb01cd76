// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef FUZZ_ETHER_CORTEX_M_H
#define FUZZ_ETHER_CORTEX_M_H

// In the place of ports/common/cortex-m.h: a register is what the fuzzer says.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void (*port_vector_t)(void);
volatile uint32_t *fuzz_register(uintptr_t address);
#define PORT_REG(address) (*fuzz_register(address))

#endif
