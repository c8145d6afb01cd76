// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/grant.h"
#include "tinywasm/wifi.h"
#include "tw_host_wifi.h"

static tw_wifi_device_t *device_of(const tw_call_t *call) {
    return (tw_wifi_device_t *)tw_call_ctx(call);
}

static tw_host_wifi_answer_t answer_of(const tw_wifi_device_t *device, tw_err_t err) {
    switch (err) {
        case TW_ERR_OK:
            return (tw_host_wifi_answer_t)tw_wifi_answer(device->wifi);
        case TW_ERR_NOENT:
            return TW_HOST_WIFI_ANSWER_NO_RADIO;
        case TW_ERR_INVAL:
            return TW_HOST_WIFI_ANSWER_INVALID;
        default:
            return TW_HOST_WIFI_ANSWER_BUSY;
    }
}

// A request was begun, or could not be: who asked waits for its end, or has the answer.
static tw_err_t wait_for(tw_call_t *call, tw_err_t err, tw_pending_t pending) {
    tw_wifi_device_t *device = device_of(call);
    if (err != TW_ERR_OK) {
        return tw_pending_complete(device->engine, pending, (uint32_t)answer_of(device, err));
    }
    device->caller = tw_call_instance(call);
    device->pending = pending;
    return TW_ERR_OK;
}

static void give_up(void *ctx, tw_pending_t pending) {
    tw_wifi_device_t *device = (tw_wifi_device_t *)ctx;
    if (device->caller != NULL && device->pending.slot == pending.slot) {
        device->caller = NULL;  // the radio goes on; nobody waits for it
    }
}

// Somebody else has joined, the application or another module.
static bool is_anothers(const tw_call_t *call) {
    const tw_wifi_device_t *device = device_of(call);
    return device->is_leaving ||
           (device->wifi->is_wanted && device->owner != tw_call_instance(call));
}

// ---- host functions -----------------------------------------------------------------------------

tw_err_t tw_host_wifi_scan(tw_call_t *call, tw_pending_t pending) {
    return wait_for(call, tw_wifi_scan(device_of(call)->wifi), pending);
}

// Networks that the module may not join it does not see.
static const tw_wifi_network_t *find(tw_call_t *call, uint32_t i) {
    const tw_wifi_t *wifi = device_of(call)->wifi;
    const tw_wifi_network_t *network = NULL;
    for (uint32_t at = 0; (network = tw_wifi_network(wifi, at)) != NULL; at++) {
        bool is_granted = tw_call_allowed_text(call, "wifi", network->ssid) == TW_ERR_OK;
        if (is_granted && i == 0) {
            return network;
        }
        i -= is_granted ? 1 : 0;
    }
    return NULL;
}

tw_err_t tw_host_wifi_found(tw_call_t *call, uint32_t i, tw_buffer_t ssid,
                            tw_host_wifi_option_network_t *result) {
    const tw_wifi_network_t *network = find(call, i);
    result->is_some = network != NULL;
    if (network == NULL) {
        return TW_ERR_OK;
    }
    uint32_t size = 0;
    for (; network->ssid[size] != '\0'; size++) {
        if (size < ssid.count) {
            ssid.bytes[size] = (uint8_t)network->ssid[size];
        }
    }
    result->some = (tw_host_wifi_network_t){.size = size,
                                            .signal = network->signal_dbm,
                                            .channel = network->channel,
                                            .security = network->security};
    return TW_ERR_OK;
}

// A text of the guest's as a C string; false if it is too long or has a NUL.
static bool take(char *target, uint32_t most, tw_str_t text) {
    for (uint32_t i = 0; i < text.size && i < most; i++) {
        target[i] = text.chars[i];
        if (text.chars[i] == '\0') {
            return false;
        }
    }
    target[text.size < most ? text.size : most] = '\0';
    return text.size <= most;
}

static tw_err_t join(tw_call_t *call, const char *ssid, const char *key) {
    tw_wifi_device_t *device = device_of(call);
    if (is_anothers(call)) {
        return TW_ERR_BUSY;
    }
    tw_err_t err = tw_wifi_join(device->wifi, ssid, key);
    device->owner = device->wifi->is_wanted ? tw_call_instance(call) : NULL;
    return err;
}

tw_err_t tw_host_wifi_join(tw_call_t *call, tw_str_t ssid, tw_str_t key, tw_pending_t pending) {
    char name[TW_WIFI_SSID_BYTES + 1];
    char secret[TW_WIFI_KEY_BYTES + 1];
    bool is_good = take(name, TW_WIFI_SSID_BYTES, ssid) && take(secret, TW_WIFI_KEY_BYTES, key);
    tw_err_t err = is_good ? tw_call_allowed_text(call, "wifi", name) : TW_ERR_OK;
    if (err != TW_ERR_OK) {
        return err;
    }
    return wait_for(call, is_good ? join(call, name, secret) : TW_ERR_INVAL, pending);
}

tw_err_t tw_host_wifi_leave(tw_call_t *call, tw_pending_t pending) {
    tw_wifi_device_t *device = device_of(call);
    if (is_anothers(call)) {
        return wait_for(call, TW_ERR_BUSY, pending);
    }
    tw_err_t err = tw_wifi_leave(device->wifi);
    device->owner = NULL;
    return wait_for(call, err, pending);
}

tw_err_t tw_host_wifi_status(tw_call_t *call, tw_host_wifi_state_t *result) {
    *result = (tw_host_wifi_state_t)tw_wifi_state(device_of(call)->wifi);
    return TW_ERR_OK;
}

tw_err_t tw_host_wifi_signal(tw_call_t *call, int32_t *result) {
    *result = tw_wifi_signal(device_of(call)->wifi);
    return TW_ERR_OK;
}

void tw_host_wifi_scan_cancel(void *ctx, tw_pending_t pending) {
    give_up(ctx, pending);
}

void tw_host_wifi_join_cancel(void *ctx, tw_pending_t pending) {
    give_up(ctx, pending);
}

void tw_host_wifi_leave_cancel(void *ctx, tw_pending_t pending) {
    give_up(ctx, pending);
}

// ---- the device ---------------------------------------------------------------------------------

static void poll(tw_device_t *self, uint32_t now_ms) {
    tw_wifi_device_t *device = (tw_wifi_device_t *)self;
    (void)now_ms;
    if (tw_wifi_is_busy(device->wifi)) {
        return;
    }
    if (device->caller != NULL) {
        device->caller = NULL;
        (void)tw_pending_complete(device->engine, device->pending,
                                  (uint32_t)answer_of(device, TW_ERR_OK));
    }
    if (device->is_leaving) {
        device->is_leaving = tw_wifi_leave(device->wifi) == TW_ERR_BUSY;
    }
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_wifi_device_t *device =
        (tw_wifi_device_t *)((char *)watch - offsetof(tw_wifi_device_t, watch));
    if (device->owner == instance) {
        device->owner = NULL;
        device->is_leaving = true;
        device->wifi->is_wanted = false;
    }
}

static tw_err_t start(tw_device_t *self, tw_engine_t *engine) {
    tw_wifi_device_t *device = (tw_wifi_device_t *)self;
    device->engine = engine;
    device->watch.gone = gone;
    tw_engine_watch(engine, &device->watch);
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *self) {
    return &((tw_wifi_device_t *)self)->module;
}

tw_device_t *tw_wifi_device(tw_wifi_device_t *device, tw_wifi_t *wifi) {
    static const tw_device_ops_t ops = {"wifi", start, NULL, poll, host_module};
    *device = (tw_wifi_device_t){.device = {.ops = &ops}, .module = tw_host_wifi, .wifi = wifi};
    device->module.ctx = device;
    return &device->device;
}
