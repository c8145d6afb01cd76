// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/uart.h"

#include "tw_host_uart.h"

#define PIECE_BYTES 32u  // taken from the line at once; on the C stack

void tw_host_uart_read_cancel(void *ctx, tw_pending_t pending) {
    tw_uart_t *uart = (tw_uart_t *)ctx;
    if (uart->reader != NULL && pending.slot == uart->pending.slot) {
        uart->reader = NULL;
    }
}

tw_err_t tw_host_uart_read(tw_call_t *call, tw_buffer_t buffer, tw_pending_t pending) {
    tw_uart_t *uart = (tw_uart_t *)tw_call_ctx(call);
    if (buffer.count == 0 || uart->reader != NULL) {
        int32_t answer = buffer.count == 0 ? 0 : TW_ERR_BUSY;
        return tw_host_uart_read_complete(uart->engine, pending, answer);
    }
    uart->reader = tw_call_instance(call);
    uart->pending = pending;
    uart->addr = (uint32_t)tw_arg_i32(call, 0);
    uart->size = buffer.count;
    return TW_ERR_OK;
}

tw_err_t tw_host_uart_write(tw_call_t *call, tw_list_t data) {
    ((tw_uart_t *)tw_call_ctx(call))->write(data.bytes, data.count);
    return TW_ERR_OK;
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    ((tw_uart_t *)device)->engine = engine;
    return TW_ERR_OK;
}

// The range was checked when the call began, and memory does not shrink; writing may still find the
// budget spent, and then the reader gets what lies before.
static uint32_t fill(tw_uart_t *uart) {
    uint8_t piece[PIECE_BYTES];
    uint32_t done = 0;
    while (done < uart->size) {
        uint32_t left = uart->size - done;
        size_t count = uart->read(piece, left < PIECE_BYTES ? left : PIECE_BYTES);
        tw_err_t err = tw_memory_write(uart->reader, uart->addr + done, piece, count);
        if (count == 0 || err != TW_ERR_OK) {
            return done;
        }
        done += (uint32_t)count;
    }
    return done;
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_uart_t *uart = (tw_uart_t *)device;
    (void)now_ms;
    uint32_t done = uart->reader == NULL ? 0 : fill(uart);
    if (done != 0) {
        uart->reader = NULL;
        (void)tw_host_uart_read_complete(uart->engine, uart->pending, (int32_t)done);
    }
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_uart_t *)device)->module;
}

static const tw_device_ops_t uart_ops = {"uart", start, NULL, poll, host_module};

void tw_uart_init(tw_uart_t *uart, size_t (*read)(void *bytes, size_t size),
                  void (*write)(const void *bytes, size_t size)) {
    *uart = (tw_uart_t){.device = {.ops = &uart_ops}, .read = read, .write = write};
    uart->module = tw_host_uart;
    uart->module.ctx = uart;
}
