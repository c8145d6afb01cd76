// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Listening to advertisers: for a module that scans, and for one that connects to a name. The radio
// listens once for both.

#include <string.h>

#include "bluetooth.h"
#include "nimble.h"

#define SEEK_ALWAYS_MS 30000u  // a seek or scan lasts no longer than what NimBLE counts to
#define ADDRESS_OFF 1u
#define ADDRESS_KIND_OFF 7u
#define NAME_OFF 8u

typedef struct tw_bluetooth_found found_t;

static bool is_past(uint32_t now_ms, uint32_t until_ms) {
    return (int32_t)(now_ms - until_ms) >= 0;
}

// Listens as long as somebody wants it; a link that is being made has the radio until then.
static int listen(tw_bluetooth_t *bluetooth) {
    static const struct ble_gap_disc_params params = {.filter_duplicates = 0};
    bool is_wanted = bluetooth->scanner != NULL ||
                     (bluetooth->seek.owner != NULL && !bluetooth->seek.is_connecting);
    if (is_wanted == (ble_gap_disc_active() != 0) || ble_gap_conn_active()) {
        return 0;
    }
    return is_wanted ? ble_gap_disc(bluetooth->address_kind, BLE_HS_FOREVER, &params,
                                    tw__bluetooth_on_event, bluetooth)
                     : ble_gap_disc_cancel();
}

void tw__seek_end(tw_bluetooth_t *bluetooth, int32_t answer) {
    if (bluetooth->seek.owner != NULL) {
        bluetooth->seek.owner = NULL;
        bluetooth->seek.is_connecting = false;
        (void)tw_host_bluetooth_connect_complete(bluetooth->engine, bluetooth->seek.pending,
                                                 answer);
    }
}

static void give_up_seek(tw_bluetooth_t *bluetooth) {
    if (bluetooth->seek.is_connecting) {
        (void)ble_gap_conn_cancel();
    }
    bluetooth->seek.owner = NULL;
    bluetooth->seek.is_connecting = false;
    (void)listen(bluetooth);
}

void tw__scan_go_on(tw_bluetooth_t *bluetooth) {
    if (bluetooth->scanner != NULL && is_past(bluetooth->now_ms, bluetooth->scan_until_ms)) {
        bluetooth->scanner = NULL;
    }
    bool is_late =
        bluetooth->seek.owner != NULL && is_past(bluetooth->now_ms, bluetooth->seek.until_ms);
    if (is_late && bluetooth->seek.is_connecting) {
        (void)ble_gap_conn_cancel();  // its end is told as a link that was not made
    } else if (is_late) {
        tw__seek_end(bluetooth, BLUETOOTH_LATE);
    }
    if (bluetooth->is_ready) {
        (void)listen(bluetooth);
    }
}

void tw__scan_gone(tw_bluetooth_t *bluetooth, const tw_instance_t *instance) {
    if (bluetooth->scanner == instance) {
        bluetooth->scanner = NULL;
    }
    if (bluetooth->seek.owner == instance) {
        give_up_seek(bluetooth);
    }
    if (bluetooth->is_ready) {
        (void)listen(bluetooth);
    }
}

// ---- what is found ----

// The name in an advertisement: its size, 0 for none.
static uint32_t find_name(const struct ble_gap_disc_desc *found, const uint8_t **name) {
    struct ble_hs_adv_fields fields;
    if (ble_hs_adv_parse_fields(&fields, found->data, found->length_data) != 0 ||
        fields.name == NULL) {
        return 0;
    }
    *name = fields.name;
    return fields.name_len < TW_BLUETOOTH_NAME_BYTES ? fields.name_len : TW_BLUETOOTH_NAME_BYTES;
}

static void connect_to(tw_bluetooth_t *bluetooth, const ble_addr_t *address) {
    uint32_t left_ms = bluetooth->seek.until_ms - bluetooth->now_ms;
    bluetooth->seek.is_connecting = true;
    (void)ble_gap_disc_cancel();
    int err = ble_gap_connect(bluetooth->address_kind, address, (int32_t)left_ms, NULL,
                              tw__bluetooth_on_event, bluetooth);
    if (err != 0) {
        tw__seek_end(bluetooth, tw__bluetooth_answer(err));
    }
}

static void keep(tw_bluetooth_t *bluetooth, const struct ble_gap_disc_desc *found,
                 const uint8_t *name, uint32_t size) {
    if (bluetooth->found_count == TW_BLUETOOTH_FOUND) {
        return;
    }
    found_t *at =
        &bluetooth->found[(bluetooth->found_first + bluetooth->found_count++) % TW_BLUETOOTH_FOUND];
    at->bytes[0] = (uint8_t)found->rssi;
    memcpy(at->bytes + ADDRESS_OFF, found->addr.val, sizeof found->addr.val);
    at->bytes[ADDRESS_KIND_OFF] = found->addr.type == BLE_ADDR_PUBLIC ? 0 : 1;
    memcpy(at->bytes + NAME_OFF, name, size);
    at->size = (uint8_t)(NAME_OFF + size);
    if (bluetooth->found_count == 1) {
        tw__bluetooth_post(bluetooth->scanner_id, EVENT_FOUND, 0);
    }
}

void tw__scan_found(tw_bluetooth_t *bluetooth, const struct ble_gap_disc_desc *found) {
    const uint8_t *name = NULL;
    uint32_t size = find_name(found, &name);
    const struct tw_bluetooth_seek *seek = &bluetooth->seek;
    if (size == 0) {
        return;  // a module may use what it can name
    }
    if (bluetooth->scanner != NULL) {
        keep(bluetooth, found, name, size);
    }
    if (seek->owner != NULL && !seek->is_connecting && strlen(seek->name) == size &&
        memcmp(seek->name, name, size) == 0) {
        connect_to(bluetooth, &found->addr);
    }
}

// ---- what modules ask ----

tw_err_t tw_host_bluetooth_scan(tw_call_t *call, uint32_t ms, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    const tw_instance_t *caller = tw_call_instance(call);
    tw_err_t err = tw_call_allowed_text(call, "ble_roles", "scanner");
    if (err != TW_ERR_OK) {
        return err;
    }
    if (bluetooth->scanner != NULL && bluetooth->scanner != caller) {
        *result = BLUETOOTH_BUSY;
        return TW_ERR_OK;
    }
    bluetooth->scanner = ms == 0 ? NULL : caller;
    bluetooth->scanner_id = tw_instance_id(caller);
    bluetooth->scan_until_ms = bluetooth->now_ms + (ms < SEEK_ALWAYS_MS ? ms : SEEK_ALWAYS_MS);
    bluetooth->found_count = 0;
    *result = bluetooth->is_ready ? tw__bluetooth_answer(listen(bluetooth)) : BLUETOOTH_ABSENT;
    return TW_ERR_OK;
}

tw_err_t tw_host_bluetooth_found(tw_call_t *call, tw_buffer_t buffer, int32_t *result) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    const found_t *at = &bluetooth->found[bluetooth->found_first];
    bool is_callers = bluetooth->scanner_id == tw_instance_id(tw_call_instance(call));
    *result = 0;
    if (!is_callers || bluetooth->found_count == 0) {
        return TW_ERR_OK;
    }
    if (buffer.count < at->size) {
        *result = BLUETOOTH_INVALID;
        return TW_ERR_OK;
    }
    memcpy(buffer.bytes, at->bytes, at->size);
    *result = at->size;
    bluetooth->found_first = (bluetooth->found_first + 1) % TW_BLUETOOTH_FOUND;
    bluetooth->found_count--;
    return TW_ERR_OK;
}

void tw_host_bluetooth_connect_cancel(void *ctx, tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = (tw_bluetooth_t *)ctx;
    if (bluetooth->seek.owner != NULL && bluetooth->seek.pending.slot == pending.slot) {
        give_up_seek(bluetooth);
    }
}

tw_err_t tw_host_bluetooth_connect(tw_call_t *call, tw_str_t name, uint32_t ms,
                                   tw_pending_t pending) {
    tw_bluetooth_t *bluetooth = tw__bluetooth_of(call);
    struct tw_bluetooth_seek *seek = &bluetooth->seek;
    char text[TW_BLUETOOTH_NAME_BYTES + 1];
    bool fits = false;
    tw_err_t err = tw_call_allowed_text(call, "ble_roles", "client");
    if (err == TW_ERR_OK) {
        err = tw__bluetooth_allowed_name(call, "ble", name, text, sizeof text, &fits);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!fits || seek->owner != NULL || !bluetooth->is_ready) {
        int32_t answer = !fits                 ? BLUETOOTH_INVALID
                         : seek->owner != NULL ? BLUETOOTH_BUSY
                                               : BLUETOOTH_ABSENT;
        return tw_host_bluetooth_connect_complete(bluetooth->engine, pending, answer);
    }
    seek->owner = tw_call_instance(call);
    seek->pending = pending;
    seek->until_ms = bluetooth->now_ms + (ms < SEEK_ALWAYS_MS ? ms : SEEK_ALWAYS_MS);
    seek->is_connecting = false;
    memcpy(seek->name, text, sizeof text);
    (void)listen(bluetooth);  // what fails now is tried again at the next poll
    return TW_ERR_OK;
}
