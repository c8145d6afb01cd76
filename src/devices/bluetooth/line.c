// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/bluetooth_line.h"

#include <string.h>

#include "nimble.h"
#include "stream.h"

#include "hal.h"

#include "ble_hs_priv.h"
#include "services/gap/ble_svc_gap.h"

#define CONNECT_MS 10000
#define RETRY_MS 10u  // until what the device had no room for is written again

static const ble_uuid128_t service_uuid = TW__STREAM_UUID(1);
static const ble_uuid128_t in_uuid = TW__STREAM_UUID(2);
static const ble_uuid128_t out_uuid = TW__STREAM_UUID(3);

static tw_bluetooth_line_t *running;  // NimBLE tells the controller's coming without a context

static int on_event(struct ble_gap_event *event, void *arg);

static void fail(tw_bluetooth_line_t *line) {
    line->state = TW_BLUETOOTH_LINE_CLOSED;
    if (line->is_linked) {
        (void)ble_gap_terminate(line->link, BLE_ERR_REM_USER_CONN_TERM);
    }
}

// ---- looking ----

static void look(tw_bluetooth_line_t *line) {
    static const struct ble_gap_disc_params params = {0};
    line->state = TW_BLUETOOTH_LINE_LOOKING;
    if (ble_gap_disc(line->address_kind, BLE_HS_FOREVER, &params, on_event, line) != 0) {
        fail(line);
    }
}

static void on_sync(void) {
    ble_addr_t address;
    int err = ble_hs_id_infer_auto(0, &running->address_kind);
    if (err != 0 && ble_hs_id_gen_rnd(0, &address) == 0) {
        err = ble_hs_id_set_rnd(address.val);
        running->address_kind = BLE_OWN_ADDR_RANDOM;
    }
    if (err == 0 && running->state == TW_BLUETOOTH_LINE_WAKING) {
        look(running);
    }
}

static void on_found(tw_bluetooth_line_t *line, const struct ble_gap_disc_desc *found) {
    struct ble_hs_adv_fields fields;
    bool is_it = ble_hs_adv_parse_fields(&fields, found->data, found->length_data) == 0 &&
                 fields.name != NULL && fields.name_len == strlen(line->name) &&
                 memcmp(fields.name, line->name, fields.name_len) == 0;
    if (!is_it || line->state != TW_BLUETOOTH_LINE_LOOKING) {
        return;
    }
    line->state = TW_BLUETOOTH_LINE_LINKING;
    (void)ble_gap_disc_cancel();
    if (ble_gap_connect(line->address_kind, &found->addr, CONNECT_MS, NULL, on_event, line) != 0) {
        fail(line);
    }
}

// ---- finding the service ----

static int on_subscribed(uint16_t link, const struct ble_gatt_error *error,
                         struct ble_gatt_attr *attr, void *arg) {
    tw_bluetooth_line_t *line = arg;
    (void)link;
    (void)attr;
    if (error->status == 0) {
        line->state = TW_BLUETOOTH_LINE_OPEN;
    } else {
        fail(line);
    }
    return 0;
}

static int on_characteristic(uint16_t link, const struct ble_gatt_error *error,
                             const struct ble_gatt_chr *found, void *arg) {
    static const uint8_t subscribe[] = {1, 0};
    tw_bluetooth_line_t *line = arg;
    if (error->status == 0) {
        line->in = ble_uuid_cmp(&found->uuid.u, &in_uuid.u) == 0 ? found->val_handle : line->in;
        line->out = ble_uuid_cmp(&found->uuid.u, &out_uuid.u) == 0 ? found->val_handle : line->out;
        return 0;
    }
    bool is_there = error->status == BLE_HS_EDONE && line->in != 0 && line->out != 0;
    if (!is_there || ble_gattc_write_flat(link, (uint16_t)(line->out + 1), subscribe,
                                          sizeof subscribe, on_subscribed, line) != 0) {
        fail(line);
    }
    return 0;
}

static int on_service(uint16_t link, const struct ble_gatt_error *error,
                      const struct ble_gatt_svc *found, void *arg) {
    tw_bluetooth_line_t *line = arg;
    if (error->status == 0) {
        line->first = found->start_handle;
        line->last = found->end_handle;
        return 0;
    }
    if (error->status != BLE_HS_EDONE || line->first == 0 ||
        ble_gattc_disc_all_chrs(link, line->first, line->last, on_characteristic, line) != 0) {
        fail(line);
    }
    return 0;
}

static int on_mtu(uint16_t link, const struct ble_gatt_error *error, uint16_t mtu, void *arg) {
    (void)error;
    (void)mtu;
    if (ble_gattc_disc_svc_by_uuid(link, &service_uuid.u, on_service, arg) != 0) {
        fail(arg);
    }
    return 0;
}

// ---- bytes ----

static void on_told(tw_bluetooth_line_t *line, const struct ble_gap_event *event) {
    const struct os_mbuf *om = event->notify_rx.om;
    if (event->notify_rx.attr_handle != line->out) {
        return;
    }
    if (OS_MBUF_PKTLEN(om) > TW_BLUETOOTH_LINE_BYTES - line->received_count) {
        fail(line);  // nobody reads
        return;
    }
    uint16_t size = 0;
    (void)ble_hs_mbuf_to_flat(om, line->received + line->received_count,
                              (uint16_t)(TW_BLUETOOTH_LINE_BYTES - line->received_count), &size);
    line->received_count += size;
}

static int on_written(uint16_t link, const struct ble_gatt_error *error, struct ble_gatt_attr *attr,
                      void *arg) {
    tw_bluetooth_line_t *line = arg;
    (void)link;
    (void)attr;
    line->is_writing = false;
    if (error->status == 0) {
        line->sent_count -= line->writing;
        memmove(line->sent, line->sent + line->writing, line->sent_count);
    } else if (error->status == BLE_HS_ATT_ERR(BLE_ATT_ERR_INSUFFICIENT_RES)) {
        line->retry_ms = line->now_ms + RETRY_MS;
    } else {
        fail(line);
    }
    return 0;
}

static void write_more(tw_bluetooth_line_t *line) {
    uint32_t most = ble_att_mtu(line->link) - TW__STREAM_ATT_HEAD;
    if (line->state != TW_BLUETOOTH_LINE_OPEN || line->is_writing || line->sent_count == 0 ||
        (int32_t)(line->now_ms - line->retry_ms) < 0) {
        return;
    }
    line->writing = line->sent_count < most ? line->sent_count : most;
    line->is_writing = ble_gattc_write_flat(line->link, line->in, line->sent,
                                            (uint16_t)line->writing, on_written, line) == 0;
}

static int on_event(struct ble_gap_event *event, void *arg) {
    tw_bluetooth_line_t *line = arg;
    switch (event->type) {
        case BLE_GAP_EVENT_DISC:
            on_found(line, &event->disc);
            break;
        case BLE_GAP_EVENT_CONNECT:
            line->is_linked = event->connect.status == 0;
            line->link = event->connect.conn_handle;
            if (!line->is_linked || ble_gattc_exchange_mtu(line->link, on_mtu, line) != 0) {
                fail(line);
            }
            break;
        case BLE_GAP_EVENT_DISCONNECT:
            line->is_linked = false;
            line->state = TW_BLUETOOTH_LINE_CLOSED;
            break;
        case BLE_GAP_EVENT_NOTIFY_RX:
            on_told(line, event);
            break;
        default:
            break;
    }
    return 0;
}

// ---- for who uses it ----

bool tw_bluetooth_line_open(tw_bluetooth_line_t *line, const char *name) {
    size_t size = strlen(name);
    memset(line, 0, sizeof *line);
    if (size == 0 || size > TW_BLUETOOTH_NAME_BYTES || hal_hci_open() != HAL_OK) {
        return false;
    }
    memcpy(line->name, name, size);
    running = line;
    tw__nimble_begin(&line->pools);
    ble_hs_cfg.sync_cb = on_sync;
    (void)ble_att_set_preferred_mtu(TW_BLUETOOTH_MTU);
    (void)ble_hs_start();
    return true;
}

void tw_bluetooth_line_poll(tw_bluetooth_line_t *line, uint32_t now_ms) {
    line->now_ms = now_ms;
    tw__nimble_poll(now_ms);
    write_more(line);
}

size_t tw_bluetooth_line_read(tw_bluetooth_line_t *line, void *bytes, size_t size) {
    size_t count = line->received_count < size ? line->received_count : size;
    memcpy(bytes, line->received, count);
    line->received_count -= (uint32_t)count;
    memmove(line->received, line->received + count, line->received_count);
    return count;
}

size_t tw_bluetooth_line_write(tw_bluetooth_line_t *line, const void *bytes, size_t size) {
    size_t room = TW_BLUETOOTH_LINE_BYTES - line->sent_count;
    size_t count = size < room ? size : room;
    memcpy(line->sent + line->sent_count, bytes, count);
    line->sent_count += (uint32_t)count;
    return count;
}

void tw_bluetooth_line_close(tw_bluetooth_line_t *line) {
    line->state = TW_BLUETOOTH_LINE_CLOSED;
    tw__nimble_stop();
}
