// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BLUETOOTH_H
#define TINYWASM_BLUETOOTH_H

// Bluetooth Low Energy: a device with the host module `bluetooth`, over the controller that hal_hci
// is the way to. The host stack is NimBLE's; it is one per image, so one tw_bluetooth_t may be
// started at a time.
//
//     static tw_bluetooth_t bluetooth;
//     tw_bluetooth_config_t config;
//     tw_bluetooth_config_init(&config);
//     tw_bluetooth_init(&bluetooth, &config);
//     tw_engine_add_device(engine, &bluetooth.device);
//
// The functions, errors and events are those of bridge/bluetooth.wit (docs/bridge/bluetooth.md). A
// module's services, links and remote characteristics are its own and go with it. Grants are asked
// for the keys `ble` (names), `ble_services` (UUIDs, as the module writes them, in small letters)
// and `ble_roles`: "server", "scanner", "client". Pairing is by LE Secure Connections and nothing
// older. Keys are kept in the engine's filestore, in a file that nobody else can name
// (tinywasm/device_file.h), or without one until the power goes.
//
// A module waits for a link without keeping others waiting. What does: each command to the
// controller, some milliseconds and 200 at most, after which the controller counts as gone until it
// answers a reset; and a pairing, two multiplications on P-256 by the processor.
//
// Link tinywasm::bluetooth.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_BLUETOOTH_CONNECTIONS 2      // links at once, of both kinds together
#define TW_BLUETOOTH_MTU 185            // bytes of a message of ATT
#define TW_BLUETOOTH_NAME_BYTES 29      // what an advertisement has room for
#define TW_BLUETOOTH_BONDS 3            // peers whose keys are kept
#define TW_BLUETOOTH_SUBSCRIPTIONS 8    // of them, that outlive a link; the oldest goes
#define TW_BLUETOOTH_SERVICES 3         // of modules
#define TW_BLUETOOTH_CHARACTERISTICS 4  // of each service
#define TW_BLUETOOTH_REMOTES 6          // characteristics of other sides
#define TW_BLUETOOTH_VALUE_BYTES 64     // of a characteristic
#define TW_BLUETOOTH_FOUND 4            // advertisers between two calls of `found`
#define TW_BLUETOOTH_UUID_BYTES 20

// NimBLE's memory. Messages and packets are rows of blocks; a message takes one to three.
#define TW_BLUETOOTH_MESSAGES 12  // to the controller
#define TW_BLUETOOTH_PACKETS 12   // from it
#define TW_BLUETOOTH_EVENTS 5     // from it, two of them not for advertisements
#define TW_BLUETOOTH_BLOCK_BYTES (128 + 4 * sizeof(void *))
// Attributes: those of the services of modules, of the shell and the specification's own.
#define TW_BLUETOOTH_ATTRIBUTES 60
#define TW_BLUETOOTH_TABLE_BYTES (TW_BLUETOOTH_ATTRIBUTES * (12 + 6 * sizeof(void *)) + 768)

typedef struct tw_bluetooth_pools {
    uint64_t messages[TW_BLUETOOTH_MESSAGES * TW_BLUETOOTH_BLOCK_BYTES / 8];
    uint64_t packets[TW_BLUETOOTH_PACKETS * TW_BLUETOOTH_BLOCK_BYTES / 8];
    uint64_t tables[TW_BLUETOOTH_TABLE_BYTES / 8];
    struct tw_bluetooth_event {
        uint32_t is_used;
        uint8_t bytes[260];
    } events[TW_BLUETOOTH_EVENTS];
    uint8_t command[260];
} tw_bluetooth_pools_t;

typedef struct tw_bluetooth_config {
    const char *name;  // the application's own: the device says it all the time, with and without
                       // modules, which may then say no other. Default NULL: modules name it
    uint32_t interval_ms;  // between two advertisements of the application's; default 100
    // Somebody here can see a number and say whether the other side shows the same; default false:
    // nobody, so links are encrypted at most.
    bool can_compare;
    // Asks them; answer with tw_bluetooth_confirm, now or later. Called from a poll. NULL, the
    // default: the module whose link it is, by its event.
    void (*compare)(void *ctx, uint32_t link, uint32_t number);
    void *ctx;
} tw_bluetooth_config_t;

// A part of the application that serves attributes of its own (tinywasm/bluetooth_shell.h).
typedef struct tw_bluetooth_part {
    const struct tw__bluetooth_part_ops *ops;
    struct tw_bluetooth_part *next;
} tw_bluetooth_part_t;

typedef struct tw_bluetooth {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_engine_t *engine;
    tw_bluetooth_config_t config;
    tw_bluetooth_part_t *parts;
    uint32_t now_ms;
    bool is_ready;
    uint8_t address_kind;
    // Advertising.
    const tw_instance_t *advertiser;
    uint32_t advertiser_id;
    uint32_t interval_ms;  // 0: nobody advertises
    char name[TW_BLUETOOTH_NAME_BYTES + 1];
    // Scanning, and connecting to a name.
    const tw_instance_t *scanner;
    uint32_t scanner_id;
    uint32_t scan_until_ms;
    uint32_t found_first;
    uint32_t found_count;
    struct tw_bluetooth_found {
        uint8_t size;
        uint8_t bytes[8 + TW_BLUETOOTH_NAME_BYTES];
    } found[TW_BLUETOOTH_FOUND];
    struct tw_bluetooth_seek {
        const tw_instance_t *owner;  // NULL: nobody connects
        tw_pending_t pending;
        uint32_t until_ms;
        bool is_connecting;  // else still looking
        char name[TW_BLUETOOTH_NAME_BYTES + 1];
    } seek;
    struct tw_bluetooth_link {
        bool is_used;
        bool is_ours;  // this side connected
        bool is_comparing;
        uint8_t number_of_link;
        uint16_t handle;
        const tw_instance_t *owner;  // who connected, or advertised; NULL: the application
        uint32_t owner_id;
        uint32_t number;
        // What the owner waits for; waiting_for 0: nothing. If it was given up, the link is busy
        // until the other side has answered, and the answer goes to nobody.
        uint8_t waiting_for;
        bool is_given_up;
        tw_pending_t pending;
        uint32_t waiting;  // the remote characteristic
        uint32_t addr;     // of the owner's buffer
        uint32_t size;
        int32_t answer;
        uint32_t wanted[TW_BLUETOOTH_UUID_BYTES / 4];  // by `find`: the characteristic
        uint16_t first;                                // the handles of its service
        uint16_t last;
    } links[TW_BLUETOOTH_CONNECTIONS];
    struct tw_bluetooth_remote {
        const tw_instance_t *owner;  // NULL: free
        uint8_t link;
        uint8_t properties;
        uint16_t handle;
        uint16_t last;         // handle of its service
        uint16_t told_handle;  // of the descriptor that turns notifications on; 0: not known
        uint8_t size;
        uint8_t value[TW_BLUETOOTH_VALUE_BYTES];
    } remotes[TW_BLUETOOTH_REMOTES];
    struct tw_bluetooth_service {
        const tw_instance_t *owner;  // NULL: free
        uint32_t id;
        uint32_t uuid[TW_BLUETOOTH_UUID_BYTES / 4];
        uint16_t handle;
        bool is_published;
        uint8_t count;
        struct tw_bluetooth_characteristic {
            uint32_t uuid[TW_BLUETOOTH_UUID_BYTES / 4];
            uint16_t handle;
            uint8_t properties;
            uint8_t size;
            uint8_t value[TW_BLUETOOTH_VALUE_BYTES];
        } characteristics[TW_BLUETOOTH_CHARACTERISTICS];
    } services[TW_BLUETOOTH_SERVICES];
    struct tw_bluetooth_bonds {
        bool is_changed;  // since the file was saved
        bool is_damaged;  // the file was, when the device started
        bool has_address;
        uint8_t address[6];  // of this side, drawn where the controller has none
        uint8_t count;
        uint32_t due_ms;  // when it is to be saved
        // The oldest first, and as in the file.
        struct tw_bluetooth_keys {
            uint8_t address[6];
            uint8_t flags;
            uint8_t ltk[16];
            uint8_t irk[16];
        } kept[TW_BLUETOOTH_BONDS];
        uint8_t subscription_count;
        struct tw_bluetooth_subscription {
            uint8_t address[6];
            uint8_t kind;  // of the address
            uint8_t flags;
            bool has_changed;
            uint16_t handle;
        } subscriptions[TW_BLUETOOTH_SUBSCRIPTIONS];
    } bonds;
    tw_bluetooth_pools_t pools;
} tw_bluetooth_t;

// Somebody who has paired, and whose keys are kept.
typedef struct tw_bluetooth_bond {
    uint8_t address[6];  // the last byte of what is printed comes first
    bool is_random;      // else the address is a public one
    bool is_compared;    // the two have compared a number
} tw_bluetooth_bond_t;

// Sets the defaults; the caller then sets what it has.
void tw_bluetooth_config_init(tw_bluetooth_config_t *config);
// bluetooth must outlive the engine.
void tw_bluetooth_init(tw_bluetooth_t *bluetooth, const tw_bluetooth_config_t *config);
// Whether the controller answers.
bool tw_bluetooth_is_ready(const tw_bluetooth_t *bluetooth);
// The answer to config.compare: whether both sides show the same number.
void tw_bluetooth_confirm(tw_bluetooth_t *bluetooth, uint32_t link, bool is_same);

// Keys. When there is no room the oldest that were not compared go, and compared ones only for
// others that are. A side that has none here is not taken for one that has: an address whose keys
// are here gets no new ones until they are forgotten.

// Bond i, the oldest first; false past the end.
bool tw_bluetooth_bond_at(const tw_bluetooth_t *bluetooth, uint32_t i, tw_bluetooth_bond_t *bond);
// Whether the file of keys was damaged when the device started. It is left as it is until somebody
// pairs, or is forgotten.
bool tw_bluetooth_bonds_damaged(const tw_bluetooth_t *bluetooth);
// Forgets the keys and ends the link of who has this address; NULL: of all. NOENT: nobody has.
// What saving answers; then the keys are gone from RAM, and saving is tried again.
TW_MUST_CHECK tw_err_t tw_bluetooth_forget(tw_bluetooth_t *bluetooth, const uint8_t *address);
// The device that was started last and not stopped; NULL: none.
tw_bluetooth_t *tw_bluetooth_running(void);
// bonds: lists who has paired, and forgets them. For any shell of tinywasm/shell.h.
extern const struct tw_shell_table tw_bluetooth_commands;

#ifdef __cplusplus
}
#endif
#endif
