// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// 32 pins of a PC that has none: a wire joins each even pin with the next one, and sim.h drives
// them from outside. An interrupt comes while the pin at the other end is written.

#include "hal.h"
#include "sim.h"

#define PINS 32u

static struct pin {
    hal_gpio_mode_t mode;
    bool is_driven_high;
    bool is_held;  // from outside
    bool is_held_high;
    bool was_high;
    hal_gpio_edge_t edge;
    hal_isr_t isr;
    void *ctx;
} pins[PINS];

static bool is_driven(const struct pin *pin) {
    return pin->mode == HAL_GPIO_OUTPUT || pin->is_held;
}

static bool driven_level(const struct pin *pin) {
    return pin->mode == HAL_GPIO_OUTPUT ? pin->is_driven_high : pin->is_held_high;
}

// Two outputs against each other: each reads its own.
static bool level_of(uint32_t pin) {
    const struct pin *near = &pins[pin];
    const struct pin *far = &pins[pin ^ 1u];
    if (is_driven(near) || is_driven(far)) {
        return driven_level(is_driven(near) ? near : far);
    }
    return near->mode == HAL_GPIO_INPUT_PULL_UP || far->mode == HAL_GPIO_INPUT_PULL_UP;
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

static void hold(uint32_t pin, bool is_held, bool is_high) {
    if (pin < PINS) {
        pins[pin].is_held = is_held;
        pins[pin].is_held_high = is_high;
        notice(pin);
        notice(pin ^ 1u);
    }
}

void sim_pin_drive(uint32_t pin, bool is_high) {
    hold(pin, true, is_high);
}

void sim_pin_release(uint32_t pin) {
    hold(pin, false, false);
}
