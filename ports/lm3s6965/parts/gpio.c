// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pins: 0 to 7 are port A's, 8 to 15 port B's, and so on to port G. The console's, and those of the
// debugger's plug, are not to be had. No other part of this port has interrupts, so the table of
// vectors is here, and firmware without pins has none.

#include "hal.h"
#include "lm3s6965.h"

#define PORTS 7u
#define PINS (8u * PORTS)
#define CONSOLE_PINS 0x03u                       // PA0, PA1
#define DEBUG_PINS (1ull << 15 | 0x0full << 16)  // PB7, PC0 to PC3
#define CHANNELS 8u                              // pins that may interrupt at once
#define BIT(pin) (1u << ((pin) % 8u))
#define DATA(pin) PORT_REG(base_of(pin) + (BIT(pin) << 2))  // of this pin alone
#define DIRECTION(pin) PORT_REG(base_of(pin) + 0x400u)
#define BOTH_EDGES(pin) PORT_REG(base_of(pin) + 0x408u)
#define RISING(pin) PORT_REG(base_of(pin) + 0x40cu)
#define MASK(pin) PORT_REG(base_of(pin) + 0x410u)
#define MASKED_STATE(pin) PORT_REG(base_of(pin) + 0x418u)
#define CLEAR(pin) PORT_REG(base_of(pin) + 0x41cu)
#define PULL_UP(pin) PORT_REG(base_of(pin) + 0x510u)
#define PULL_DOWN(pin) PORT_REG(base_of(pin) + 0x514u)
#define DIGITAL(pin) PORT_REG(base_of(pin) + 0x51cu)

static struct channel {
    hal_isr_t isr;  // NULL: free
    void *ctx;
    uint32_t pin;
} channels[CHANNELS];

static uintptr_t base_of(uint32_t pin) {
    uint32_t port = pin / 8u;
    return port < 4 ? 0x40004000u + 0x1000u * port : 0x40024000u + 0x1000u * (port - 4u);
}

static bool is_free(uint32_t pin) {
    return pin < PINS && (1ull << pin & (CONSOLE_PINS | DEBUG_PINS)) == 0;
}

static void set_bit(volatile uint32_t *reg, uint32_t pin, bool is_set) {
    *reg = is_set ? *reg | BIT(pin) : *reg & ~BIT(pin);
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    if (!is_free(pin) || (uint32_t)mode > HAL_GPIO_OUTPUT) {
        return HAL_INVALID;
    }
    LM3S_RCGC2 |= 1u << pin / 8u;
    (void)LM3S_RCGC2;  // the clock needs three cycles to start
    (void)LM3S_RCGC2;
    set_bit(&DIRECTION(pin), pin, mode == HAL_GPIO_OUTPUT);
    set_bit(&PULL_UP(pin), pin, mode == HAL_GPIO_INPUT_PULL_UP);
    set_bit(&PULL_DOWN(pin), pin, mode == HAL_GPIO_INPUT_PULL_DOWN);
    set_bit(&DIGITAL(pin), pin, true);
    return HAL_OK;
}

static bool has_clock(uint32_t pin) {
    return (LM3S_RCGC2 >> pin / 8u & 1u) != 0;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (!is_free(pin) || !has_clock(pin)) {
        return HAL_INVALID;
    }
    DATA(pin) = is_high ? BIT(pin) : 0;
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    return is_free(pin) && has_clock(pin) ? DATA(pin) != 0 : HAL_INVALID;
}

static void release(uint32_t pin) {
    set_bit(&MASK(pin), pin, false);
    for (uint32_t i = 0; i < CHANNELS; i++) {
        if (channels[i].pin == pin) {
            channels[i].isr = NULL;
        }
    }
}

static struct channel *free_channel(void) {
    for (uint32_t i = 0; i < CHANNELS; i++) {
        if (channels[i].isr == NULL) {
            return &channels[i];
        }
    }
    return NULL;
}

hal_result_t hal_gpio_interrupt(uint32_t pin, hal_gpio_edge_t edge, hal_isr_t isr, void *ctx) {
    static const uint8_t irqs[PORTS] = {0, 1, 2, 3, 4, 30, 31};
    if (!is_free(pin) || !has_clock(pin) || (uint32_t)edge > HAL_GPIO_BOTH_EDGES) {
        return HAL_INVALID;
    }
    release(pin);
    if (edge == HAL_GPIO_NO_EDGE) {
        return HAL_OK;
    }
    struct channel *channel = free_channel();
    if (channel == NULL) {
        return HAL_FAILED;
    }
    *channel = (struct channel){isr, ctx, pin};
    set_bit(&BOTH_EDGES(pin), pin, edge == HAL_GPIO_BOTH_EDGES);
    set_bit(&RISING(pin), pin, edge == HAL_GPIO_RISING);
    CLEAR(pin) = BIT(pin);
    set_bit(&MASK(pin), pin, true);
    LM3S_NVIC_ISER = 1u << irqs[pin / 8u];
    return HAL_OK;
}

static void handle(uint32_t port) {
    uint32_t state = MASKED_STATE(8u * port);
    CLEAR(8u * port) = state;
    for (uint32_t i = 0; i < CHANNELS; i++) {
        uint32_t pin = channels[i].pin;
        if (channels[i].isr != NULL && pin / 8u == port && (state & BIT(pin)) != 0) {
            channels[i].isr(channels[i].ctx);
        }
    }
}

static void handle_a(void) {
    handle(0);
}

static void handle_b(void) {
    handle(1);
}

static void handle_c(void) {
    handle(2);
}

static void handle_d(void) {
    handle(3);
}

static void handle_e(void) {
    handle(4);
}

static void handle_f(void) {
    handle(5);
}

static void handle_g(void) {
    handle(6);
}

PORT_IRQ_VECTORS static const port_vector_t irqs[] = {
    handle_a,        handle_b,        handle_c,        handle_d,        handle_e,
    port_unexpected, port_unexpected, port_unexpected, port_unexpected, port_unexpected,
    port_unexpected, port_unexpected, port_unexpected, port_unexpected, port_unexpected,
    port_unexpected, port_unexpected, port_unexpected, port_unexpected, port_unexpected,
    port_unexpected, port_unexpected, port_unexpected, port_unexpected, port_unexpected,
    port_unexpected, port_unexpected, port_unexpected, port_unexpected, port_unexpected,
    handle_f,        handle_g,
};
