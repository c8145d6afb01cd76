// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The converter, of 12 bits: channels 0 to 3 are GPIO26 to 29, 4 is the chip's thermometer.

#include "hal.h"
#include "rp2040.h"

#define CHANNELS 5u
#define PIN_OF_CHANNEL_0 26u
#define THERMOMETER 4u
#define CLK_ADC_CTRL PORT_REG(0x40008060u)
#define CLK_ON_FROM_USB_PLL (1u << 11)
#define STATE PORT_REG(0x4004c000u)
#define RESULT PORT_REG(0x4004c004u)
#define STATE_ON 1u
#define STATE_THERMOMETER_ON 2u
#define STATE_START 4u
#define STATE_READY 0x100u
#define STATE_ERROR 0x200u
#define STATE_CHANNEL(channel) ((channel) << 12)
#define WAIT_MOST 100000u  // turns of the loop; a conversion takes 2 us

static bool wait_until_ready(void) {
    uint32_t left = WAIT_MOST;
    while ((STATE & STATE_READY) == 0 && left > 0) {
        left--;
    }
    return left > 0;
}

static void start(void) {
    CLK_ADC_CTRL = CLK_ON_FROM_USB_PLL;
    rp2040_reset_blocks(RP2040_RESET_ADC);
    STATE = STATE_ON | STATE_THERMOMETER_ON;
}

int32_t hal_adc_read(uint32_t channel) {
    if (channel >= CHANNELS) {
        return HAL_ABSENT;
    }
    if ((CLK_ADC_CTRL & CLK_ON_FROM_USB_PLL) == 0) {
        start();
    }
    if (channel < THERMOMETER) {
        rp2040_take(PIN_OF_CHANNEL_0 + channel, RP2040_FUNC_NONE, RP2040_PAD_NO_OUTPUT);
    }
    STATE = STATE_ON | STATE_THERMOMETER_ON | STATE_CHANNEL(channel);
    bool is_ready = wait_until_ready();
    STATE = STATE_ON | STATE_THERMOMETER_ON | STATE_CHANNEL(channel) | STATE_START;
    if (!is_ready || !wait_until_ready() || (STATE & STATE_ERROR) != 0) {
        return HAL_FAILED;
    }
    uint32_t value = RESULT;
    return (int32_t)(value << 4 | value >> 8);
}
