// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tinywasm/machine.h"

#define SPI_HZ 1000000u
#define UART_BAUD 115200u

// What TinyGo's machine.I2C knows as errors.
enum i2c_error { I2C_NO_DEVICE = 1, I2C_WRONG_ADDRESS = 3, I2C_BUS_ERROR = 4 };

struct buffers {
    uint8_t *out;
    uint8_t *in;
    uint32_t out_size;
    uint32_t in_size;
};

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

// Pairs of address and size from parameter i on: what is sent, what is received.
static tw_err_t get_buffers(tw_call_t *call, uint32_t i, struct buffers *buffers) {
    tw_err_t err = tw_arg_bytes(call, i, &buffers->out, &buffers->out_size);
    return err == TW_ERR_OK ? tw_arg_bytes(call, i + 2, &buffers->in, &buffers->in_size) : err;
}

// TinyGo sends zeros where there is nothing to send: from where the answer goes.
static hal_result_t exchange(uint32_t bus, const struct buffers *buffers) {
    for (uint32_t i = 0; buffers->out_size == 0 && i < buffers->in_size; i++) {
        buffers->in[i] = 0;
    }
    const uint8_t *out = buffers->out_size == 0 ? buffers->in : buffers->out;
    const hal_spi_part_t part = {out, buffers->in_size == 0 ? NULL : buffers->in,
                                 buffers->out_size == 0 ? buffers->in_size : buffers->out_size};
    bool is_uneven =
        buffers->out_size != 0 && buffers->in_size != 0 && buffers->out_size != buffers->in_size;
    return is_uneven ? HAL_INVALID : hal_spi_transfer(bus, 0, &part, 1);
}

static tw_err_t host_spi_tx(tw_call_t *call) {
    uint32_t bus = (uint32_t)tw_arg_i32(call, 0);
    struct buffers buffers;
    tw_err_t err = tw_call_allowed(call, "spi", bus, 0);
    err = err == TW_ERR_OK ? get_buffers(call, 1, &buffers) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    tw_ret_i32(call, 0);
    return spi_result(call, exchange(bus, &buffers));
}

static tw_err_t i2c_configure(tw_call_t *call, uint32_t hz) {
    tw_err_t err = allowed(call, "i2c");
    if (err != TW_ERR_OK) {
        return err;
    }
    return expect(call, hal_i2c_configure((uint32_t)tw_arg_i32(call, 0), hz),
                  "the I2C bus cannot do that: use one that the board has");
}

static tw_err_t host_i2c_configure(tw_call_t *call) {
    return i2c_configure(call, (uint32_t)tw_arg_i32(call, 3));
}

static tw_err_t host_i2c_set_baud_rate(tw_call_t *call) {
    return i2c_configure(call, (uint32_t)tw_arg_i32(call, 1));
}

static int32_t i2c_error(hal_result_t result) {
    return result == HAL_OK          ? 0
           : result == HAL_NO_ANSWER ? I2C_NO_DEVICE
           : result == HAL_INVALID   ? I2C_WRONG_ADDRESS
                                     : I2C_BUS_ERROR;
}

static tw_err_t host_i2c_transfer(tw_call_t *call) {
    uint32_t bus = (uint32_t)tw_arg_i32(call, 0);
    uint32_t address = (uint32_t)tw_arg_i32(call, 1);
    struct buffers buffers;
    tw_err_t err = tw_call_allowed(call, "i2c", bus, address);
    err = err == TW_ERR_OK ? get_buffers(call, 2, &buffers) : err;
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, i2c_error(hal_i2c_transfer(bus, address, buffers.out, buffers.out_size,
                                                    buffers.in, buffers.in_size)));
    }
    return err;
}

static tw_err_t host_uart_configure(tw_call_t *call) {
    tw_err_t err = allowed(call, "uart");
    if (err != TW_ERR_OK) {
        return err;
    }
    return expect(call, hal_uart_open((uint32_t)tw_arg_i32(call, 0), UART_BAUD),
                  "there is no such serial line: use one that the board has beside the console");
}

static tw_err_t uart_bytes(tw_call_t *call, uint8_t **bytes, uint32_t *size) {
    tw_err_t err = allowed(call, "uart");
    return err == TW_ERR_OK ? tw_arg_bytes(call, 1, bytes, size) : err;
}

static tw_err_t host_uart_read(tw_call_t *call) {
    uint8_t *bytes = NULL;
    uint32_t size = 0;
    tw_err_t err = uart_bytes(call, &bytes, &size);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, (int32_t)hal_uart_read((uint32_t)tw_arg_i32(call, 0), bytes, size));
    }
    return err;
}

static tw_err_t host_uart_write(tw_call_t *call) {
    uint8_t *bytes = NULL;
    uint32_t size = 0;
    tw_err_t err = uart_bytes(call, &bytes, &size);
    if (err == TW_ERR_OK) {
        hal_uart_write((uint32_t)tw_arg_i32(call, 0), bytes, size);
        tw_ret_i32(call, (int32_t)size);
    }
    return err;
}

// ---- pulses -------------------------------------------------------------------------------------

// What was said of a counter; NULL if nothing was and every place is taken.
static struct tw_tinygo_counter *find_counter(tw_tinygo_t *tinygo, uint32_t number) {
    struct tw_tinygo_counter *found = NULL;
    for (uint32_t i = 0; i < TW_TINYGO_COUNTERS; i++) {
        struct tw_tinygo_counter *at = &tinygo->counters[i];
        if (at->is_used && at->number == number) {
            return at;
        }
        found = found == NULL && !at->is_used ? at : found;
    }
    if (found != NULL) {
        found->is_used = true;
        found->number = number;
    }
    return found;
}

static tw_err_t pwm_result(tw_call_t *call, int32_t result) {
    return expect(call, result, "the PWM channel cannot do that: use one that the board has");
}

static tw_err_t host_pwm_configure(tw_call_t *call) {
    struct tw_tinygo_counter *counter =
        find_counter((tw_tinygo_t *)tw_call_ctx(call), (uint32_t)tw_arg_i32(call, 0));
    double hz = tw_arg_f64(call, 1);
    uint32_t top = (uint32_t)tw_arg_i32(call, 2);
    double period_ns = hz > 0 ? 1e9 / hz * top : 0;
    if (counter == NULL || !(period_ns >= 1 && period_ns <= UINT32_MAX)) {
        return pwm_result(call, HAL_INVALID);
    }
    counter->period_ns = (uint32_t)period_ns;
    counter->top = top;
    return TW_ERR_OK;
}

static tw_err_t host_pwm_channel_configure(tw_call_t *call) {
    struct tw_tinygo_counter *counter =
        find_counter((tw_tinygo_t *)tw_call_ctx(call), (uint32_t)tw_arg_i32(call, 0));
    uint32_t channel = (uint32_t)tw_arg_i32(call, 1);
    uint32_t pin = (uint32_t)tw_arg_i32(call, 2);
    tw_err_t err = tw_call_allowed(call, "pwm", pin, TW_GRANT_NONE);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (counter == NULL || channel >= TW_TINYGO_CHANNELS) {
        return pwm_result(call, HAL_INVALID);
    }
    counter->pins[channel] = pin;
    return TW_ERR_OK;
}

static tw_err_t host_pwm_channel_set(tw_call_t *call) {
    const struct tw_tinygo_counter *counter =
        find_counter((tw_tinygo_t *)tw_call_ctx(call), (uint32_t)tw_arg_i32(call, 0));
    uint32_t channel = (uint32_t)tw_arg_i32(call, 1);
    uint32_t value = (uint32_t)tw_arg_i32(call, 2);
    if (counter == NULL || counter->top == 0 || channel >= TW_TINYGO_CHANNELS) {
        return pwm_result(call, HAL_INVALID);
    }
    uint32_t pin = counter->pins[channel];
    uint32_t high = value < counter->top ? value : counter->top;
    tw_err_t err = tw_call_allowed(call, "pwm", pin, TW_GRANT_NONE);
    if (err != TW_ERR_OK) {
        return err;
    }
    return pwm_result(
        call, hal_pwm_start(pin, counter->period_ns,
                            (uint32_t)((uint64_t)counter->period_ns * high / counter->top)));
}

// ---- the tables ---------------------------------------------------------------------------------

// clang-format off
#define FUNCS \
    {"__tinygo_gpio_configure", "(ii)", host_gpio_configure}, \
    {"__tinygo_gpio_set", "(ii)", host_gpio_set}, \
    {"__tinygo_gpio_get", "(i)i", host_gpio_get}, \
    {"__tinygo_adc_read", "(i)i", host_adc_read}, \
    {"__tinygo_spi_configure", "(iiii)", host_spi_configure}, \
    {"__tinygo_spi_transfer", "(ii)i", host_spi_transfer}, \
    {"__tinygo_spi_tx", "(i*~*~)i", host_spi_tx}, \
    {"__tinygo_i2c_configure", "(iiii)", host_i2c_configure}, \
    {"__tinygo_i2c_set_baud_rate", "(ii)", host_i2c_set_baud_rate}, \
    {"__tinygo_i2c_transfer", "(ii*~*~)i", host_i2c_transfer}, \
    {"__tinygo_uart_configure", "(iii)", host_uart_configure}, \
    {"__tinygo_uart_read", "(i*~)i", host_uart_read}, \
    {"__tinygo_uart_write", "(i*~)i", host_uart_write}
// clang-format on
static const tw_host_func_t funcs[] = {FUNCS};
static const tw_host_func_t funcs_and_pulses[] = {
    FUNCS,
    {"__tinygo_pwm_configure", "(iFi)", host_pwm_configure},
    {"__tinygo_pwm_channel_configure", "(iii)", host_pwm_channel_configure},
    {"__tinygo_pwm_channel_set", "(iii)", host_pwm_channel_set},
};
#define FUNC_COUNT (sizeof funcs / sizeof funcs[0])
const tw_host_module_t tw_machine_tinygo_env = {"env", funcs, FUNC_COUNT, NULL};
const tw_host_module_t tw_machine_tinygo_machine = {"machine", funcs, FUNC_COUNT, NULL};

void tw_tinygo_init(tw_tinygo_t *tinygo) {
    const uint32_t count = sizeof funcs_and_pulses / sizeof funcs_and_pulses[0];
    *tinygo = (tw_tinygo_t){.env = {"env", funcs_and_pulses, count, tinygo},
                            .machine = {"machine", funcs_and_pulses, count, tinygo}};
}
