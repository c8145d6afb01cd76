// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// 32 pins of a PC that has none: a wire joins each even pin with the next one, and nothing else is
// connected. An interrupt comes while the pin at the other end is written.

#include "hal.h"

#define PINS 32u

static struct pin {
    hal_gpio_mode_t mode;
    bool is_driven_high;
    bool was_high;
    hal_gpio_edge_t edge;
    hal_isr_t isr;
    void *ctx;
} pins[PINS];

// Two outputs against each other: each reads its own.
static bool level_of(uint32_t pin) {
    const struct pin *near = &pins[pin];
    const struct pin *far = &pins[pin ^ 1u];
    if (near->mode == HAL_GPIO_OUTPUT) {
        return near->is_driven_high;
    }
    return far->mode == HAL_GPIO_OUTPUT
               ? far->is_driven_high
               : near->mode == HAL_GPIO_INPUT_PULL_UP || far->mode == HAL_GPIO_INPUT_PULL_UP;
}

static void notice(uint32_t pin) {
    struct pin *state = &pins[pin];
    bool is_high = level_of(pin);
    hal_gpio_edge_t edge = is_high == state->was_high ? HAL_GPIO_NO_EDGE
                           : is_high                  ? HAL_GPIO_RISING
                                                      : HAL_GPIO_FALLING;
    state->was_high = is_high;
    if (((uint32_t)edge & (uint32_t)state->edge) != 0) {
        state->isr(state->ctx);
    }
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    if (pin >= PINS || (uint32_t)mode > HAL_GPIO_OUTPUT) {
        return HAL_INVALID;
    }
    pins[pin].mode = mode;
    notice(pin);
    notice(pin ^ 1u);
    return HAL_OK;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (pin >= PINS) {
        return HAL_INVALID;
    }
    pins[pin].is_driven_high = is_high;
    notice(pin);
    notice(pin ^ 1u);
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    return pin < PINS ? level_of(pin) : HAL_INVALID;
}

hal_result_t hal_gpio_interrupt(uint32_t pin, hal_gpio_edge_t edge, hal_isr_t isr, void *ctx) {
    if (pin >= PINS || (uint32_t)edge > HAL_GPIO_BOTH_EDGES) {
        return HAL_INVALID;
    }
    pins[pin].edge = edge;
    pins[pin].isr = isr;
    pins[pin].ctx = ctx;
    pins[pin].was_high = level_of(pin);
    return HAL_OK;
}
