// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Other sides' services. A link does one thing at a time for the module that made it: what that
// waits for stands in the link, and one function answers it.

#include <string.h>

#include "bluetooth.h"
#include "nimble.h"

#include "hal.h"

#define SUBSCRIPTION_UUID 0x2902u
#define CHARACTERISTIC_UUID 0x2803u
#define TELLS 1u   // what is written to a subscription
#define WRITES 8u  // the specification's bits of properties
#define WRITES_UNANSWERED 4u

typedef struct tw_bluetooth_link link_t;
typedef struct tw_bluetooth_remote remote_t;

enum { NOTHING, FINDING, READING, WRITING, WATCHING, PAIRING };

// The device whose link it is: callbacks get the link.
static tw_bluetooth_t *device_of(link_t *link) {
    return (tw_bluetooth_t *)(void *)((char *)(link - link->number_of_link) -
                                      offsetof(tw_bluetooth_t, links));
}

// ---- waiting ----

static void answer(tw_bluetooth_t *bluetooth, link_t *link, int32_t result) {
    bool is_awaited = link->waiting_for != NOTHING && !link->is_given_up;
    link->waiting_for = NOTHING;
    if (is_awaited) {
        (void)tw_pending_complete(bluetooth->engine, link->pending, (uint32_t)result);
    }
}

// Ends what was given up; true if it is not what the link waits for any more.
static bool is_over(tw_bluetooth_t *bluetooth, link_t *link, uint8_t what) {
    if (link->waiting_for == what && link->is_given_up) {
        answer(bluetooth, link, BLUETOOTH_GONE);
    }
    return link->waiting_for != what;
}

static void cancel(void *ctx, tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = (tw_bluetooth_t *)ctx;
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        link_t *link = &bluetooth->links[i];
        bool is_it =
            link->pending.slot == pending.slot && link->pending.generation == pending.generation;
        link->is_given_up = link->is_given_up || is_it;
    }
}

void tw_host_bluetooth_find_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}

void tw_host_bluetooth_read_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}

void tw_host_bluetooth_write_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}

void tw_host_bluetooth_watch_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}

void tw_host_bluetooth_pair_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}

// Ends a call that has begun nothing, or leaves it waiting.
static tw_err_t begin(tw_bluetooth_t *bluetooth, link_t *link, tw_pending_t pending, uint8_t what,
                      int err) {
    if (err != 0) {
        return tw_pending_complete(bluetooth->engine, pending, (uint32_t)tw__bluetooth_answer(err));
    }
    link->pending = pending;
    link->waiting_for = what;
    link->is_given_up = false;
    return TW_ERR_OK;
}

static tw_err_t refuse(tw_bluetooth_t *bluetooth, tw_pending_t pending, int32_t result) {
    return tw_pending_complete(bluetooth->engine, pending, (uint32_t)result);
}

// ---- links ----

// The caller's link; NULL, and *result says why. Who advertised has those that came.
static link_t *own_link(tw_call_t *call, uint32_t number, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    link_t *link = &bluetooth->links[number % TW_BLUETOOTH_CONNECTIONS];
    bool is_link = number < TW_BLUETOOTH_CONNECTIONS && link->is_used;
    if (!is_link || link->owner != tw_call_instance(call)) {
        *result = is_link ? BLUETOOTH_BUSY : BLUETOOTH_GONE;
        return NULL;
    }
    *result = link->waiting_for == NOTHING ? BLUETOOTH_OK : BLUETOOTH_BUSY;
    return link;
}

static int on_mtu(uint16_t handle, const struct ble_gatt_error *error, uint16_t mtu, void *arg) {
    (void)handle;
    (void)error;
    (void)mtu;
    (void)arg;
    return 0;
}

void tw__client_linked(tw_bluetooth_t *bluetooth, link_t *link) {
    if (bluetooth->seek.owner == NULL || !bluetooth->seek.is_connecting) {
        // It was given up; who looks meanwhile looks for somebody else.
        (void)ble_gap_terminate(link->handle, BLE_ERR_REM_USER_CONN_TERM);
        return;
    }
    link->owner = bluetooth->seek.owner;
    link->owner_id = tw_instance_id(link->owner);
    (void)ble_gattc_exchange_mtu(link->handle, on_mtu, NULL);
    tw__seek_end(bluetooth, link->number_of_link);
}

void tw__client_unlinked(tw_bluetooth_t *bluetooth, link_t *link) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_REMOTES; i++) {
        remote_t *remote = &bluetooth->remotes[i];
        if (remote->owner != NULL && remote->link == tw__bluetooth_link_number(bluetooth, link)) {
            remote->owner = NULL;
        }
    }
    answer(bluetooth, link, BLUETOOTH_GONE);
}

void tw__client_encrypted(tw_bluetooth_t *bluetooth, link_t *link, int err) {
    if (link->waiting_for == PAIRING) {
        answer(bluetooth, link, tw__bluetooth_answer(err));
    }
}

void tw__client_gone(tw_bluetooth_t *bluetooth, const tw_instance_t *instance) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        link_t *link = &bluetooth->links[i];
        if (!link->is_used || link->owner != instance) {
            continue;
        }
        link->owner = NULL;
        link->owner_id = 0;
        link->is_given_up = true;
        if (link->is_ours) {
            (void)ble_gap_terminate(link->handle, BLE_ERR_REM_USER_CONN_TERM);
        }
    }
    for (uint32_t i = 0; i < TW_BLUETOOTH_REMOTES; i++) {
        remote_t *remote = &bluetooth->remotes[i];
        remote->owner = remote->owner == instance ? NULL : remote->owner;
    }
}

tw_err_t tw_host_bluetooth_disconnect(tw_call_t *call, uint32_t link, int32_t *result) {
    const link_t *at = own_link(call, link, result);
    if (at != NULL) {
        *result = tw__bluetooth_answer(ble_gap_terminate(at->handle, BLE_ERR_REM_USER_CONN_TERM));
    }
    return TW_ERR_OK;
}

// ---- pairing ----

tw_err_t tw_host_bluetooth_pair(tw_call_t *call, uint32_t link, tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    int32_t result = 0;
    link_t *at = own_link(call, link, &result);
    if (result != BLUETOOTH_OK) {
        return refuse(bluetooth, pending, result);
    }
    int err = ble_gap_security_initiate(at->handle);
    if (err == BLE_HS_EALREADY) {
        return refuse(bluetooth, pending, BLUETOOTH_OK);
    }
    return begin(bluetooth, at, pending, PAIRING, err);
}

tw_err_t tw_host_bluetooth_number(tw_call_t *call, uint32_t link, int32_t *result) {
    const link_t *at = own_link(call, link, result);
    if (at != NULL) {
        *result = at->is_comparing ? (int32_t)at->number : BLUETOOTH_INVALID;
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_bluetooth_confirm(tw_call_t *call, uint32_t link, bool is_same, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    const link_t *at = own_link(call, link, result);
    bool is_asked = at != NULL && at->is_comparing && bluetooth->config.compare == NULL;
    if (is_asked) {
        tw_bluetooth_confirm(bluetooth, link, is_same);
    }
    *result = is_asked ? BLUETOOTH_OK : at != NULL ? BLUETOOTH_INVALID : *result;
    return TW_ERR_OK;
}

// ---- finding ----

static int32_t keep_remote(tw_bluetooth_t *bluetooth, const link_t *link,
                           const struct ble_gatt_chr *found) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_REMOTES; i++) {
        remote_t *remote = &bluetooth->remotes[i];
        if (remote->owner == NULL) {
            *remote = (remote_t){.owner = link->owner,
                                 .link = link->number_of_link,
                                 .handle = found->val_handle,
                                 .properties = found->properties,
                                 .last = link->last};
            return (int32_t)i;
        }
    }
    return BLUETOOTH_FULL;
}

// The first that is found ends the search.
static int on_characteristic(uint16_t handle, const struct ble_gatt_error *error,
                             const struct ble_gatt_chr *found, void *arg) {
    link_t *link = (link_t *)arg;
    (void)handle;
    if (is_over(device_of(link), link, FINDING)) {
        return BLE_HS_EDONE;
    }
    if (error->status == 0) {
        answer(device_of(link), link, keep_remote(device_of(link), link, found));
        return BLE_HS_EDONE;
    }
    answer(device_of(link), link,
           error->status == BLE_HS_EDONE ? BLUETOOTH_NONE : tw__bluetooth_answer(error->status));
    return 0;
}

static int on_service(uint16_t handle, const struct ble_gatt_error *error,
                      const struct ble_gatt_svc *service, void *arg) {
    link_t *link = (link_t *)arg;
    if (is_over(device_of(link), link, FINDING)) {
        return BLE_HS_EDONE;
    }
    if (error->status == 0) {
        link->first = service->start_handle;
        link->last = service->end_handle;
        return 0;
    }
    int err = error->status == BLE_HS_EDONE && link->first == 0 ? BLE_HS_ENOENT : error->status;
    if (err == BLE_HS_EDONE) {
        const ble_uuid_t *uuid = (const ble_uuid_t *)(const void *)link->wanted;
        err = ble_gattc_disc_chrs_by_uuid(handle, link->first, link->last, uuid, on_characteristic,
                                          link);
    }
    if (err != 0) {
        answer(device_of(link), link, tw__bluetooth_answer(err));
    }
    return 0;
}

tw_err_t tw_host_bluetooth_find(tw_call_t *call, uint32_t link, tw_str_t service,
                                tw_str_t characteristic, tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    char text[40];
    uint32_t uuid[TW_BLUETOOTH_UUID_BYTES / 4];
    bool fits = false;
    int32_t result = 0;
    tw_err_t err =
        tw__bluetooth_allowed_name(call, "ble_services", service, text, sizeof text, &fits);
    if (err != TW_ERR_OK) {
        return err;
    }
    link_t *at = own_link(call, link, &result);
    if (result != BLUETOOTH_OK) {
        return refuse(bluetooth, pending, result);
    }
    if (!fits || !tw__bluetooth_parse_uuid(text, service.size, uuid) ||
        !tw__bluetooth_parse_uuid(characteristic.chars, characteristic.size, at->wanted)) {
        return refuse(bluetooth, pending, BLUETOOTH_INVALID);
    }
    at->first = 0;
    return begin(
        bluetooth, at, pending, FINDING,
        ble_gattc_disc_svc_by_uuid(at->handle, (ble_uuid_t *)(void *)uuid, on_service, at));
}

// ---- reading and writing ----

// The caller's remote characteristic, and its link, if that is idle; NULL, and *result says why.
static remote_t *own_remote(tw_call_t *call, uint32_t number, link_t **link, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    remote_t *remote = &bluetooth->remotes[number % TW_BLUETOOTH_REMOTES];
    bool is_own = number < TW_BLUETOOTH_REMOTES && remote->owner == tw_call_instance(call);
    *result = BLUETOOTH_INVALID;
    if (!is_own) {
        return NULL;
    }
    *link = own_link(call, remote->link, result);
    return *result == BLUETOOTH_OK ? remote : NULL;
}

// The range was checked when the call began, and memory does not shrink; what finds the budget
// spent ends it.
static int32_t fill(link_t *link, const struct os_mbuf *om) {
    uint32_t done = 0;
    tw_instance_t *owner = (tw_instance_t *)(uintptr_t)link->owner;
    for (; om != NULL && done < link->size; om = SLIST_NEXT(om, om_next)) {
        uint32_t left = link->size - done;
        uint32_t size = om->om_len < left ? om->om_len : left;
        if (tw_memory_write(owner, link->addr + done, om->om_data, size) != TW_ERR_OK) {
            break;
        }
        done += size;
    }
    return (int32_t)done;
}

static int on_read(uint16_t handle, const struct ble_gatt_error *error, struct ble_gatt_attr *attr,
                   void *arg) {
    link_t *link = (link_t *)arg;
    (void)handle;
    if (!is_over(device_of(link), link, READING)) {
        answer(device_of(link), link,
               error->status == 0 ? fill(link, attr->om) : tw__bluetooth_answer(error->status));
    }
    return 0;
}

tw_err_t tw_host_bluetooth_read(tw_call_t *call, uint32_t remote, tw_buffer_t buffer,
                                tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    int32_t result = 0;
    link_t *link = NULL;
    const remote_t *at = own_remote(call, remote, &link, &result);
    if (at == NULL) {
        return refuse(bluetooth, pending, result);
    }
    link->addr = (uint32_t)tw_arg_i32(call, 1);
    link->size = buffer.count;
    return begin(bluetooth, link, pending, READING,
                 ble_gattc_read(link->handle, at->handle, on_read, link));
}

static int on_write(uint16_t handle, const struct ble_gatt_error *error, struct ble_gatt_attr *attr,
                    void *arg) {
    link_t *link = (link_t *)arg;
    (void)handle;
    (void)attr;
    if (link->waiting_for == WRITING || link->waiting_for == WATCHING) {
        answer(device_of(link), link, tw__bluetooth_answer(error->status));
    }
    return 0;
}

tw_err_t tw_host_bluetooth_write(tw_call_t *call, uint32_t remote, tw_list_t value,
                                 tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    int32_t result = 0;
    link_t *link = NULL;
    const remote_t *at = own_remote(call, remote, &link, &result);
    bool is_taken = at != NULL && (at->properties & (WRITES | WRITES_UNANSWERED)) != 0 &&
                    value.count <= TW_BLUETOOTH_MTU - 3u;
    if (!is_taken) {
        return refuse(bluetooth, pending, at == NULL ? result : BLUETOOTH_INVALID);
    }
    uint16_t size = (uint16_t)value.count;
    if ((at->properties & WRITES) == 0 && (at->properties & WRITES_UNANSWERED) != 0) {
        int err = ble_gattc_write_no_rsp_flat(link->handle, at->handle, value.bytes, size);
        return refuse(bluetooth, pending, tw__bluetooth_answer(err));
    }
    return begin(bluetooth, link, pending, WRITING,
                 ble_gattc_write_flat(link->handle, at->handle, value.bytes, size, on_write, link));
}

// ---- being told ----

static int subscribe(link_t *link, const remote_t *remote) {
    uint8_t bytes[2] = {link->size != 0 ? TELLS : 0, 0};
    return ble_gattc_write_flat(link->handle, remote->told_handle, bytes, sizeof bytes, on_write,
                                link);
}

// The descriptors behind the value, as far as the next characteristic.
static int on_descriptor(uint16_t handle, const struct ble_gatt_error *error, uint16_t value_handle,
                         const struct ble_gatt_dsc *found, void *arg) {
    link_t *link = (link_t *)arg;
    (void)handle;
    (void)value_handle;
    if (is_over(device_of(link), link, WATCHING)) {
        return BLE_HS_EDONE;
    }
    remote_t *remote = &device_of(link)->remotes[link->waiting];
    uint16_t uuid = error->status == 0 ? ble_uuid_u16(&found->uuid.u) : CHARACTERISTIC_UUID;
    if (uuid == CHARACTERISTIC_UUID) {
        bool is_end = error->status == 0 || error->status == BLE_HS_EDONE;
        answer(device_of(link), link,
               is_end ? BLUETOOTH_REFUSED : tw__bluetooth_answer(error->status));
        return BLE_HS_EDONE;
    }
    if (uuid != SUBSCRIPTION_UUID) {
        return 0;
    }
    remote->told_handle = found->handle;
    int err = subscribe(link, remote);
    if (err != 0) {
        answer(device_of(link), link, tw__bluetooth_answer(err));
    }
    link->waiting_for = err == 0 ? WRITING : NOTHING;  // what comes behind it does not count
    return BLE_HS_EDONE;
}

tw_err_t tw_host_bluetooth_watch(tw_call_t *call, uint32_t remote, bool is_on,
                                 tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    int32_t result = 0;
    link_t *link = NULL;
    const remote_t *at = own_remote(call, remote, &link, &result);
    if (at == NULL) {
        return refuse(bluetooth, pending, result);
    }
    link->size = is_on;
    link->waiting = remote;
    int err = at->told_handle != 0 ? subscribe(link, at)
                                   : ble_gattc_disc_all_dscs(link->handle, at->handle, at->last,
                                                             on_descriptor, link);
    return begin(bluetooth, link, pending, WATCHING, err);
}

void tw__client_told(tw_bluetooth_t *bluetooth, const struct ble_gap_event *event) {
    const link_t *link = tw__bluetooth_link_of(bluetooth, event->notify_rx.conn_handle);
    const struct os_mbuf *om = event->notify_rx.om;
    uint16_t size = 0;
    for (uint32_t i = 0; link != NULL && i < TW_BLUETOOTH_REMOTES; i++) {
        remote_t *remote = &bluetooth->remotes[i];
        if (remote->owner != NULL && remote->link == link->number_of_link &&
            remote->handle == event->notify_rx.attr_handle &&
            OS_MBUF_PKTLEN(om) <= sizeof remote->value) {
            (void)ble_hs_mbuf_to_flat(om, remote->value, sizeof remote->value, &size);
            remote->size = (uint8_t)size;
            tw__bluetooth_post(link->owner_id, EVENT_TOLD, i);
        }
    }
}

tw_err_t tw_host_bluetooth_told(tw_call_t *call, uint32_t remote, tw_buffer_t buffer,
                                int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    const remote_t *at = &bluetooth->remotes[remote % TW_BLUETOOTH_REMOTES];
    bool is_own = remote < TW_BLUETOOTH_REMOTES && at->owner == tw_call_instance(call);
    *result = is_own && buffer.count >= at->size ? at->size : BLUETOOTH_INVALID;
    if (*result > 0) {
        memcpy(buffer.bytes, at->value, at->size);
    }
    return TW_ERR_OK;
}
