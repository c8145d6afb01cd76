// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/gpio.h"

#include "hal.h"
#include "tinywasm/grant.h"
#include "tw_host_gpio.h"

static tw_err_t may_use(tw_call_t *call, uint32_t pin) {
    return tw_call_allowed(call, "gpio", pin, TW_GRANT_NONE);
}

tw_err_t tw_host_gpio_configure(tw_call_t *call, uint32_t pin, tw_host_gpio_mode_t mode,
                                int32_t *result) {
    static const hal_gpio_mode_t modes[] = {HAL_GPIO_INPUT, HAL_GPIO_INPUT_PULL_UP,
                                            HAL_GPIO_INPUT_PULL_DOWN, HAL_GPIO_OUTPUT};
    tw_err_t err = may_use(call, pin);
    if (err == TW_ERR_OK) {
        *result = hal_gpio_configure(pin, modes[mode]);
    }
    return err;
}

tw_err_t tw_host_gpio_write(tw_call_t *call, uint32_t pin, bool is_high, int32_t *result) {
    tw_err_t err = may_use(call, pin);
    if (err == TW_ERR_OK) {
        *result = hal_gpio_write(pin, is_high);
    }
    return err;
}

tw_err_t tw_host_gpio_read(tw_call_t *call, uint32_t pin, int32_t *result) {
    tw_err_t err = may_use(call, pin);
    if (err == TW_ERR_OK) {
        *result = hal_gpio_read(pin);
    }
    return err;
}

// ---- edges --------------------------------------------------------------------------------------

// Called from an interrupt.
static void on_edge(void *ctx) {
    const struct tw_gpio_watch *watch = (const struct tw_gpio_watch *)ctx;
    const tw_event_t event = {
        "on_pin", {(int32_t)watch->pin, hal_gpio_read(watch->pin)}, watch->id};
    (void)tw_event_post(watch->engine, &event);  // what is dropped is counted there
}

static hal_result_t forget(struct tw_gpio_watch *watch) {
    hal_result_t result = hal_gpio_interrupt(watch->pin, HAL_GPIO_NO_EDGE, NULL, NULL);
    watch->owner = NULL;
    return result;
}

// The pin's watch, or a free one; NULL if there is neither.
static struct tw_gpio_watch *find_watch(tw_gpio_t *gpio, uint32_t pin) {
    struct tw_gpio_watch *found = NULL;
    for (uint32_t i = 0; i < TW_GPIO_WATCHES; i++) {
        struct tw_gpio_watch *watch = &gpio->watches[i];
        if (watch->owner != NULL && watch->pin == pin) {
            return watch;
        }
        found = watch->owner == NULL ? watch : found;
    }
    return found;
}

static int32_t set_watch(struct tw_gpio_watch *watch, uint32_t pin, uint32_t edges) {
    if (edges == HAL_GPIO_NO_EDGE) {
        return forget(watch);
    }
    hal_result_t result = hal_gpio_interrupt(pin, (hal_gpio_edge_t)edges, on_edge, watch);
    if (result != HAL_OK) {
        (void)forget(watch);
    }
    return result;
}

tw_err_t tw_host_gpio_watch(tw_call_t *call, uint32_t pin, tw_host_gpio_edges_t edges,
                            int32_t *result) {
    tw_gpio_t *gpio = (tw_gpio_t *)tw_call_ctx(call);
    const tw_instance_t *caller = tw_call_instance(call);
    uint32_t id = tw_instance_id(caller);
    tw_err_t err = may_use(call, pin);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw_gpio_watch *watch = find_watch(gpio, pin);
    if (id == 0 || watch == NULL) {
        *result = HAL_FAILED;
    } else if (watch->owner != NULL && watch->owner != caller) {
        *result = TW_ERR_BUSY;
    } else {
        *watch = (struct tw_gpio_watch){gpio->engine, caller, id, pin};
        *result = set_watch(watch, pin, edges);
    }
    return TW_ERR_OK;
}

// ---- the device ---------------------------------------------------------------------------------

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_gpio_t *gpio = (tw_gpio_t *)((char *)watch - offsetof(tw_gpio_t, watch));
    for (uint32_t i = 0; i < TW_GPIO_WATCHES; i++) {
        if (gpio->watches[i].owner == instance) {
            (void)forget(&gpio->watches[i]);
        }
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_gpio_t *gpio = (tw_gpio_t *)device;
    gpio->engine = engine;
    gpio->watch.gone = gone;
    tw_engine_watch(engine, &gpio->watch);
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_gpio_t *)device)->module;
}

static const tw_device_ops_t gpio_ops = {"gpio", start, NULL, NULL, host_module};

void tw_gpio_init(tw_gpio_t *gpio) {
    *gpio = (tw_gpio_t){.device = {.ops = &gpio_ops}};
    gpio->module = tw_host_gpio;
    gpio->module.ctx = gpio;
}
