// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pins, and their edges.

#include "hal.h"
#include "lm3s6965.h"

#define PORTS 7u
#define PINS (8u * PORTS)
#define CHANNELS 8u  // pins that may interrupt at once
#define BIT LM3S_PIN_BIT
#define BOTH_EDGES 0x408u
#define RISING 0x40cu
#define MASK 0x410u
#define MASKED_STATE 0x418u
#define CLEAR 0x41cu
#define PULL_UP 0x510u
#define PULL_DOWN 0x514u

static const uint8_t irqs[PORTS] = {0, 1, 2, 3, 4, 30, 31};

static struct channel {
    hal_isr_t isr;  // NULL: free
    void *ctx;
    uint32_t pin;
} channels[CHANNELS];

static bool is_free(uint32_t pin) {
    return pin < PINS && (1ull << pin & lm3s6965_taken_pins) == 0;
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    if (!is_free(pin) || (uint32_t)mode > HAL_GPIO_OUTPUT) {
        return HAL_INVALID;
    }
    lm3s6965_start_clock(&LM3S_RCGC2, 1u << pin / 8u);
    lm3s6965_set_pin_bit(pin, LM3S_PIN_DIRECTION, mode == HAL_GPIO_OUTPUT);
    lm3s6965_set_pin_bit(pin, PULL_UP, mode == HAL_GPIO_INPUT_PULL_UP);
    lm3s6965_set_pin_bit(pin, PULL_DOWN, mode == HAL_GPIO_INPUT_PULL_DOWN);
    lm3s6965_set_pin_bit(pin, LM3S_PIN_DIGITAL, true);
    return HAL_OK;
}

static bool has_clock(uint32_t pin) {
    return (LM3S_RCGC2 >> pin / 8u & 1u) != 0;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (!is_free(pin) || !has_clock(pin)) {
        return HAL_INVALID;
    }
    LM3S_PIN_DATA(pin) = is_high ? BIT(pin) : 0;
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    return is_free(pin) && has_clock(pin) ? LM3S_PIN_DATA(pin) != 0 : HAL_INVALID;
}

static void release(uint32_t pin) {
    lm3s6965_set_pin_bit(pin, MASK, false);
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
    lm3s6965_set_pin_bit(pin, BOTH_EDGES, edge == HAL_GPIO_BOTH_EDGES);
    lm3s6965_set_pin_bit(pin, RISING, edge == HAL_GPIO_RISING);
    LM3S_PIN_REG(pin, CLEAR) = BIT(pin);
    lm3s6965_set_pin_bit(pin, MASK, true);
    lm3s6965_enable_irq(irqs[pin / 8u]);
    return HAL_OK;
}

void lm3s6965_gpio_interrupt(void) {
    uint32_t irq = lm3s6965_current_irq();
    uint32_t port = 0;
    while (irqs[port] != irq) {
        port++;
    }
    uint32_t state = LM3S_PIN_REG(8u * port, MASKED_STATE);
    LM3S_PIN_REG(8u * port, CLEAR) = state;
    for (uint32_t i = 0; i < CHANNELS; i++) {
        uint32_t pin = channels[i].pin;
        if (channels[i].isr != NULL && pin / 8u == port && (state & BIT(pin)) != 0) {
            channels[i].isr(channels[i].ctx);
        }
    }
}
