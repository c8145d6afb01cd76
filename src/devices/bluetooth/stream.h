// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_STREAM_H
#define TW_BLUETOOTH_STREAM_H

// What both ends of the remote shell's service agree on: UUIDs made for it.
//   service     54570000-4153-4d00-8000-00c0ffee0001
//   to it       ...0002, written
//   from it     ...0003, told; its subscription lies behind the value

#include "host/ble_uuid.h"

#define TW__STREAM_UUID(number)                                                                \
    BLE_UUID128_INIT(number, 0x00, 0xee, 0xff, 0xc0, 0x00, 0x00, 0x80, 0x00, 0x4d, 0x53, 0x41, \
                     0x00, 0x00, 0x57, 0x54)

#define TW__STREAM_ATT_HEAD 3u  // of a write or notification

#endif
