// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_CONFIG_H
#define TW_BLUETOOTH_CONFIG_H

// What NimBLE is built with, in front of its own defaults: every file of it includes this first.
// What is left out here is not linked and takes no input from the air: L2CAP channels of
// applications, extended and periodic advertising, old pairing, signed and reliable writes.

#include "tinywasm/bluetooth.h"

// Its pools, which the application's memory is cut into (host.c).
#define MYNEWT_VAL_MSYS_1_BLOCK_COUNT 0
#define MYNEWT_VAL_MSYS_2_BLOCK_COUNT 0
#define MYNEWT_VAL_BLE_HCI_EVT_BUF_SIZE 257
#define MYNEWT_VAL_BLE_ACL_BUF_SIZE 255

// Roles and sizes.
#define MYNEWT_VAL_BLE_MAX_CONNECTIONS TW_BLUETOOTH_CONNECTIONS
#define MYNEWT_VAL_BLE_ATT_PREFERRED_MTU TW_BLUETOOTH_MTU
#define MYNEWT_VAL_BLE_ATT_SVR_MAX_PREP_ENTRIES 8
#define MYNEWT_VAL_BLE_ATT_SVR_SIGNED_WRITE 0
#define MYNEWT_VAL_BLE_GATT_MAX_PROCS 4
#define MYNEWT_VAL_BLE_GATT_FIND_INC_SVCS 0
#define MYNEWT_VAL_BLE_GATT_READ_MULT 0
#define MYNEWT_VAL_BLE_GATT_READ_UUID 0
#define MYNEWT_VAL_BLE_GATT_SIGNED_WRITE 0
#define MYNEWT_VAL_BLE_GATT_WRITE_RELIABLE 0
#define MYNEWT_VAL_BLE_L2CAP_COC_MAX_NUM 0
#define MYNEWT_VAL_BLE_WHITELIST 0
#define MYNEWT_VAL_BLE_HS_AUTO_START 0
#define MYNEWT_VAL_BLE_HS_LOG_LVL 5
#define MYNEWT_VAL_BLE_HS_STOP_ON_SHUTDOWN 0
#define MYNEWT_VAL_BLE_SVC_GAP_DEVICE_NAME_MAX_LENGTH TW_BLUETOOTH_NAME_BYTES
#define MYNEWT_VAL_BLE_SVC_GAP_DEVICE_NAME ""

// Pairing: LE Secure Connections and nothing older.
#define MYNEWT_VAL_BLE_SM_LEGACY 0
#define MYNEWT_VAL_BLE_SM_SC 1
#define MYNEWT_VAL_BLE_SM_BONDING 1
#define MYNEWT_VAL_BLE_SM_MAX_PROCS 1
#define MYNEWT_VAL_BLE_SM_OUR_KEY_DIST 3
#define MYNEWT_VAL_BLE_SM_THEIR_KEY_DIST 3
#define MYNEWT_VAL_BLE_STORE_MAX_BONDS TW_BLUETOOTH_BONDS

// Who asks for memory gets it of the application's.
#define malloc tw__nimble_malloc
#define realloc tw__nimble_realloc
#define free tw__nimble_free

#endif
