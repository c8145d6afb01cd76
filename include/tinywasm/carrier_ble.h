// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_CARRIER_BLE_H
#define TINYWASM_CARRIER_BLE_H

// The remote shell over Bluetooth: a carrier of tinywasm/shell_remote.h, a service with two
// characteristics, for the bytes to the device (written) and from it (told). A link is a connection
// from when it has subscribed. Who may use the shell, its key decides, not the link: it need not be
// paired. Link tinywasm::bluetooth.
//
//     static tw_carrier_ble_t carrier;
//     config.name = "kitchen";  // of the tw_bluetooth_config_t: tw --device ble://kitchen
//     tw_bluetooth_init(&bluetooth, &config);
//     tw_carrier_ble_init(&carrier, &bluetooth);  // before the engine starts
//     remote_config.carrier = &tw_carrier_ble;
//     remote_config.carrier_ctx = &carrier;
//     tw_engine_add_device(engine, &bluetooth.device);  // before the remote shell: stopped last
//     tw_engine_add_device(engine, &remote.device);

#include "tinywasm/bluetooth.h"
#include "tinywasm/shell_remote.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_CARRIER_BLE_BYTES 256  // that wait for the shell; who writes more is to try again

typedef struct tw_carrier_ble {
    tw_bluetooth_part_t part;
    // The rest is the carrier's.
    bool is_listening;
    struct tw_carrier_ble_link {
        bool is_used;
        bool is_accepted;
        bool is_gone;
        uint16_t handle;
        uint32_t first;
        uint32_t count;
        uint8_t bytes[TW_CARRIER_BLE_BYTES];
    } links[TW_BLUETOOTH_CONNECTIONS];
} tw_carrier_ble_t;

extern const tw_carrier_ops_t tw_carrier_ble;

// carrier must outlive the engine. One per image, as NimBLE is.
void tw_carrier_ble_init(tw_carrier_ble_t *carrier, tw_bluetooth_t *bluetooth);

#ifdef __cplusplus
}
#endif
#endif
