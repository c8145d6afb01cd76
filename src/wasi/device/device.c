// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What a program has of the machine besides files.

#include "tinywasm/wasi_device.h"

#include "hal.h"

#define NS_PER_US 1000u

// ---- clocks -------------------------------------------------------------------------------------

static uint64_t now_ns(tw_wasi_device_t *device) {
    uint32_t us = hal_ticks_us();
    device->wraps += us < device->last_us;
    device->last_us = us;
    return ((uint64_t)device->wraps << 32 | us) * NS_PER_US;
}

static bool has_clock(const tw_wasi_device_t *device, uint32_t clock) {
    return clock == TW_WASI_CLOCK_MONOTONIC ||
           (clock == TW_WASI_CLOCK_REALTIME && device->realtime_ns != 0);
}

static tw_wasi_errno_t clock_time(void *ctx, uint32_t clock, uint64_t *ns) {
    tw_wasi_device_t *device = (tw_wasi_device_t *)ctx;
    *ns = now_ns(device) + (clock == TW_WASI_CLOCK_REALTIME ? device->realtime_ns : 0);
    return has_clock(device, clock) ? TW_WASI_SUCCESS : TW_WASI_INVAL;
}

static tw_wasi_errno_t clock_resolution(void *ctx, uint32_t clock, uint64_t *ns) {
    *ns = NS_PER_US;
    return has_clock((const tw_wasi_device_t *)ctx, clock) ? TW_WASI_SUCCESS : TW_WASI_INVAL;
}

// ---- the rest -----------------------------------------------------------------------------------

static tw_wasi_errno_t fill_random(void *ctx, uint8_t *bytes, uint32_t size) {
    (void)ctx;
    hal_result_t result = size > 0 ? hal_entropy_read(bytes, size) : HAL_OK;
    return result == HAL_OK ? TW_WASI_SUCCESS : result == HAL_ABSENT ? TW_WASI_NOTSUP : TW_WASI_IO;
}

static void yield(void *ctx) {
    (void)ctx;
}

// ---- the device ---------------------------------------------------------------------------------

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    ((tw_wasi_device_t *)device)->engine = engine;
    return TW_ERR_OK;
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_wasi_device_t *self = (tw_wasi_device_t *)device;
    (void)now_ms;
    (void)now_ns(self);
    tw_wasi_poll(self->wasi, self->engine);
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_wasi_device_t *)device)->wasi->module;
}

static const tw_device_ops_t ops = {"wasi", start, NULL, poll, host_module};

void tw_wasi_device_init(tw_wasi_device_t *device, tw_wasi_t *wasi) {
    *device = (tw_wasi_device_t){.device = {.ops = &ops}, .wasi = wasi};
    device->system = (tw_wasi_system_t){.clock_time = clock_time,
                                        .clock_resolution = clock_resolution,
                                        .random = fill_random,
                                        .yield = yield,
                                        .ctx = device};
    wasi->system = &device->system;
    tw_wasi_init(wasi);
}
