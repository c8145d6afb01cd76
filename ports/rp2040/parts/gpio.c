// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pins, and their edges.

#include "hal.h"
#include "rp2040.h"

#define IRQ 13u
#define CHANNELS 8u  // pins that may interrupt at once
#define IN PORT_REG(0xd0000004u)
#define STATE(pin) PORT_REG(0x400140f0u + 4u * ((pin) / 8u))
#define ENABLED(pin) (0x40014100u + 4u * ((pin) / 8u))
#define ENABLED_STATE(pin) PORT_REG(0x40014120u + 4u * ((pin) / 8u))
#define FALLING 4u
#define RISING 8u
#define BOTH (FALLING | RISING)
#define SHIFT(pin) (4u * ((pin) % 8u))

static struct channel {
    hal_isr_t isr;  // NULL: free
    void *ctx;
    uint32_t pin;
} channels[CHANNELS];

static bool is_free(uint32_t pin) {
    return pin < RP2040_PINS && (1u << pin & rp2040_taken_pins) == 0;
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    static const uint8_t pulls[] = {[HAL_GPIO_INPUT] = 0,
                                    [HAL_GPIO_INPUT_PULL_UP] = RP2040_PAD_PULL_UP,
                                    [HAL_GPIO_INPUT_PULL_DOWN] = RP2040_PAD_PULL_DOWN,
                                    [HAL_GPIO_OUTPUT] = 0};
    if (!is_free(pin) || (uint32_t)mode > HAL_GPIO_OUTPUT) {
        return HAL_INVALID;
    }
    RP2040_PAD(pin) = RP2040_PAD_INPUT | RP2040_PAD_SCHMITT | RP2040_PAD_4_MA | pulls[mode];
    if (mode == HAL_GPIO_OUTPUT) {
        RP2040_SIO_OE_SET = 1u << pin;
    } else {
        RP2040_SIO_OE_CLEAR = 1u << pin;
    }
    rp2040_set_function(pin, RP2040_FUNC_SIO);
    return HAL_OK;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (!is_free(pin)) {
        return HAL_INVALID;
    }
    if (is_high) {
        RP2040_SIO_OUT_SET = 1u << pin;
    } else {
        RP2040_SIO_OUT_CLEAR = 1u << pin;
    }
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    return is_free(pin) ? (int)(IN >> pin & 1u) : HAL_INVALID;
}

static void release(uint32_t pin) {
    PORT_REG(ENABLED(pin) + RP2040_CLEAR) = BOTH << SHIFT(pin);
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
    static const uint8_t bits[] = {0, RISING, FALLING, BOTH};
    if (!is_free(pin) || (uint32_t)edge > HAL_GPIO_BOTH_EDGES) {
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
    STATE(pin) = BOTH << SHIFT(pin);  // what came before
    PORT_REG(ENABLED(pin) + RP2040_SET) = (uint32_t)bits[edge] << SHIFT(pin);
    rp2040_enable_irq(IRQ);
    return HAL_OK;
}

void rp2040_gpio_interrupt(void) {
    for (uint32_t i = 0; i < CHANNELS; i++) {
        uint32_t pin = channels[i].pin;
        uint32_t edges = ENABLED_STATE(pin) & BOTH << SHIFT(pin);
        if (channels[i].isr != NULL && edges != 0) {
            STATE(pin) = edges;
            channels[i].isr(channels[i].ctx);
        }
    }
}
