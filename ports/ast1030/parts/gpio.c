// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pins: 0 to 7 are GPIOA's, 8 to 15 GPIOB's, and so on to GPIOL. Pulls are the pin controller's:
// pull-downs are there from reset on.

#include "ast1030.h"
#include "hal.h"

#define SETS 3u  // of 32 pins
#define PINS (32u * SETS)
#define CHANNELS 8u  // pins that may interrupt at once
#define IRQ 11u
#define BIT(pin) (1u << ((pin) % 32u))
#define REG(pin, index) PORT_REG(sets[(pin) / 32u][index])

enum { DATA, DIRECTION, ENABLED, KIND_RISING, KIND_LEVEL, KIND_BOTH, STATE, REGISTERS };

static const uint32_t sets[SETS][REGISTERS] = {
    {0x7e780000u, 0x7e780004u, 0x7e780008u, 0x7e78000cu, 0x7e780010u, 0x7e780014u, 0x7e780018u},
    {0x7e780020u, 0x7e780024u, 0x7e780028u, 0x7e78002cu, 0x7e780030u, 0x7e780034u, 0x7e780038u},
    {0x7e780070u, 0x7e780074u, 0x7e780098u, 0x7e78009cu, 0x7e7800a0u, 0x7e7800a4u, 0x7e7800a8u},
};

static uint32_t written[SETS];  // levels of outputs

static struct channel {
    hal_isr_t isr;  // NULL: free
    void *ctx;
    uint32_t pin;
} channels[CHANNELS];

static void set_bit(uint32_t pin, uint32_t index, bool is_set) {
    uint32_t value = REG(pin, index);
    REG(pin, index) = is_set ? value | BIT(pin) : value & ~BIT(pin);
}

// The two pins that the chip does not have.
static bool is_there(uint32_t pin) {
    return pin < PINS && pin != 70 && pin != 71;
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    if (!is_there(pin) || (uint32_t)mode > HAL_GPIO_OUTPUT || mode == HAL_GPIO_INPUT_PULL_UP) {
        return HAL_INVALID;
    }
    set_bit(pin, DIRECTION, mode == HAL_GPIO_OUTPUT);
    if (mode == HAL_GPIO_OUTPUT) {
        REG(pin, DATA) = written[pin / 32u];
    }
    return HAL_OK;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (!is_there(pin)) {
        return HAL_INVALID;
    }
    uint32_t *levels = &written[pin / 32u];
    *levels = is_high ? *levels | BIT(pin) : *levels & ~BIT(pin);
    REG(pin, DATA) = *levels;
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    return is_there(pin) ? (REG(pin, DATA) & BIT(pin)) != 0 : HAL_INVALID;
}

static void release(uint32_t pin) {
    set_bit(pin, ENABLED, false);
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
    if (!is_there(pin) || (uint32_t)edge > HAL_GPIO_BOTH_EDGES) {
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
    set_bit(pin, KIND_RISING, edge == HAL_GPIO_RISING);
    set_bit(pin, KIND_LEVEL, false);
    set_bit(pin, KIND_BOTH, edge == HAL_GPIO_BOTH_EDGES);
    REG(pin, STATE) = BIT(pin);
    set_bit(pin, ENABLED, true);
    ast1030_enable_irq(IRQ);
    return HAL_OK;
}

void ast1030_gpio_interrupt(void) {
    for (uint32_t i = 0; i < CHANNELS; i++) {
        uint32_t pin = channels[i].pin;
        if (channels[i].isr != NULL && (REG(pin, STATE) & BIT(pin)) != 0) {
            REG(pin, STATE) = BIT(pin);
            channels[i].isr(channels[i].ctx);
        }
    }
}
