// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SERIAL_H
#define TINYWASM_SERIAL_H

// Serial lines beside the console, for modules: a device with the host module `serial`. Lines are
// those of hal_uart_open, by the chip's numbers; grants are asked for the key `uart`.
//
//     serial.open (line i32, baud i32) -> i32      8N1; or another speed. What is open is the
//                                                  instance's until it goes
//     serial.write (line i32, addr i32, len i32) -> i32    how many: all
//     serial.read (line i32, addr i32, len i32) -> i32     how many have arrived, at most len;
//                                                          never waits
//     serial.watch (line i32, is_on i32) -> i32    from now on bytes that arrive post the event
//                                                  on_serial (i32 line, i32 count) to the instance,
//                                                  count being how many can be read
//
// Else -1 there is no such line, -2 the speed cannot be had or the line is not open, -3 every place
// is taken or there is no scheduler, -5 (BUSY) another instance has it. What arrives is kept in the
// device, up to TW_SERIAL_BYTES a line, then in what the port has.
//
//     static tw_serial_t serial;
//     tw_serial_init(&serial);
//     tw_engine_add_device(engine, &serial.device);
//
// Bindings and reference: bridge/serial.wit. Link tinywasm::machine.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SERIAL_LINES 2   // that may be open at once; serial.open answers -3 beyond
#define TW_SERIAL_BYTES 64  // of each, between two polls

typedef struct tw_serial {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_engine_t *engine;
    struct tw_serial_line {
        const tw_instance_t *owner;  // NULL: free
        uint32_t id;                 // of the owner
        uint32_t line;
        uint32_t count;
        bool is_watched;
        uint8_t bytes[TW_SERIAL_BYTES];
    } lines[TW_SERIAL_LINES];
} tw_serial_t;

// serial must outlive the engine.
void tw_serial_init(tw_serial_t *serial);

#ifdef __cplusplus
}
#endif
#endif
