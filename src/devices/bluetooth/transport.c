// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Between NimBLE and hal_hci: commands and packets go out as they come; what comes in is cut into
// packets (h4.c), looked at (guard.c), and stands in NimBLE's queue until tw__nimble_run.
//
// A controller that does not answer is not waited for a second time: commands fail at once, and a
// reset goes out now and then, until its answer comes. NimBLE then begins anew by itself.

#include <string.h>

#include "guard.h"
#include "h4.h"
#include "nimble.h"

#include "hal.h"

#include "ble_hs_priv.h"
#include "mem/mem.h"
#include "nimble/ble_hci_trans.h"
#include "os/os_mbuf.h"
#include "os/os_mempool.h"

#define PIECE_BYTES 32u  // read at a time
#define EVENTS_KEPT 2u   // of the places for events, none for reports of advertisers
#define RUN_MOST 16u
#define RESET_OPCODE 0x0c03u

static const uint8_t reset_command[] = {TW__H4_COMMAND, 0x03, 0x0c, 0};

// One per image, as NimBLE is.
static struct {
    tw_bluetooth_pools_t *pools;
    struct tw__h4 h4;
    bool is_there;
    bool is_whole;       // h4 has a packet that found no room
    bool is_asked;       // a command has no answer yet
    uint16_t asked;      // its code
    uint32_t probed_ms;  // when the last reset went out
    bool has_probed;
    uint8_t piece[PIECE_BYTES];
    uint32_t piece_first;
    uint32_t piece_size;
    uint32_t table_used;
    struct os_mempool message_mempool;
    struct os_mbuf_pool message_pool;
    struct os_mempool packet_mempool;
    struct os_mbuf_pool packet_pool;
    ble_hci_trans_rx_cmd_fn *on_event;
    void *event_arg;
    ble_hci_trans_rx_acl_fn *on_packet;
    void *packet_arg;
} nimble;

static uint32_t read_u16(const uint8_t *bytes) {
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

bool tw__nimble_is_there(void) {
    return nimble.is_there;
}

// ---- memory ----

// For tables that last as long as the stack; what is freed comes back all at once.
void *tw__nimble_malloc(size_t size) {
    size_t rounded = (size + 7) & ~(size_t)7;
    if (rounded > sizeof nimble.pools->tables - nimble.table_used) {
        return NULL;
    }
    void *block = (uint8_t *)nimble.pools->tables + nimble.table_used;
    nimble.table_used += (uint32_t)rounded;
    return block;
}

// What lay behind the old block comes along: it is in the same memory, and is written over.
void *tw__nimble_realloc(void *block, size_t size) {
    void *target = tw__nimble_malloc(size);
    if (target != NULL && block != NULL) {
        memmove(target, block, size);
    }
    return target;
}

void tw__nimble_free(void *block) {
    (void)block;
}

void tw__nimble_begin(tw_bluetooth_pools_t *pools) {
    memset(&nimble, 0, sizeof nimble);
    memset(pools, 0, sizeof *pools);
    nimble.pools = pools;
    tw__h4_init(&nimble.h4);
    tw__nimble_forget();
    os_msys_reset();
    (void)mem_init_mbuf_pool(pools->messages, &nimble.message_mempool, &nimble.message_pool,
                             TW_BLUETOOTH_MESSAGES, TW_BLUETOOTH_BLOCK_BYTES, "messages");
    (void)mem_init_mbuf_pool(pools->packets, &nimble.packet_mempool, &nimble.packet_pool,
                             TW_BLUETOOTH_PACKETS, TW_BLUETOOTH_BLOCK_BYTES, "packets");
    (void)os_msys_register(&nimble.message_pool);
    ble_hs_max_attrs = 0;
    ble_hs_max_services = 0;
    ble_hs_max_client_configs = 0;
    ble_hs_init();
}

void tw__nimble_stop(void) {
    hal_hci_write(reset_command, sizeof reset_command);
    tw__nimble_silent();
}

static uint8_t *take_event(uint32_t kept) {
    uint8_t *found = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < TW_BLUETOOTH_EVENTS; i++) {
        if (!nimble.pools->events[i].is_used) {
            found = nimble.pools->events[i].bytes;
            count++;
        }
    }
    if (count <= kept) {
        return NULL;
    }
    ((struct tw_bluetooth_event *)(void *)(found - offsetof(struct tw_bluetooth_event, bytes)))
        ->is_used = true;
    return found;
}

uint8_t *ble_hci_trans_buf_alloc(int type) {
    if (type == BLE_HCI_TRANS_BUF_CMD) {
        return nimble.pools->command + 1;
    }
    return take_event(type == BLE_HCI_TRANS_BUF_EVT_LO ? EVENTS_KEPT : 0);
}

void ble_hci_trans_buf_free(uint8_t *buf) {
    if (buf != nimble.pools->command + 1) {
        ((struct tw_bluetooth_event *)(void *)(buf - offsetof(struct tw_bluetooth_event, bytes)))
            ->is_used = false;
    }
}

int ble_hci_trans_set_acl_free_cb(os_mempool_put_fn *cb, void *arg) {
    (void)cb;
    (void)arg;
    return 0;
}

// ---- out ----

void ble_hci_trans_cfg_hs(ble_hci_trans_rx_cmd_fn *cmd_cb, void *cmd_arg,
                          ble_hci_trans_rx_acl_fn *acl_cb, void *acl_arg) {
    nimble.on_event = cmd_cb;
    nimble.event_arg = cmd_arg;
    nimble.on_packet = acl_cb;
    nimble.packet_arg = acl_arg;
}

int ble_hci_trans_reset(void) {
    return 0;
}

int ble_hci_trans_hs_cmd_tx(uint8_t *cmd) {
    if (!nimble.is_there) {
        return BLE_ERR_HW_FAIL;
    }
    nimble.is_asked = true;
    nimble.asked = (uint16_t)read_u16(cmd);
    tw__guard_swap_command(cmd);
    nimble.pools->command[0] = TW__H4_COMMAND;
    hal_hci_write(nimble.pools->command, 4u + cmd[2]);
    return 0;
}

int ble_hci_trans_hs_acl_tx(struct os_mbuf *om) {
    static const uint8_t type = TW__H4_ACL;
    if (nimble.is_there) {
        hal_hci_write(&type, 1);
        tw__guard_swap_acl(om->om_data);
        for (struct os_mbuf *at = om; at != NULL; at = SLIST_NEXT(at, om_next)) {
            hal_hci_write(at->om_data, at->om_len);
        }
    }
    (void)os_mbuf_free_chain(om);
    return 0;
}

// ---- in ----

void tw__nimble_silent(void) {
    nimble.is_there = false;
    nimble.is_asked = false;
    tw__h4_init(&nimble.h4);
    nimble.is_whole = false;
}

static void probe(uint32_t now_ms) {
    if (nimble.has_probed && now_ms - nimble.probed_ms < TW__NIMBLE_PROBE_MS) {
        return;
    }
    nimble.has_probed = true;
    nimble.probed_ms = now_ms;
    hal_hci_write(reset_command, sizeof reset_command);
}

// Whether an event is the answer to the command that NimBLE waits for, or none to any.
static bool is_expected(const uint8_t *event) {
    bool is_complete = event[0] == BLE_HCI_EVCODE_COMMAND_COMPLETE;
    bool is_answer = is_complete || event[0] == BLE_HCI_EVCODE_COMMAND_STATUS;
    uint32_t opcode = is_answer ? read_u16(event + (is_complete ? 3 : 4)) : 0;
    if (!is_answer || opcode == BLE_HCI_OPCODE_NOP) {
        return !is_answer;  // what the controller takes more of does not matter here
    }
    bool is_it = nimble.is_asked && nimble.asked == opcode;
    nimble.is_asked = nimble.is_asked && !is_it;
    return is_it;
}

static void give_event(const uint8_t *event, uint32_t size, uint8_t *target) {
    memcpy(target, event, size);
    tw__guard_swap_event(target);
    (void)nimble.on_event(target, nimble.event_arg);
}

// Those that find no room are dropped: advertisers say it again.
static void give_reports(const uint8_t *event) {
    for (uint32_t i = 0; i < event[3]; i++) {
        uint8_t *target = take_event(EVENTS_KEPT);
        if (target == NULL) {
            return;
        }
        if (tw__guard_report(event, i, target)) {
            (void)nimble.on_event(target, nimble.event_arg);
        } else {
            ble_hci_trans_buf_free(target);
            return;
        }
    }
}

// False: there is no room for it now.
static bool take_in_event(const uint8_t *event) {
    if (!tw__guard_event(event)) {
        return true;
    }
    if (tw__guard_is_report(event)) {
        give_reports(event);
        return true;
    }
    uint8_t *target = take_event(0);
    if (target == NULL) {
        return false;
    }
    if (is_expected(event)) {
        give_event(event, 2u + event[1], target);
    } else {
        ble_hci_trans_buf_free(target);
    }
    return true;
}

static bool take_in_packet(uint8_t *packet, uint32_t size) {
    if (!tw__guard_acl(packet, size)) {
        return true;
    }
    struct os_mbuf *om = os_mbuf_get_pkthdr(&nimble.packet_pool, 0);
    tw__guard_swap_acl(packet);
    if (om == NULL || os_mbuf_append(om, packet, (uint16_t)size) != 0) {
        tw__guard_swap_acl(packet);
        (void)os_mbuf_free_chain(om);
        return false;
    }
    (void)nimble.on_packet(om, nimble.packet_arg);
    return true;
}

// What h4 has found. False: there is no room for it now.
static bool take_in(void) {
    uint8_t *bytes = nimble.h4.bytes;
    if (!nimble.is_there) {  // the answer to the probe
        nimble.is_there = true;
        return true;
    }
    if (bytes[0] == TW__H4_EVENT) {
        return take_in_event(bytes + 1);
    }
    return bytes[0] != TW__H4_ACL || take_in_packet(bytes + 1, nimble.h4.size - 1);
}

static void take_byte(uint8_t byte) {
    tw__h4_result_t result = tw__h4_take(&nimble.h4, byte);
    if (result == TW__H4_PACKET) {
        nimble.is_whole = !take_in();
    } else if (result == TW__H4_LOST && nimble.is_there) {
        nimble.is_there = false;
        nimble.is_asked = false;
        ble_hs_sched_reset(BLE_HS_ECONTROLLER);
    }
}

static bool fill_piece(void) {
    if (nimble.piece_first == nimble.piece_size) {
        nimble.piece_first = 0;
        nimble.piece_size = (uint32_t)hal_hci_read(nimble.piece, sizeof nimble.piece);
    }
    return nimble.piece_first < nimble.piece_size;
}

bool tw__nimble_receive(bool is_waiting) {
    bool has_come = false;
    if (nimble.is_whole) {
        nimble.is_whole = !take_in();
        // Nothing will make room for it but work on the queue.
        nimble.is_whole = nimble.is_whole && !is_waiting && !tw__nimble_is_idle();
    }
    while (!nimble.is_whole && fill_piece()) {
        take_byte(nimble.piece[nimble.piece_first++]);
        has_come = true;
    }
    return has_come;
}

void tw__nimble_poll(uint32_t now_ms) {
    if (!nimble.is_there) {
        probe(now_ms);
    }
    (void)tw__nimble_receive(false);
    tw__nimble_run(RUN_MOST);
}
