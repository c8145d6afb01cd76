// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/gpio.h"

#include "hal.h"
#include "tinywasm/grant.h"

static tw_err_t may_use(tw_call_t *call) {
    return tw_call_allowed(call, "gpio", (uint32_t)tw_arg_i32(call, 0), TW_GRANT_NONE);
}

static tw_err_t host_configure(tw_call_t *call) {
    tw_err_t err = may_use(call);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_gpio_configure((uint32_t)tw_arg_i32(call, 0),
                                            (hal_gpio_mode_t)tw_arg_i32(call, 1)));
    }
    return err;
}

static tw_err_t host_write(tw_call_t *call) {
    tw_err_t err = may_use(call);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_gpio_write((uint32_t)tw_arg_i32(call, 0), tw_arg_i32(call, 1) != 0));
    }
    return err;
}

static tw_err_t host_read(tw_call_t *call) {
    tw_err_t err = may_use(call);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_gpio_read((uint32_t)tw_arg_i32(call, 0)));
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

static int32_t set_watch(struct tw_gpio_watch *watch, uint32_t pin, int32_t edges) {
    if (edges == HAL_GPIO_NO_EDGE) {
        return forget(watch);
    }
    hal_result_t result = hal_gpio_interrupt(pin, (hal_gpio_edge_t)edges, on_edge, watch);
    if (result != HAL_OK) {
        (void)forget(watch);
    }
    return result;
}

static tw_err_t host_watch(tw_call_t *call) {
    tw_gpio_t *gpio = (tw_gpio_t *)tw_call_ctx(call);
    uint32_t pin = (uint32_t)tw_arg_i32(call, 0);
    const tw_instance_t *caller = tw_call_instance(call);
    uint32_t id = tw_instance_id(caller);
    tw_err_t err = may_use(call);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw_gpio_watch *watch = find_watch(gpio, pin);
    if (id == 0 || watch == NULL) {
        tw_ret_i32(call, HAL_FAILED);
        return TW_ERR_OK;
    }
    if (watch->owner != NULL && watch->owner != caller) {
        tw_ret_i32(call, TW_ERR_BUSY);
        return TW_ERR_OK;
    }
    *watch = (struct tw_gpio_watch){gpio->engine, caller, id, pin};
    tw_ret_i32(call, set_watch(watch, pin, tw_arg_i32(call, 1)));
    return TW_ERR_OK;
}

// ---- the device ---------------------------------------------------------------------------------

static const tw_host_func_t gpio_funcs[] = {
    {"configure", "(ii)i", host_configure},
    {"write", "(ii)i", host_write},
    {"read", "(i)i", host_read},
    {"watch", "(ii)i", host_watch},
};

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
    gpio->module.name = "gpio";
    gpio->module.funcs = gpio_funcs;
    gpio->module.func_count = sizeof gpio_funcs / sizeof gpio_funcs[0];
    gpio->module.ctx = gpio;
}
