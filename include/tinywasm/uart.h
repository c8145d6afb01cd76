// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_UART_H
#define TINYWASM_UART_H

// A serial line, for modules: a device with the host module `uart`.
//
//     uart.read (addr i32, len i32) -> i32    waits for bytes and gives how many have come, 1
//                                             to len; others and handlers run meanwhile
//                                             (tw_call_wait). 0 for a buffer without room; -5
//                                             (BUSY) while another reads
//     uart.write (addr i32, len i32)          writes all
//
//     static tw_uart_t uart;
//     tw_uart_init(&uart, hal_console_read, hal_console_write);
//     tw_engine_add_device(engine, &uart.device);
//
// A shell on the same line reads what a module waits for. Lines beside the console:
// tinywasm/serial.h. Bindings and reference: bridge/uart.wit. Link tinywasm::machine.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_uart {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_engine_t *engine;
    size_t (*read)(void *bytes, size_t size);
    void (*write)(const void *bytes, size_t size);
    tw_instance_t *reader;  // NULL: nobody waits
    tw_pending_t pending;
    uint32_t addr;
    uint32_t size;
} tw_uart_t;

// read takes what has arrived and never waits; write writes all. uart must outlive the engine.
void tw_uart_init(tw_uart_t *uart, size_t (*read)(void *bytes, size_t size),
                  void (*write)(const void *bytes, size_t size));

#ifdef __cplusplus
}
#endif
#endif
