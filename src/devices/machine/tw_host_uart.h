// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.
#ifndef BRIDGE_TW_HOST_UART_H
#define BRIDGE_TW_HOST_UART_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// The serial line that the application shares with modules: its console, as a rule.

// What modules import as "uart", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_uart;

// Waits for bytes, and gives how many have come. 0 for a buffer without room; -5 while another
// module reads.
tw_err_t tw_host_uart_read(tw_call_t *call, tw_buffer_t buffer, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_uart_read_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_uart_read_complete(tw_engine_t *engine, tw_pending_t pending,
                                                  int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

tw_err_t tw_host_uart_write(tw_call_t *call, tw_list_t data);

#ifdef __cplusplus
}
#endif
#endif
