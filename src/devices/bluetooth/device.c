// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "bluetooth.h"
#include "nimble.h"

#include "hal.h"

#include "ble_hs_priv.h"
#include "services/gap/ble_svc_gap.h"
#include "services/gatt/ble_svc_gatt.h"

#define INTERVAL_DEFAULT_MS 100u
#define INTERVAL_LEAST_MS 20u
#define INTERVAL_MOST_MS 10240u
#define PREFERRED_PACKET_BYTES 251u

// The device whose stack runs: NimBLE has one per image, and tells events without a context.
static tw_bluetooth_t *running;

void tw__bluetooth_post(uint32_t instance_id, int32_t event, uint32_t number) {
    const tw_event_t posted = {"on_bluetooth", {event, (int32_t)number}, instance_id};
    if (instance_id != 0) {
        (void)tw_event_post(running->engine, &posted);  // what is dropped is counted there
    }
}

int32_t tw__bluetooth_answer(int err) {
    switch (err) {
        case 0:
            return BLUETOOTH_OK;
        case BLE_HS_ENOTCONN:
            return BLUETOOTH_GONE;
        case BLE_HS_ETIMEOUT:
            return BLUETOOTH_LATE;
        case BLE_HS_ENOMEM:
            return BLUETOOTH_FULL;
        case BLE_HS_ENOTSYNCED:
        case BLE_HS_ETIMEOUT_HCI:
            return BLUETOOTH_ABSENT;
        case BLE_HS_ENOENT:
        case BLE_HS_ERR_ATT_BASE + BLE_ATT_ERR_ATTR_NOT_FOUND:
        case BLE_HS_ERR_ATT_BASE + BLE_ATT_ERR_INVALID_HANDLE:
            return BLUETOOTH_NONE;
        default:
            break;
    }
    bool is_refused = err >= BLE_HS_ERR_ATT_BASE && err < BLE_HS_ERR_HCI_BASE;
    is_refused |= err >= BLE_HS_ERR_SM_US_BASE && err < BLE_HS_ERR_HW_BASE;
    return is_refused                                                ? BLUETOOTH_REFUSED
           : err >= BLE_HS_ERR_HCI_BASE && err < BLE_HS_ERR_L2C_BASE ? BLUETOOTH_GONE
                                                                     : BLUETOOTH_INVALID;
}

// ---- texts ----

static int digit_of(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// size hexadecimal digits, the most significant first, into bytes, the least significant first.
static bool parse_hex(const char *text, uint32_t size, uint8_t *bytes) {
    for (uint32_t i = 0; i < size; i += 2) {
        int high = digit_of(text[i]);
        int low = digit_of(text[i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[(size - i) / 2 - 1] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool tw__bluetooth_parse_uuid(const char *text, uint32_t size, uint32_t *uuid) {
    static const uint8_t parts[] = {8, 4, 4, 4, 12};
    ble_uuid_any_t *any = (ble_uuid_any_t *)(void *)uuid;
    uint8_t bytes[16];
    uint32_t at = 0;
    uint32_t end = sizeof bytes;
    if (size == 4) {
        any->u16 = (ble_uuid16_t){.u = {BLE_UUID_TYPE_16}};
        bool is_hex = parse_hex(text, 4, bytes);
        any->u16.value = (uint16_t)(is_hex ? bytes[0] | bytes[1] << 8 : 0);
        return is_hex;
    }
    for (uint32_t i = 0; size == 36 && i < sizeof parts; i++) {
        end -= parts[i] / 2u;
        if ((i > 0 && text[at - 1] != '-') || !parse_hex(text + at, parts[i], bytes + end)) {
            return false;
        }
        at += parts[i] + 1u;
    }
    any->u128.u.type = BLE_UUID_TYPE_128;
    memcpy(any->u128.value, bytes, sizeof bytes);
    return size == 36;
}

tw_err_t tw__bluetooth_allowed_name(tw_call_t *call, const char *kind, tw_str_t text, char *name,
                                    uint32_t room, bool *fits) {
    *fits = text.size != 0 && text.size < room;
    for (uint32_t i = 0; *fits && i < text.size; i++) {
        *fits = text.chars[i] != '\0';
    }
    if (!*fits) {
        return TW_ERR_OK;
    }
    memcpy(name, text.chars, text.size);
    name[text.size] = '\0';
    return tw_call_allowed_text(call, kind, name);
}

// ---- links ----

struct tw_bluetooth_link *tw__bluetooth_link_of(tw_bluetooth_t *bluetooth, uint16_t handle) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        if (bluetooth->links[i].is_used && bluetooth->links[i].handle == handle) {
            return &bluetooth->links[i];
        }
    }
    return NULL;
}

uint32_t tw__bluetooth_link_number(const tw_bluetooth_t *bluetooth,
                                   const struct tw_bluetooth_link *link) {
    return (uint32_t)(link - bluetooth->links);
}

static struct tw_bluetooth_link *free_link(tw_bluetooth_t *bluetooth) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        if (!bluetooth->links[i].is_used) {
            return &bluetooth->links[i];
        }
    }
    return NULL;
}

static void on_connected(tw_bluetooth_t *bluetooth, int status, uint16_t handle) {
    struct ble_gap_conn_desc desc;
    struct tw_bluetooth_link *link = free_link(bluetooth);
    if (status == BLE_HS_EPREEMPTED) {
        bluetooth->seek.is_connecting = false;  // as above: looks again
        return;
    }
    if (status != 0 || link == NULL || ble_gap_conn_find(handle, &desc) != 0) {
        // One that was given up ends here too, while another is looked for.
        if (bluetooth->seek.is_connecting) {
            tw__seek_end(bluetooth, status == 0 ? BLUETOOTH_FULL : tw__bluetooth_answer(status));
        }
        return;
    }
    *link = (struct tw_bluetooth_link){.is_used = true, .handle = handle};
    link->number_of_link = (uint8_t)tw__bluetooth_link_number(bluetooth, link);
    link->is_ours = desc.role == BLE_GAP_ROLE_MASTER;
    if (link->is_ours) {
        tw__client_linked(bluetooth, link);
        return;
    }
    link->owner = bluetooth->advertiser;
    link->owner_id = bluetooth->advertiser_id;
    tw__bluetooth_post(link->owner_id, EVENT_LINKED, tw__bluetooth_link_number(bluetooth, link));
    tw__bluetooth_advertise(bluetooth);
}

static void on_disconnected(tw_bluetooth_t *bluetooth, uint16_t handle) {
    struct tw_bluetooth_link *link = tw__bluetooth_link_of(bluetooth, handle);
    if (link == NULL) {
        return;
    }
    uint32_t id = link->owner_id;
    tw__client_unlinked(bluetooth, link);
    link->is_used = false;
    tw__bluetooth_post(id, EVENT_UNLINKED, tw__bluetooth_link_number(bluetooth, link));
    tw__bluetooth_advertise(bluetooth);
}

static void on_compare(tw_bluetooth_t *bluetooth, const struct ble_gap_event *event) {
    struct tw_bluetooth_link *link = tw__bluetooth_link_of(bluetooth, event->passkey.conn_handle);
    if (link == NULL || event->passkey.params.action != BLE_SM_IOACT_NUMCMP) {
        return;
    }
    uint32_t number = tw__bluetooth_link_number(bluetooth, link);
    link->number = event->passkey.params.numcmp;
    link->is_comparing = true;
    if (bluetooth->config.compare != NULL) {
        bluetooth->config.compare(bluetooth->config.ctx, number, link->number);
    } else {
        tw__bluetooth_post(link->owner_id, EVENT_COMPARE, number);
    }
}

// A pairing has ended: its number is not that of the next one.
static void on_encrypted(tw_bluetooth_t *bluetooth, const struct ble_gap_event *event) {
    struct tw_bluetooth_link *link =
        tw__bluetooth_link_of(bluetooth, event->enc_change.conn_handle);
    if (link != NULL) {
        link->is_comparing = false;
        tw__client_encrypted(bluetooth, link, event->enc_change.status);
    }
}

void tw_bluetooth_confirm(tw_bluetooth_t *bluetooth, uint32_t link, bool is_same) {
    struct tw_bluetooth_link *at = &bluetooth->links[link % TW_BLUETOOTH_CONNECTIONS];
    struct ble_sm_io io = {.action = BLE_SM_IOACT_NUMCMP, .numcmp_accept = is_same};
    if (at->is_used && at->is_comparing) {
        at->is_comparing = false;
        (void)ble_sm_inject_io(at->handle, &io);
    }
}

static void on_link_event(tw_bluetooth_t *bluetooth, const struct ble_gap_event *event) {
    switch (event->type) {
        case BLE_GAP_EVENT_CONNECT:
            on_connected(bluetooth, event->connect.status, event->connect.conn_handle);
            break;
        case BLE_GAP_EVENT_DISCONNECT:
            on_disconnected(bluetooth, event->disconnect.conn.conn_handle);
            break;
        case BLE_GAP_EVENT_DISC:
            tw__scan_found(bluetooth, &event->disc);
            break;
        case BLE_GAP_EVENT_ADV_COMPLETE:  // NimBLE stops it to change the controller's list of keys
            tw__bluetooth_advertise(bluetooth);
            break;
        case BLE_GAP_EVENT_DISC_COMPLETE:
            tw__scan_go_on(bluetooth);
            break;
        case BLE_GAP_EVENT_NOTIFY_RX:
            tw__client_told(bluetooth, event);
            break;
        case BLE_GAP_EVENT_SUBSCRIBE:
            tw__server_subscribed(bluetooth, event->subscribe.attr_handle);
            break;
        case BLE_GAP_EVENT_PASSKEY_ACTION:
            on_compare(bluetooth, event);
            break;
        case BLE_GAP_EVENT_ENC_CHANGE:
            on_encrypted(bluetooth, event);
            break;
        default:
            break;
    }
}

int tw__bluetooth_on_event(struct ble_gap_event *event, void *arg) {
    tw_bluetooth_t *bluetooth = (tw_bluetooth_t *)arg;
    for (tw_bluetooth_part_t *part = bluetooth->parts; part != NULL; part = part->next) {
        part->ops->event(part, event);
    }
    on_link_event(bluetooth, event);
    // Who has lost our keys does not get new ones over those that are here.
    return event->type == BLE_GAP_EVENT_REPEAT_PAIRING ? BLE_GAP_REPEAT_PAIRING_IGNORE : 0;
}

// ---- advertising ----

// The UUIDs of what the advertiser has published: all short ones, and the first long one.
static void list_services(const tw_bluetooth_t *bluetooth, struct ble_hs_adv_fields *fields,
                          ble_uuid16_t *shorts) {
    fields->uuids16 = shorts;
    fields->uuids16_is_complete = 1;
    for (uint32_t i = 0; i < TW_BLUETOOTH_SERVICES; i++) {
        const struct tw_bluetooth_service *service = &bluetooth->services[i];
        const ble_uuid_any_t *uuid = (const ble_uuid_any_t *)(const void *)service->uuid;
        bool is_shown = service->owner != NULL && service->owner == bluetooth->advertiser &&
                        service->is_published;
        if (is_shown && uuid->u.type == BLE_UUID_TYPE_16) {
            shorts[fields->num_uuids16++] = uuid->u16;
        } else if (is_shown && fields->num_uuids128 == 0) {
            fields->uuids128 = (ble_uuid128_t *)(uintptr_t)&uuid->u128;
            fields->num_uuids128 = 1;
        }
    }
}

static void name_in(const tw_bluetooth_t *bluetooth, struct ble_hs_adv_fields *fields) {
    fields->name = (uint8_t *)(uintptr_t)bluetooth->name;
    fields->name_len = (uint8_t)strlen(bluetooth->name);
    fields->name_is_complete = 1;
}

// The name is said at once if there is room, else to who asks.
static int set_advertisement(tw_bluetooth_t *bluetooth) {
    ble_uuid16_t shorts[TW_BLUETOOTH_SERVICES];
    struct ble_hs_adv_fields fields = {.flags = BLE_HS_ADV_F_DISC_GEN | BLE_HS_ADV_F_BREDR_UNSUP};
    struct ble_hs_adv_fields answer = {0};
    list_services(bluetooth, &fields, shorts);
    name_in(bluetooth, &answer);
    int err = ble_gap_adv_rsp_set_fields(&answer);
    struct ble_hs_adv_fields named = fields;
    name_in(bluetooth, &named);
    if (err == 0 && ble_gap_adv_set_fields(&named) == 0) {
        return 0;
    }
    return err != 0 ? err : ble_gap_adv_set_fields(&fields);
}

void tw__bluetooth_advertise(tw_bluetooth_t *bluetooth) {
    uint16_t units = (uint16_t)(bluetooth->interval_ms * 8 / 5);
    struct ble_gap_adv_params params = {.conn_mode = BLE_GAP_CONN_MODE_UND,
                                        .disc_mode = BLE_GAP_DISC_MODE_GEN,
                                        .itvl_min = units,
                                        .itvl_max = units};
    if (!bluetooth->is_ready) {
        return;
    }
    if (ble_gap_adv_active()) {
        (void)ble_gap_adv_stop();
    }
    if (bluetooth->interval_ms == 0 || free_link(bluetooth) == NULL) {
        return;
    }
    (void)ble_svc_gap_device_name_set(bluetooth->name);
    if (set_advertisement(bluetooth) == 0) {
        (void)ble_gap_adv_start(bluetooth->address_kind, NULL, BLE_HS_FOREVER, &params,
                                tw__bluetooth_on_event, bluetooth);
    }
}

// As the application has said, without a module.
static void advertise_alone(tw_bluetooth_t *bluetooth) {
    const tw_bluetooth_config_t *config = &bluetooth->config;
    bluetooth->advertiser = NULL;
    bluetooth->advertiser_id = 0;
    bluetooth->interval_ms = config->name == NULL ? 0 : config->interval_ms;
    if (config->name != NULL) {
        size_t size = strlen(config->name);
        size = size < TW_BLUETOOTH_NAME_BYTES ? size : TW_BLUETOOTH_NAME_BYTES;
        memcpy(bluetooth->name, config->name, size);
        bluetooth->name[size] = '\0';
    }
    tw__bluetooth_advertise(bluetooth);
}

// Whether a module may say this name: any, or the application's.
static bool is_own_name(const tw_bluetooth_t *bluetooth, const char *name) {
    const char *own = bluetooth->config.name;
    size_t size = strlen(name);
    return own == NULL || (strlen(own) == size && memcmp(own, name, size) == 0);
}

tw_err_t tw_host_bluetooth_advertise(tw_call_t *call, tw_str_t name, uint32_t interval_ms,
                                     int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    const tw_instance_t *caller = tw_call_instance(call);
    char text[TW_BLUETOOTH_NAME_BYTES + 1];
    bool fits = false;
    tw_err_t err = tw_call_allowed_text(call, "ble_roles", "server");
    if (err == TW_ERR_OK) {
        err = tw__bluetooth_allowed_name(call, "ble", name, text, sizeof text, &fits);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    bool is_fixed = fits && !is_own_name(bluetooth, text);
    if ((bluetooth->advertiser != NULL && bluetooth->advertiser != caller) || is_fixed) {
        *result = BLUETOOTH_BUSY;
    } else if (interval_ms == 0) {
        *result = BLUETOOTH_OK;
        advertise_alone(bluetooth);
    } else if (!fits || interval_ms < INTERVAL_LEAST_MS || interval_ms > INTERVAL_MOST_MS) {
        *result = BLUETOOTH_INVALID;
    } else {
        memcpy(bluetooth->name, text, sizeof text);
        bluetooth->advertiser = caller;
        bluetooth->advertiser_id = tw_instance_id(caller);
        bluetooth->interval_ms = interval_ms;
        *result = running == bluetooth ? BLUETOOTH_OK : BLUETOOTH_ABSENT;
        tw__bluetooth_advertise(bluetooth);
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_bluetooth_is_ready(tw_call_t *call, int32_t *result) {
    *result = tw__bluetooth_of(call)->is_ready;
    return TW_ERR_OK;
}

// ---- the device ----

tw_bluetooth_t *tw_bluetooth_running(void) {
    return running;
}

bool tw_bluetooth_is_ready(const tw_bluetooth_t *bluetooth) {
    return bluetooth->is_ready;
}

// The controller has been set up: it has an address of its own, or gets one by chance.
static void on_sync(void) {
    int err = ble_hs_id_infer_auto(0, &running->address_kind);
    if (err != 0) {
        err = tw__bonds_address(running);
        running->address_kind = BLE_OWN_ADDR_RANDOM;
    }
    running->is_ready = err == 0;
    tw__bluetooth_advertise(running);
}

static void on_reset(int reason) {
    (void)reason;
    running->is_ready = false;
    tw__seek_end(running, BLUETOOTH_ABSENT);
}

static void configure(const tw_bluetooth_config_t *config) {
    ble_hs_cfg.sync_cb = on_sync;
    ble_hs_cfg.reset_cb = on_reset;
    ble_hs_cfg.sm_io_cap =
        config->can_compare ? BLE_HS_IO_DISPLAY_YESNO : BLE_HS_IO_NO_INPUT_OUTPUT;
    ble_hs_cfg.sm_bonding = 1;
    ble_hs_cfg.sm_sc = 1;
    ble_hs_cfg.sm_mitm = config->can_compare;
}

static void start_stack(tw_bluetooth_t *bluetooth) {
    tw__nimble_begin(&bluetooth->pools);
    tw__bonds_start(bluetooth);
    configure(&bluetooth->config);
    ble_svc_gap_init();
    ble_svc_gatt_init();
    tw__server_start(bluetooth);
    for (tw_bluetooth_part_t *part = bluetooth->parts; part != NULL; part = part->next) {
        part->ops->start(part);
    }
    (void)ble_att_set_preferred_mtu(TW_BLUETOOTH_MTU);
    (void)ble_hs_start();  // what fails is tried again by its timer
    tw__server_hide_all(bluetooth);
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_bluetooth_t *bluetooth =
        (tw_bluetooth_t *)(void *)((char *)watch - offsetof(tw_bluetooth_t, watch));
    if (running != bluetooth) {
        return;
    }
    tw__scan_gone(bluetooth, instance);
    tw__client_gone(bluetooth, instance);
    tw__server_gone(bluetooth, instance);
    if (bluetooth->advertiser == instance) {
        advertise_alone(bluetooth);
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_bluetooth_t *bluetooth = (tw_bluetooth_t *)device;
    bluetooth->engine = engine;
    bluetooth->watch.gone = gone;
    tw_engine_watch(engine, &bluetooth->watch);
    tw__bonds_load(bluetooth);
    // What was before a stop: modules have taken theirs with them.
    memset(bluetooth->links, 0, sizeof bluetooth->links);
    bluetooth->seek = (struct tw_bluetooth_seek){.owner = NULL};
    if (hal_hci_open() != HAL_OK) {
        return TW_ERR_OK;  // modules are told at each call
    }
    running = bluetooth;
    advertise_alone(bluetooth);
    start_stack(bluetooth);
    return TW_ERR_OK;
}

static void stop(tw_device_t *device) {
    if (running == (tw_bluetooth_t *)device) {
        tw__bonds_stop(running);
        running->is_ready = false;
        running = NULL;
        tw__nimble_stop();
    }
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_bluetooth_t *bluetooth = (tw_bluetooth_t *)device;
    if (running == bluetooth) {
        bluetooth->now_ms = now_ms;
        tw__nimble_poll(now_ms);
        tw__scan_go_on(bluetooth);
        tw__bonds_poll(bluetooth);
    }
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_bluetooth_t *)device)->module;
}

void tw_bluetooth_config_init(tw_bluetooth_config_t *config) {
    *config = (tw_bluetooth_config_t){.interval_ms = INTERVAL_DEFAULT_MS};
}

void tw_bluetooth_init(tw_bluetooth_t *bluetooth, const tw_bluetooth_config_t *config) {
    static const tw_device_ops_t ops = {"bluetooth", start, stop, poll, host_module};
    memset(bluetooth, 0, sizeof *bluetooth);
    bluetooth->device.ops = &ops;
    bluetooth->config = *config;
    bluetooth->module = tw_host_bluetooth;
    bluetooth->module.ctx = bluetooth;
}
