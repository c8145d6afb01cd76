// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/serial.h"

#include "hal.h"
#include "tinywasm/grant.h"
#include "tw_host_serial.h"

// The place of a line, or a free one; NULL if there is neither.
static struct tw_serial_line *find(tw_serial_t *serial, uint32_t line) {
    struct tw_serial_line *found = NULL;
    for (uint32_t i = 0; i < TW_SERIAL_LINES; i++) {
        struct tw_serial_line *at = &serial->lines[i];
        if (at->owner != NULL && at->line == line) {
            return at;
        }
        found = at->owner == NULL ? at : found;
    }
    return found;
}

// The caller's open line; else NULL, and *result says why.
static struct tw_serial_line *find_open(tw_call_t *call, uint32_t line, int32_t *result) {
    struct tw_serial_line *at = find((tw_serial_t *)tw_call_ctx(call), line);
    bool is_open = at != NULL && at->owner != NULL;
    bool is_callers = is_open && at->owner == tw_call_instance(call);
    *result = is_callers ? HAL_OK : is_open ? TW_ERR_BUSY : HAL_INVALID;
    return is_callers ? at : NULL;
}

static tw_err_t may_use(tw_call_t *call, uint32_t line) {
    return tw_call_allowed(call, "uart", line, TW_GRANT_NONE);
}

tw_err_t tw_host_serial_open(tw_call_t *call, uint32_t line, uint32_t baud, int32_t *result) {
    const tw_instance_t *caller = tw_call_instance(call);
    struct tw_serial_line *at = find((tw_serial_t *)tw_call_ctx(call), line);
    tw_err_t err = may_use(call, line);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (at == NULL || (at->owner != NULL && at->owner != caller)) {
        *result = at == NULL ? HAL_FAILED : TW_ERR_BUSY;
        return TW_ERR_OK;
    }
    *result = hal_uart_open(line, baud);
    if (*result == HAL_OK && at->owner == NULL) {
        *at = (struct tw_serial_line){.owner = caller, .id = tw_instance_id(caller), .line = line};
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_serial_write(tw_call_t *call, uint32_t line, tw_list_t data, int32_t *result) {
    tw_err_t err = may_use(call, line);
    if (err == TW_ERR_OK && find_open(call, line, result) != NULL) {
        hal_uart_write(line, data.bytes, data.count);
        *result = (int32_t)data.count;
    }
    return err;
}

static void take(struct tw_serial_line *at, uint8_t *target, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        target[i] = at->bytes[i];
    }
    for (uint32_t i = size; i < at->count; i++) {
        at->bytes[i - size] = at->bytes[i];
    }
    at->count -= size;
}

tw_err_t tw_host_serial_read(tw_call_t *call, uint32_t line, tw_buffer_t buffer, int32_t *result) {
    tw_err_t err = may_use(call, line);
    struct tw_serial_line *at = err == TW_ERR_OK ? find_open(call, line, result) : NULL;
    if (at != NULL) {
        uint32_t kept = at->count < buffer.count ? at->count : buffer.count;
        take(at, buffer.bytes, kept);
        uint32_t room = buffer.count - kept;
        size_t more = room == 0 ? 0 : hal_uart_read(line, buffer.bytes + kept, room);
        *result = (int32_t)(kept + more);
    }
    return err;
}

tw_err_t tw_host_serial_watch(tw_call_t *call, uint32_t line, bool is_on, int32_t *result) {
    tw_err_t err = may_use(call, line);
    struct tw_serial_line *at = err == TW_ERR_OK ? find_open(call, line, result) : NULL;
    if (at != NULL && is_on && at->id == 0) {
        *result = HAL_FAILED;
    } else if (at != NULL) {
        at->is_watched = is_on;
    }
    return err;
}

// ---- the device ---------------------------------------------------------------------------------

static void fetch(tw_engine_t *engine, struct tw_serial_line *at) {
    size_t more = hal_uart_read(at->line, at->bytes + at->count, TW_SERIAL_BYTES - at->count);
    at->count += (uint32_t)more;
    if (more > 0) {
        const tw_event_t event = {"on_serial", {(int32_t)at->line, (int32_t)at->count}, at->id};
        (void)tw_event_post(engine, &event);  // what is dropped is counted there
    }
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_serial_t *serial = (tw_serial_t *)device;
    (void)now_ms;
    for (uint32_t i = 0; i < TW_SERIAL_LINES; i++) {
        struct tw_serial_line *at = &serial->lines[i];
        if (at->owner != NULL && at->is_watched && at->count < TW_SERIAL_BYTES) {
            fetch(serial->engine, at);
        }
    }
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_serial_t *serial = (tw_serial_t *)((char *)watch - offsetof(tw_serial_t, watch));
    for (uint32_t i = 0; i < TW_SERIAL_LINES; i++) {
        if (serial->lines[i].owner == instance) {
            serial->lines[i].owner = NULL;
        }
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_serial_t *serial = (tw_serial_t *)device;
    serial->engine = engine;
    serial->watch.gone = gone;
    tw_engine_watch(engine, &serial->watch);
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_serial_t *)device)->module;
}

void tw_serial_init(tw_serial_t *serial) {
    static const tw_device_ops_t ops = {"serial", start, NULL, poll, host_module};
    *serial = (tw_serial_t){.device = {.ops = &ops}};
    serial->module = tw_host_serial;
    serial->module.ctx = serial;
}
