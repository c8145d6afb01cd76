// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_SPI_H
#define PORTS_SPI_H

// What SPI controllers share: the length of transfers, and Arm's PL022, which several chips have.
// base is the address of its registers; its clock, its pins and the select lines are the port's.

#include "hal.h"
#include "port.h"

// Whether a transfer of these parts has no more bytes than hal.h lets it have.
bool port_spi_fits(const hal_spi_part_t *parts, uint32_t part_count);

// clock_hz is what the controller is fed with. INVALID for a mode above 3, or a clock that it
// cannot make so slow.
hal_result_t port_pl022_configure(uintptr_t base, uint32_t clock_hz, uint32_t hz, uint32_t mode);
bool port_pl022_is_on(uintptr_t base);
void port_pl022_exchange(uintptr_t base, const hal_spi_part_t *parts, uint32_t part_count);

#endif
