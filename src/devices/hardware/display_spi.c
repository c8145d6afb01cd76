// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "display_result.h"
#include "tinywasm/display_bus.h"

#define RESET_MS 1u       // low; the controllers want microseconds
#define RECOVERY_MS 120u  // the slowest controller's

static tw_err_t write_spi(const tw_display_bus_t *bus, bool is_data, tw_display_piece_t *piece,
                          size_t size) {
    const hal_spi_part_t part = {piece->bytes, NULL, size};
    hal_result_t result = hal_gpio_write(bus->data_pin, is_data);
    if (result == HAL_OK && !is_data) {
        result = hal_spi_configure(bus->bus, bus->hz, 0);
    }
    return tw__display_err(result == HAL_OK ? hal_spi_transfer(bus->bus, bus->select, &part, 1)
                                            : result);
}

static hal_result_t reset(uint32_t pin) {
    hal_result_t result = hal_gpio_configure(pin, HAL_GPIO_OUTPUT);
    if (result == HAL_OK) {
        (void)hal_gpio_write(pin, false);
        hal_sleep_ms(RESET_MS);
        (void)hal_gpio_write(pin, true);
        hal_sleep_ms(RECOVERY_MS);
    }
    return result;
}

tw_err_t tw_display_bus_spi(tw_display_bus_t *bus, const tw_display_spi_t *wiring) {
    *bus = (tw_display_bus_t){write_spi, wiring->bus, wiring->select, wiring->data_pin, wiring->hz};
    hal_result_t result = hal_spi_configure(wiring->bus, wiring->hz, 0);
    result = result == HAL_OK ? hal_gpio_configure(wiring->data_pin, HAL_GPIO_OUTPUT) : result;
    if (result == HAL_OK && wiring->reset_pin != TW_DISPLAY_NO_PIN) {
        result = reset(wiring->reset_pin);
    }
    return tw__display_err(result);
}
