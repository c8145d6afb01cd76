// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tinywasm/machine.h"

#define SPI_HZ 1000000u

// A hal_result_t below 0 traps: TinyGo's functions have no place for it.
static tw_err_t expect(tw_call_t *call, int32_t result, const char *problem) {
    return result < 0 ? tw_call_trap(call, TW_TRAP_HOST, problem) : TW_ERR_OK;
}

static tw_err_t allowed(tw_call_t *call, const char *kind) {
    return tw_call_allowed(call, kind, (uint32_t)tw_arg_i32(call, 0), TW_GRANT_NONE);
}

static tw_err_t pin_result(tw_call_t *call, int32_t result) {
    return expect(call, result, "the pin cannot do that: use one that the board has free");
}

static tw_err_t host_gpio_configure(tw_call_t *call) {
    static const hal_gpio_mode_t modes[] = {HAL_GPIO_INPUT, HAL_GPIO_OUTPUT, HAL_GPIO_INPUT_PULL_UP,
                                            HAL_GPIO_INPUT_PULL_DOWN};
    uint32_t mode = (uint32_t)tw_arg_i32(call, 1);
    tw_err_t err = allowed(call, "gpio");
    if (err != TW_ERR_OK) {
        return err;
    }
    bool is_known = mode < sizeof modes / sizeof modes[0];
    return pin_result(call, is_known
                                ? hal_gpio_configure((uint32_t)tw_arg_i32(call, 0), modes[mode])
                                : HAL_INVALID);
}

static tw_err_t host_gpio_set(tw_call_t *call) {
    tw_err_t err = allowed(call, "gpio");
    if (err != TW_ERR_OK) {
        return err;
    }
    bool is_high = tw_arg_i32(call, 1) != 0;
    return pin_result(call, hal_gpio_write((uint32_t)tw_arg_i32(call, 0), is_high));
}

static tw_err_t host_gpio_get(tw_call_t *call) {
    tw_err_t err = allowed(call, "gpio");
    if (err != TW_ERR_OK) {
        return err;
    }
    int level = hal_gpio_read((uint32_t)tw_arg_i32(call, 0));
    tw_ret_i32(call, level == 1);
    return pin_result(call, level);
}

static tw_err_t host_adc_read(tw_call_t *call) {
    tw_err_t err = allowed(call, "adc");
    if (err != TW_ERR_OK) {
        return err;
    }
    int32_t value = hal_adc_read((uint32_t)tw_arg_i32(call, 0));
    tw_ret_i32(call, value < 0 ? 0 : value);
    return expect(call, value, "there is no such ADC channel: use one that the board has");
}

static tw_err_t spi_result(tw_call_t *call, int32_t result) {
    return expect(call, result, "the SPI bus cannot do that: use one that the board has");
}

static tw_err_t host_spi_configure(tw_call_t *call) {
    tw_err_t err = allowed(call, "spi");
    if (err != TW_ERR_OK) {
        return err;
    }
    return spi_result(call, hal_spi_configure((uint32_t)tw_arg_i32(call, 0), SPI_HZ, 0));
}

static tw_err_t host_spi_transfer(tw_call_t *call) {
    uint32_t bus = (uint32_t)tw_arg_i32(call, 0);
    uint8_t out = (uint8_t)tw_arg_i32(call, 1);
    uint8_t in = 0;
    tw_err_t err = tw_call_allowed(call, "spi", bus, 0);
    if (err != TW_ERR_OK) {
        return err;
    }
    const hal_spi_part_t part = {&out, &in, 1};
    hal_result_t result = hal_spi_transfer(bus, 0, &part, 1);
    tw_ret_i32(call, in);
    return spi_result(call, result);
}

static const tw_host_func_t funcs[] = {
    {"__tinygo_gpio_configure", "(ii)", host_gpio_configure},
    {"__tinygo_gpio_set", "(ii)", host_gpio_set},
    {"__tinygo_gpio_get", "(i)i", host_gpio_get},
    {"__tinygo_adc_read", "(i)i", host_adc_read},
    {"__tinygo_spi_configure", "(iiii)", host_spi_configure},
    {"__tinygo_spi_transfer", "(ii)i", host_spi_transfer},
};
#define FUNC_COUNT (sizeof funcs / sizeof funcs[0])
const tw_host_module_t tw_machine_tinygo_env = {"env", funcs, FUNC_COUNT, NULL};
const tw_host_module_t tw_machine_tinygo_machine = {"machine", funcs, FUNC_COUNT, NULL};
