// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pins, and their edges by the four channels of the GPIO task and event unit.

#include "hal.h"
#include "nrf51.h"

#define PINS 32u
#define CHANNELS 4u
#define OUTSET PORT_REG(0x50000508u)
#define OUTCLR PORT_REG(0x5000050cu)
#define IN PORT_REG(0x50000510u)
#define CNF(pin) PORT_REG(0x50000700u + 4u * (pin))
#define CNF_OUTPUT 1u  // with the input connected, so that the level can be read
#define CNF_PULL_DOWN (1u << 2)
#define CNF_PULL_UP (3u << 2)
#define EVENT_IN(channel) PORT_REG(0x40006100u + 4u * (channel))
#define INTENSET PORT_REG(0x40006304u)
#define INTENCLR PORT_REG(0x40006308u)
#define CONFIG(channel) PORT_REG(0x40006510u + 4u * (channel))
#define CONFIG_EVENT(pin, edge) (1u | (pin) << 8 | (uint32_t)(edge) << 16)

static struct channel {
    hal_isr_t isr;  // NULL: free
    void *ctx;
    uint32_t pin;
} channels[CHANNELS];

static bool is_free(uint32_t pin) {
    return pin < PINS && pin != BOARD_UART_TX_PIN && pin != BOARD_UART_RX_PIN;
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    static const uint32_t bits[] = {[HAL_GPIO_INPUT] = 0,
                                    [HAL_GPIO_INPUT_PULL_UP] = CNF_PULL_UP,
                                    [HAL_GPIO_INPUT_PULL_DOWN] = CNF_PULL_DOWN,
                                    [HAL_GPIO_OUTPUT] = CNF_OUTPUT};
    if (!is_free(pin) || (uint32_t)mode >= sizeof bits / sizeof bits[0]) {
        return HAL_INVALID;
    }
    CNF(pin) = bits[mode];
    return HAL_OK;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (!is_free(pin)) {
        return HAL_INVALID;
    }
    if (is_high) {
        OUTSET = 1u << pin;
    } else {
        OUTCLR = 1u << pin;
    }
    return HAL_OK;
}

int hal_gpio_read(uint32_t pin) {
    return is_free(pin) ? (int)(IN >> pin & 1u) : HAL_INVALID;
}

static void release(uint32_t pin) {
    for (uint32_t i = 0; i < CHANNELS; i++) {
        if (channels[i].isr != NULL && channels[i].pin == pin) {
            INTENCLR = 1u << i;
            CONFIG(i) = 0;
            channels[i].isr = NULL;
        }
    }
}

static uint32_t free_channel(void) {
    uint32_t i = 0;
    while (i < CHANNELS && channels[i].isr != NULL) {
        i++;
    }
    return i;
}

hal_result_t hal_gpio_interrupt(uint32_t pin, hal_gpio_edge_t edge, hal_isr_t isr, void *ctx) {
    if (!is_free(pin) || (uint32_t)edge > HAL_GPIO_BOTH_EDGES) {
        return HAL_INVALID;
    }
    release(pin);
    if (edge == HAL_GPIO_NO_EDGE) {
        return HAL_OK;
    }
    uint32_t i = free_channel();
    if (i == CHANNELS) {
        return HAL_FAILED;
    }
    channels[i] = (struct channel){isr, ctx, pin};
    CONFIG(i) = CONFIG_EVENT(pin, edge);
    EVENT_IN(i) = 0;  // configuring may have made one
    INTENSET = 1u << i;
    NRF51_NVIC_ISER = 1u << NRF51_GPIOTE_IRQ;
    return HAL_OK;
}

void nrf51_gpiote_interrupt(void) {
    for (uint32_t i = 0; i < CHANNELS; i++) {
        bool has_come = EVENT_IN(i) != 0;
        EVENT_IN(i) = 0;
        (void)EVENT_IN(i);  // the write has arrived before the interrupt returns
        if (has_come && channels[i].isr != NULL) {
            channels[i].isr(channels[i].ctx);
        }
    }
}
