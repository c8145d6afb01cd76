// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BLUETOOTH_LINE_H
#define TINYWASM_BLUETOOTH_LINE_H

// The other end of tinywasm/carrier_ble.h: a stream of bytes to a device that advertises a name, as
// `tw --device ble://NAME` has it. Over the controller of hal_hci, without an engine; instead of a
// tw_bluetooth_t. Link tinywasm::bluetooth.

#include "tinywasm/bluetooth.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_BLUETOOTH_LINE_BYTES 4096  // each way

typedef enum tw_bluetooth_line_state {
    TW_BLUETOOTH_LINE_WAKING,   // the controller has not answered yet
    TW_BLUETOOTH_LINE_LOOKING,  // for the name
    TW_BLUETOOTH_LINE_LINKING,  // what advertises it is being connected to
    TW_BLUETOOTH_LINE_OPEN,
    TW_BLUETOOTH_LINE_CLOSED  // the link is gone, or what was linked to has no remote shell
} tw_bluetooth_line_state_t;

typedef struct tw_bluetooth_line {
    tw_bluetooth_line_state_t state;
    // The rest is the line's.
    char name[TW_BLUETOOTH_NAME_BYTES + 1];
    uint8_t address_kind;
    bool is_linked;
    uint16_t link;
    uint16_t first;  // handles of the service
    uint16_t last;
    uint16_t in;  // of the characteristic that takes bytes
    uint16_t out;
    bool is_writing;
    uint32_t writing;   // bytes of `sent` on their way
    uint32_t retry_ms;  // when to write them again
    uint32_t now_ms;
    uint32_t received_count;
    uint32_t sent_count;
    uint8_t received[TW_BLUETOOTH_LINE_BYTES];
    uint8_t sent[TW_BLUETOOTH_LINE_BYTES];
    tw_bluetooth_pools_t pools;
} tw_bluetooth_line_t;

// Begins to look for a device of this name. False: there is no controller, or the name is none.
bool tw_bluetooth_line_open(tw_bluetooth_line_t *line, const char *name);
// Goes on; call it often. A line that was closed stays so.
void tw_bluetooth_line_poll(tw_bluetooth_line_t *line, uint32_t now_ms);
// Take and give what there is, and room for, and say how much.
size_t tw_bluetooth_line_read(tw_bluetooth_line_t *line, void *bytes, size_t size);
size_t tw_bluetooth_line_write(tw_bluetooth_line_t *line, const void *bytes, size_t size);
// Lets go of link and controller.
void tw_bluetooth_line_close(tw_bluetooth_line_t *line);

#ifdef __cplusplus
}
#endif
#endif
