// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/uart.h"

#define PIECE_BYTES 32u  // taken from the line at once; on the C stack

static void cancel_read(void *ctx, tw_pending_t pending) {
    (void)pending;
    ((tw_uart_t *)ctx)->reader = NULL;
}

static tw_err_t host_read(tw_call_t *call) {
    tw_uart_t *uart = (tw_uart_t *)tw_call_ctx(call);
    uint32_t size = (uint32_t)tw_arg_i32(call, 1);
    if (size == 0 || uart->reader != NULL) {
        tw_ret_i32(call, size == 0 ? 0 : TW_ERR_BUSY);
        return TW_ERR_OK;
    }
    tw_err_t err = tw_call_wait(call, cancel_read, &uart->pending);
    if (err == TW_ERR_PENDING) {
        uart->reader = tw_call_instance(call);
        uart->addr = (uint32_t)tw_arg_i32(call, 0);
        uart->size = size;
    }
    return err;
}

static tw_err_t host_write(tw_call_t *call) {
    tw_uart_t *uart = (tw_uart_t *)tw_call_ctx(call);
    uint8_t *bytes = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &bytes, &size);
    if (err == TW_ERR_OK) {
        uart->write(bytes, size);
    }
    return err;
}

static const tw_host_func_t uart_funcs[] = {
    {"read", "(*~)i", host_read},
    {"write", "(*~)", host_write},
};

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
        (void)tw_pending_complete(uart->engine, uart->pending, done);
    }
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_uart_t *)device)->module;
}

static const tw_device_ops_t uart_ops = {"uart", start, NULL, poll, host_module};

void tw_uart_init(tw_uart_t *uart, size_t (*read)(void *bytes, size_t size),
                  void (*write)(const void *bytes, size_t size)) {
    *uart = (tw_uart_t){.device = {.ops = &uart_ops}, .read = read, .write = write};
    uart->module.name = "uart";
    uart->module.funcs = uart_funcs;
    uart->module.func_count = sizeof uart_funcs / sizeof uart_funcs[0];
    uart->module.ctx = uart;
}
