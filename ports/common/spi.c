// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "spi.h"

#define BYTES_MOST 0xffffu
#define CR0(base) PORT_REG((base) + 0x00u)
#define CR1(base) PORT_REG((base) + 0x04u)
#define DATA(base) PORT_REG((base) + 0x08u)
#define STATE(base) PORT_REG((base) + 0x0cu)
#define PRESCALE(base) PORT_REG((base) + 0x10u)
#define CR0_8_BITS 7u
#define CR0_MODE(mode) (((mode) >> 1 & 1u) << 6 | ((mode) & 1u) << 7)
#define CR0_RATE(rate) ((rate) << 8)
#define CR1_ON 2u
#define STATE_RX_FULL 4u
#define PRESCALE_MOST 254u
#define RATE_MOST 255u

bool port_spi_fits(const hal_spi_part_t *parts, uint32_t part_count) {
    size_t left = BYTES_MOST;
    for (uint32_t i = 0; i < part_count; i++) {
        if (parts[i].size > left) {
            return false;
        }
        left -= parts[i].size;
    }
    return true;
}

// The clock is divided by an even prescaler, and by rate + 1.
hal_result_t port_pl022_configure(uintptr_t base, uint32_t clock_hz, uint32_t hz, uint32_t mode) {
    if (hz == 0 || mode > 3) {
        return HAL_INVALID;
    }
    uint32_t divisor = clock_hz / hz + (clock_hz % hz != 0);
    uint32_t prescale = 2;
    while (prescale <= PRESCALE_MOST && (divisor + prescale - 1) / prescale > RATE_MOST + 1) {
        prescale += 2;
    }
    if (prescale > PRESCALE_MOST) {
        return HAL_INVALID;
    }
    uint32_t steps = (divisor + prescale - 1) / prescale;
    CR1(base) = 0;
    CR0(base) = CR0_RATE(steps > 0 ? steps - 1 : 0) | CR0_MODE(mode) | CR0_8_BITS;
    PRESCALE(base) = prescale;
    CR1(base) = CR1_ON;
    return HAL_OK;
}

bool port_pl022_is_on(uintptr_t base) {
    return (CR1(base) & CR1_ON) != 0;
}

static void exchange(uintptr_t base, const hal_spi_part_t *part) {
    for (size_t i = 0; i < part->size; i++) {
        DATA(base) = part->out != NULL ? part->out[i] : 0xffu;
        while ((STATE(base) & STATE_RX_FULL) == 0) {
        }
        uint8_t byte = (uint8_t)DATA(base);
        if (part->in != NULL) {
            part->in[i] = byte;
        }
    }
}

void port_pl022_exchange(uintptr_t base, const hal_spi_part_t *parts, uint32_t part_count) {
    for (uint32_t i = 0; i < part_count; i++) {
        exchange(base, &parts[i]);
    }
}
