// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// 32 pins of a PC that has none: a wire joins each even one of the first 16 with the next one, and
// sim.h drives them from outside. An interrupt comes while the pin at the other end is written.

#include "hal.h"

#include "clock.h"
#include "sim.h"

#define PINS 32u
#define WIRED_PINS 16u

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
static sim_pin_watch_t *watches;

#define PIN_SIGNAL(pin) {.name = "pin" #pin, .bits = 1}
static sim_signal_t signals[PINS] = {
    PIN_SIGNAL(0),  PIN_SIGNAL(1),  PIN_SIGNAL(2),  PIN_SIGNAL(3),  PIN_SIGNAL(4),  PIN_SIGNAL(5),
    PIN_SIGNAL(6),  PIN_SIGNAL(7),  PIN_SIGNAL(8),  PIN_SIGNAL(9),  PIN_SIGNAL(10), PIN_SIGNAL(11),
    PIN_SIGNAL(12), PIN_SIGNAL(13), PIN_SIGNAL(14), PIN_SIGNAL(15), PIN_SIGNAL(16), PIN_SIGNAL(17),
    PIN_SIGNAL(18), PIN_SIGNAL(19), PIN_SIGNAL(20), PIN_SIGNAL(21), PIN_SIGNAL(22), PIN_SIGNAL(23),
    PIN_SIGNAL(24), PIN_SIGNAL(25), PIN_SIGNAL(26), PIN_SIGNAL(27), PIN_SIGNAL(28), PIN_SIGNAL(29),
    PIN_SIGNAL(30), PIN_SIGNAL(31),
};

// The pin at the other end of the wire; itself where there is none.
static uint32_t far_end(uint32_t pin) {
    return pin < WIRED_PINS ? pin ^ 1u : pin;
}

static bool is_driven(const struct pin *pin) {
    return pin->mode == HAL_GPIO_OUTPUT || pin->is_held;
}

static bool driven_level(const struct pin *pin) {
    return pin->mode == HAL_GPIO_OUTPUT ? pin->is_driven_high : pin->is_held_high;
}

// 0, 1 or SIM_FLOATING. Two outputs against each other: each reads its own.
static uint32_t state_of(uint32_t pin) {
    const struct pin *near = &pins[pin];
    const struct pin *far = &pins[far_end(pin)];
    if (is_driven(near) || is_driven(far)) {
        return driven_level(is_driven(near) ? near : far);
    }
    if (near->mode == HAL_GPIO_INPUT_PULL_UP || far->mode == HAL_GPIO_INPUT_PULL_UP) {
        return 1;
    }
    bool is_pulled = near->mode != HAL_GPIO_INPUT || far->mode != HAL_GPIO_INPUT;
    return is_pulled ? 0 : SIM_FLOATING;
}

bool sim_pin_level(uint32_t pin) {
    return pin < PINS && state_of(pin) == 1;
}

static void tell_watches(uint32_t pin, bool is_high) {
    for (sim_pin_watch_t *watch = watches; watch != NULL; watch = watch->next) {
        if (watch->pin == pin) {
            watch->changed(watch, is_high);
        }
    }
}

static void notice(uint32_t pin) {
    struct pin *state = &pins[pin];
    bool is_high = sim_pin_level(pin);
    sim_signal_set(&signals[pin], state_of(pin));
    if (is_high == state->was_high) {
        return;
    }
    state->was_high = is_high;
    clock_hold();  // no interrupt comes into another
    tell_watches(pin, is_high);
    hal_gpio_edge_t edge = is_high ? HAL_GPIO_RISING : HAL_GPIO_FALLING;
    if (((uint32_t)edge & (uint32_t)state->edge) != 0) {
        state->isr(state->ctx);
    }
    clock_let_go();
}

// What was done to a pin is seen at both ends of its wire.
static void notice_wire(uint32_t pin) {
    notice(pin);
    if (far_end(pin) != pin) {
        notice(far_end(pin));
    }
}

void sim_pin_watch(sim_pin_watch_t *watch) {
    watch->next = watches;
    watches = watch;
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    if (pin >= PINS || (uint32_t)mode > HAL_GPIO_OUTPUT) {
        return HAL_INVALID;
    }
    pins[pin].mode = mode;
    notice_wire(pin);
    return HAL_OK;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (pin >= PINS) {
        return HAL_INVALID;
    }
    pins[pin].is_driven_high = is_high;
    notice_wire(pin);
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    clock_look();
    return pin < PINS ? sim_pin_level(pin) : HAL_INVALID;
}

hal_result_t hal_gpio_interrupt(uint32_t pin, hal_gpio_edge_t edge, hal_isr_t isr, void *ctx) {
    if (pin >= PINS || (uint32_t)edge > HAL_GPIO_BOTH_EDGES) {
        return HAL_INVALID;
    }
    pins[pin].edge = edge;
    pins[pin].isr = isr;
    pins[pin].ctx = ctx;
    return HAL_OK;
}

static void hold(uint32_t pin, bool is_held, bool is_high) {
    if (pin < PINS) {
        pins[pin].is_held = is_held;
        pins[pin].is_held_high = is_high;
        notice_wire(pin);
    }
}

void sim_pin_drive(uint32_t pin, bool is_high) {
    hold(pin, true, is_high);
}

void sim_pin_release(uint32_t pin) {
    hold(pin, false, false);
}
