// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Services of modules. NimBLE takes services before it starts and never again, while modules come
// and go: so it has places for services and characteristics from the beginning, all hidden, and a
// module that publishes a service gets one of them shown, with its UUIDs in it.

#include <string.h>

#include "bluetooth.h"
#include "nimble.h"

#include "ble_hs_priv.h"
#include "services/gatt/ble_svc_gatt.h"

#define ATTRIBUTES_EACH 3u  // of a characteristic: declaration, value, subscription
#define ALL_PROPERTIES 63u
#define SUBSCRIBED 1u  // a bit of a subscription
#define NEEDS_ENCRYPTION 16u
#define NEEDS_COMPARISON 32u

// As ble_gatts.c has it, which tells nobody: a link's subscription to a value.
struct ble_gatts_clt_cfg {
    uint16_t chr_val_handle;
    uint8_t flags;
    uint8_t allowed;
};

typedef struct tw_bluetooth_service service_t;
typedef struct tw_bluetooth_characteristic characteristic_t;

enum { READS = 1, WRITES = 2, WRITES_UNANSWERED = 4, NOTIFIES = 8 };

// One for each service, of the application's memory; a row without a type is the last.
struct definition {
    struct ble_gatt_svc_def services[2];
    struct ble_gatt_chr_def characteristics[TW_BLUETOOTH_CHARACTERISTICS + 1];
};

static ble_gatt_chr_flags flags_of(uint32_t properties) {
    return (ble_gatt_chr_flags)((properties & READS ? BLE_GATT_CHR_F_READ : 0) |
                                (properties & WRITES ? BLE_GATT_CHR_F_WRITE : 0) |
                                (properties & WRITES_UNANSWERED ? BLE_GATT_CHR_F_WRITE_NO_RSP : 0) |
                                (properties & NOTIFIES ? BLE_GATT_CHR_F_NOTIFY : 0));
}

// ---- what others ask ----

static int check_security(uint16_t link, const characteristic_t *at) {
    struct ble_gap_conn_desc desc;
    if ((at->properties & (NEEDS_ENCRYPTION | NEEDS_COMPARISON)) == 0) {
        return 0;
    }
    if (ble_gap_conn_find(link, &desc) != 0 || !desc.sec_state.encrypted) {
        return BLE_ATT_ERR_INSUFFICIENT_ENC;
    }
    bool is_enough = desc.sec_state.authenticated || (at->properties & NEEDS_COMPARISON) == 0;
    return is_enough ? 0 : BLE_ATT_ERR_INSUFFICIENT_AUTHEN;
}

static int write_value(characteristic_t *at, struct os_mbuf *om) {
    uint16_t size = 0;
    if (OS_MBUF_PKTLEN(om) > sizeof at->value) {
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    }
    (void)ble_hs_mbuf_to_flat(om, at->value, sizeof at->value, &size);
    at->size = (uint8_t)size;
    return 0;
}

static uint32_t number_of(const service_t *service, const characteristic_t *at,
                          const tw_bluetooth_t *bluetooth) {
    return (uint32_t)(service - bluetooth->services) * TW_BLUETOOTH_CHARACTERISTICS +
           (uint32_t)(at - service->characteristics);
}

// The place of an attribute's handle; NULL: it is none of modules.
static characteristic_t *find_by_handle(tw_bluetooth_t *bluetooth, uint16_t handle,
                                        service_t **service) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_SERVICES; i++) {
        for (uint32_t k = 0; k < bluetooth->services[i].count; k++) {
            *service = &bluetooth->services[i];
            if ((*service)->characteristics[k].handle == handle) {
                return &(*service)->characteristics[k];
            }
        }
    }
    return NULL;
}

static int on_access(uint16_t link, uint16_t handle, struct ble_gatt_access_ctxt *ctxt, void *arg) {
    tw_bluetooth_t *bluetooth = (tw_bluetooth_t *)arg;
    service_t *service = NULL;
    characteristic_t *at = find_by_handle(bluetooth, handle, &service);
    if (at == NULL) {
        return BLE_ATT_ERR_UNLIKELY;
    }
    bool is_write = ctxt->op == BLE_GATT_ACCESS_OP_WRITE_CHR;
    uint32_t needed = is_write ? WRITES | WRITES_UNANSWERED : READS;
    if ((at->properties & needed) == 0) {
        return is_write ? BLE_ATT_ERR_WRITE_NOT_PERMITTED : BLE_ATT_ERR_READ_NOT_PERMITTED;
    }
    int err = check_security(link, at);
    if (err != 0) {
        return err;
    }
    if (!is_write) {
        err = os_mbuf_append(ctxt->om, at->value, at->size);
        return err == 0 ? 0 : BLE_ATT_ERR_INSUFFICIENT_RES;
    }
    err = write_value(at, ctxt->om);
    if (err == 0) {
        tw__bluetooth_post(service->id, EVENT_WRITTEN, number_of(service, at, bluetooth));
    }
    return err;
}

void tw__server_subscribed(tw_bluetooth_t *bluetooth, uint16_t handle) {
    service_t *service = NULL;
    const characteristic_t *at = find_by_handle(bluetooth, handle, &service);
    if (at != NULL) {
        tw__bluetooth_post(service->id, EVENT_SUBSCRIBED, number_of(service, at, bluetooth));
    }
}

// ---- places ----

static struct definition *definitions;

static void define(tw_bluetooth_t *bluetooth, uint32_t i) {
    static const ble_uuid16_t none = BLE_UUID16_INIT(0);
    service_t *service = &bluetooth->services[i];
    struct definition *at = &definitions[i];
    memset(at, 0, sizeof *at);
    memcpy(service->uuid, &none, sizeof none);
    at->services[0].type = BLE_GATT_SVC_TYPE_PRIMARY;
    at->services[0].uuid = (const ble_uuid_t *)(const void *)service->uuid;
    at->services[0].characteristics = at->characteristics;
    for (uint32_t k = 0; k < TW_BLUETOOTH_CHARACTERISTICS; k++) {
        characteristic_t *characteristic = &service->characteristics[k];
        memcpy(characteristic->uuid, &none, sizeof none);
        at->characteristics[k] = (struct ble_gatt_chr_def){
            .uuid = (const ble_uuid_t *)(const void *)characteristic->uuid,
            .access_cb = on_access,
            .arg = bluetooth,
            .flags = flags_of(ALL_PROPERTIES),
            .val_handle = &characteristic->handle,
        };
    }
    (void)ble_gatts_count_cfg(at->services);
    (void)ble_gatts_add_svcs(at->services);
}

void tw__server_start(tw_bluetooth_t *bluetooth) {
    definitions = tw__nimble_malloc(TW_BLUETOOTH_SERVICES * sizeof *definitions);
    for (uint32_t i = 0; definitions != NULL && i < TW_BLUETOOTH_SERVICES; i++) {
        define(bluetooth, i);
    }
}

static uint16_t last_handle(const service_t *service) {
    return (uint16_t)(service->handle + ATTRIBUTES_EACH * TW_BLUETOOTH_CHARACTERISTICS);
}

void tw__server_hide_all(tw_bluetooth_t *bluetooth) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_SERVICES; i++) {
        service_t *service = &bluetooth->services[i];
        service->handle = (uint16_t)(service->characteristics[0].handle - 2);
        ble_att_svr_hide_range(service->handle, last_handle(service));
    }
}

// The link's subscription to a value; NULL: it is gone.
static struct ble_gatts_clt_cfg *find_subscription(const struct tw_bluetooth_link *link,
                                                   uint16_t handle) {
    struct ble_hs_conn *conn = link->is_used ? ble_hs_conn_find(link->handle) : NULL;
    for (int k = 0; conn != NULL && k < conn->bhc_gatt_svr.num_clt_cfgs; k++) {
        if (conn->bhc_gatt_svr.clt_cfgs[k].chr_val_handle == handle) {
            return &conn->bhc_gatt_svr.clt_cfgs[k];
        }
    }
    return NULL;
}

// Nobody is subscribed to what had this place before.
static void unsubscribe_all(tw_bluetooth_t *bluetooth, const characteristic_t *at) {
    struct ble_store_key_cccd key = {.peer_addr = *BLE_ADDR_ANY, .chr_val_handle = at->handle};
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        struct ble_gatts_clt_cfg *at_link = find_subscription(&bluetooth->links[i], at->handle);
        if (at_link != NULL) {
            at_link->flags = 0;
        }
    }
    while (ble_store_delete_cccd(&key) == 0) {
    }
}

// Those that have subscribed, and that may read it.
static void tell_all(tw_bluetooth_t *bluetooth, const characteristic_t *at) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        const struct tw_bluetooth_link *link = &bluetooth->links[i];
        const struct ble_gatts_clt_cfg *config = find_subscription(link, at->handle);
        bool is_told = config != NULL && (config->flags & SUBSCRIBED) != 0 &&
                       check_security(link->handle, at) == 0;
        struct os_mbuf *om = is_told ? ble_hs_mbuf_from_flat(at->value, at->size) : NULL;
        if (om != NULL) {
            (void)ble_gattc_notify_custom(link->handle, at->handle, om);
        }
    }
}

static void hide(tw_bluetooth_t *bluetooth, service_t *service) {
    if (service->is_published) {
        ble_att_svr_hide_range(service->handle, last_handle(service));
        ble_svc_gatt_changed(service->handle, last_handle(service));
    }
    for (uint32_t k = 0; k < service->count; k++) {
        unsubscribe_all(bluetooth, &service->characteristics[k]);
    }
    service->owner = NULL;
    service->is_published = false;
    service->count = 0;
}

void tw__server_gone(tw_bluetooth_t *bluetooth, const tw_instance_t *instance) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_SERVICES; i++) {
        if (bluetooth->services[i].owner == instance) {
            hide(bluetooth, &bluetooth->services[i]);
        }
    }
}

// ---- what modules ask ----

tw_err_t tw_host_bluetooth_service(tw_call_t *call, tw_str_t uuid, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    char text[40];
    bool fits = false;
    uint32_t i = 0;
    tw_err_t err = tw_call_allowed_text(call, "ble_roles", "server");
    if (err == TW_ERR_OK) {
        err = tw__bluetooth_allowed_name(call, "ble_services", uuid, text, sizeof text, &fits);
    }
    while (i < TW_BLUETOOTH_SERVICES && bluetooth->services[i].owner != NULL) {
        i++;
    }
    uint32_t parsed[TW_BLUETOOTH_UUID_BYTES / 4];
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!fits || !tw__bluetooth_parse_uuid(text, uuid.size, parsed)) {
        *result = BLUETOOTH_INVALID;
    } else if (i == TW_BLUETOOTH_SERVICES || definitions == NULL) {
        *result = definitions == NULL ? BLUETOOTH_ABSENT : BLUETOOTH_FULL;
    } else {
        memcpy(bluetooth->services[i].uuid, parsed, sizeof parsed);
        bluetooth->services[i].owner = tw_call_instance(call);
        bluetooth->services[i].id = tw_instance_id(tw_call_instance(call));
        *result = (int32_t)i;
    }
    return TW_ERR_OK;
}

// The caller's service; NULL if it is none.
static service_t *own_service(tw_call_t *call, uint32_t number) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    bool is_own = number < TW_BLUETOOTH_SERVICES &&
                  bluetooth->services[number].owner == tw_call_instance(call);
    return is_own ? &bluetooth->services[number] : NULL;
}

static characteristic_t *own_characteristic(tw_call_t *call, uint32_t number) {
    service_t *service = own_service(call, number / TW_BLUETOOTH_CHARACTERISTICS);
    uint32_t k = number % TW_BLUETOOTH_CHARACTERISTICS;
    return service != NULL && k < service->count ? &service->characteristics[k] : NULL;
}

tw_err_t tw_host_bluetooth_characteristic(tw_call_t *call, uint32_t service, tw_str_t uuid,
                                          uint32_t properties, int32_t *result) {
    service_t *at = own_service(call, service);
    uint32_t parsed[TW_BLUETOOTH_UUID_BYTES / 4];
    bool is_valid = at != NULL && !at->is_published && properties <= ALL_PROPERTIES &&
                    tw__bluetooth_parse_uuid(uuid.chars, uuid.size, parsed);
    if (!is_valid || at->count == TW_BLUETOOTH_CHARACTERISTICS) {
        *result = is_valid ? BLUETOOTH_FULL : BLUETOOTH_INVALID;
        return TW_ERR_OK;
    }
    characteristic_t *characteristic = &at->characteristics[at->count];
    memcpy(characteristic->uuid, parsed, sizeof parsed);
    characteristic->properties = (uint8_t)properties;
    characteristic->size = 0;
    definitions[service].characteristics[at->count].flags = flags_of(properties);
    *result = (int32_t)(service * TW_BLUETOOTH_CHARACTERISTICS + at->count++);
    return TW_ERR_OK;
}

tw_err_t tw_host_bluetooth_publish(tw_call_t *call, uint32_t service, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    service_t *at = own_service(call, service);
    *result = at == NULL || at->is_published || at->count == 0 ? BLUETOOTH_INVALID : BLUETOOTH_OK;
    if (*result != BLUETOOTH_OK) {
        return TW_ERR_OK;
    }
    at->is_published = true;
    ble_att_svr_restore_range(at->handle, (uint16_t)(at->handle + ATTRIBUTES_EACH * at->count));
    for (uint32_t k = 0; k < at->count; k++) {
        uint16_t subscription = (uint16_t)(at->characteristics[k].handle + 1);
        if ((at->characteristics[k].properties & NOTIFIES) == 0) {
            ble_att_svr_hide_range(subscription, subscription);
        }
    }
    ble_svc_gatt_changed(at->handle, last_handle(at));
    if (bluetooth->advertiser == at->owner) {
        tw__bluetooth_advertise(bluetooth);
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_bluetooth_set(tw_call_t *call, uint32_t characteristic, tw_list_t value,
                               int32_t *result) {
    characteristic_t *at = own_characteristic(call, characteristic);
    if (at == NULL || value.count > sizeof at->value) {
        *result = BLUETOOTH_INVALID;
        return TW_ERR_OK;
    }
    memcpy(at->value, value.bytes, value.count);
    at->size = (uint8_t)value.count;
    if ((at->properties & NOTIFIES) != 0) {
        tell_all(tw__bluetooth_of(call), at);
    }
    *result = BLUETOOTH_OK;
    return TW_ERR_OK;
}

tw_err_t tw_host_bluetooth_get(tw_call_t *call, uint32_t characteristic, tw_buffer_t buffer,
                               int32_t *result) {
    const characteristic_t *at = own_characteristic(call, characteristic);
    if (at == NULL || buffer.count < at->size) {
        *result = BLUETOOTH_INVALID;
        return TW_ERR_OK;
    }
    memcpy(buffer.bytes, at->value, at->size);
    *result = at->size;
    return TW_ERR_OK;
}
