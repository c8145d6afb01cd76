// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Calls that wait, on a system that does not: they pend, so that others run meanwhile, and
// tw_wasi_poll looks again and again whether there is what they wait for. Between two looks nothing
// is kept but what the guest gave, and that is checked at each of them.

#include "process.h"

#include "tinywasm/instance.h"

#define PIECE 64u  // bytes of one read that pended; the guest asks again for the rest
#define IOVECS 16u

static uint64_t now_ns(const tw_wasi_t *wasi) {
    uint64_t now = 0;
    (void)wasi->system->clock_time(wasi->system->ctx, TW_WASI_CLOCK_MONOTONIC, &now);
    return now;
}

static tw_wasi_errno_t from_memory(const tw_wasi_t *wasi, uint64_t addr, void *bytes,
                                   uint32_t size) {
    tw_err_t err = tw_memory_read(wasi->later.instance, addr, bytes, size);
    return err == TW_ERR_OK ? TW_WASI_SUCCESS : TW_WASI_FAULT;
}

static tw_wasi_errno_t to_memory(const tw_wasi_t *wasi, uint64_t addr, const void *bytes,
                                 uint32_t size) {
    tw_err_t err = tw_memory_write(wasi->later.instance, addr, bytes, size);
    return err == TW_ERR_OK ? TW_WASI_SUCCESS : TW_WASI_FAULT;
}

static tw_wasi_errno_t number_to_memory(const tw_wasi_t *wasi, uint64_t addr, uint32_t number) {
    uint8_t bytes[4];
    tw__wasi_put(bytes, sizeof bytes, number);
    return to_memory(wasi, addr, bytes, sizeof bytes);
}

// ---- pending ------------------------------------------------------------------------------------

static void give_up(void *ctx, tw_pending_t pending) {
    (void)pending;
    ((tw_wasi_t *)ctx)->later.look = NULL;
}

// Answers the call, now or later.
static tw_err_t answer_by(tw_call_t *call, tw_wasi_errno_t (*look)(tw_wasi_t *wasi)) {
    tw_wasi_t *wasi = wasi_of(call);
    if (wasi->later.look != NULL) {
        return wasi_answer(call, TW_WASI_BUSY);
    }
    wasi->later.instance = tw_call_instance(call);
    wasi->later.since_ns = now_ns(wasi);
    for (uint32_t i = 0; i < sizeof wasi->later.args / sizeof wasi->later.args[0]; i++) {
        wasi->later.args[i] = wasi_u32(call, i);
    }
    tw_wasi_errno_t code = look(wasi);
    if (code != TW_WASI_AGAIN) {
        return wasi_answer(call, code);
    }
    tw_err_t err = tw_call_pend(call, give_up, &wasi->later.token);
    wasi->later.look = err == TW_ERR_PENDING ? look : NULL;
    return err;
}

void tw_wasi_poll(tw_wasi_t *wasi, tw_engine_t *engine) {
    tw_wasi_errno_t code = wasi->later.look != NULL ? wasi->later.look(wasi) : TW_WASI_AGAIN;
    if (code != TW_WASI_AGAIN) {
        wasi->later.look = NULL;
        (void)tw_pending_complete(engine, wasi->later.token, code);  // NOENT: it was given up
    }
}

// ---- reading ------------------------------------------------------------------------------------

// The first buffer of args[2] at args[1] that is not empty.
static tw_wasi_errno_t find_buffer(const tw_wasi_t *wasi, uint64_t *addr, uint32_t *size) {
    uint8_t iovec[8];
    tw_wasi_errno_t code = TW_WASI_SUCCESS;
    *size = 0;
    for (uint32_t i = 0; i < IOVECS && i < wasi->later.args[2] && *size == 0; i++) {
        code = from_memory(wasi, (uint64_t)wasi->later.args[1] + (uint64_t)i * 8, iovec, 8);
        *addr = tw__wasi_get(iovec, 4);
        *size = code == TW_WASI_SUCCESS ? (uint32_t)tw__wasi_get(iovec + 4, 4) : 0;
    }
    return code;
}

static tw_wasi_errno_t look_for_bytes(tw_wasi_t *wasi) {
    uint8_t bytes[PIECE];
    uint64_t addr = 0;
    uint32_t done = 0;
    tw_wasi_iovec_t into = {bytes, 0};
    uint32_t fd = wasi->later.args[0];
    if (fd >= wasi->file_count || wasi->files[fd].ops == NULL) {
        return TW_WASI_BADF;
    }
    tw_wasi_file_t *file = &wasi->files[fd];
    tw_wasi_errno_t code = find_buffer(wasi, &addr, &into.size);
    into.size = into.size < PIECE ? into.size : PIECE;
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->read(file, &into, 1, TW_WASI_NO_OFFSET, &done);
    }
    if (code == TW_WASI_SUCCESS) {
        code = to_memory(wasi, addr, bytes, done);
    }
    return code == TW_WASI_SUCCESS ? number_to_memory(wasi, wasi->later.args[3], done) : code;
}

tw_err_t tw__wasi_read_later(tw_call_t *call) {
    return answer_by(call, look_for_bytes);
}

// ---- poll_oneoff --------------------------------------------------------------------------------

// AGAIN, or what its event says.
static tw_wasi_errno_t look_at(const tw_wasi_t *wasi, const uint8_t *from, uint64_t waited_ns,
                               tw_wasi_wait_t *wait) {
    uint64_t ns = 0;
    if (from[8] == WASI_TYPE_CLOCK) {
        wait->error = tw__wasi_due_in(wasi, from, waited_ns, &ns);
        return wait->error == TW_WASI_SUCCESS && ns > 0 ? TW_WASI_AGAIN : TW_WASI_SUCCESS;
    }
    wait->error = tw__wasi_wait_file(wasi, from, &wait->file);
    bool is_ready =
        wait->error != TW_WASI_SUCCESS || wait->file->ops->is_ready == NULL ||
        wait->file->ops->is_ready(wait->file, from[8] == WASI_TYPE_FD_WRITE, &wait->size);
    return is_ready ? TW_WASI_SUCCESS : TW_WASI_AGAIN;
}

static tw_wasi_errno_t look_for_events(tw_wasi_t *wasi) {
    const uint32_t *args = wasi->later.args;
    uint64_t waited_ns = now_ns(wasi) - wasi->later.since_ns;
    uint8_t from[WASI_SUBSCRIPTION_SIZE];
    uint8_t event[WASI_EVENT_SIZE];
    uint32_t count = 0;
    for (uint32_t i = 0; i < args[2]; i++) {
        tw_wasi_wait_t wait = {.file = NULL};
        tw_wasi_errno_t code =
            from_memory(wasi, args[0] + (uint64_t)i * sizeof from, from, sizeof from);
        code = code == TW_WASI_SUCCESS && from[8] > WASI_TYPE_FD_WRITE ? TW_WASI_INVAL : code;
        code = code == TW_WASI_SUCCESS ? look_at(wasi, from, waited_ns, &wait) : code;
        if (code == TW_WASI_SUCCESS) {
            tw__wasi_put_event(event, tw__wasi_get(from, 8), from[8], &wait);
            code = to_memory(wasi, args[1] + (uint64_t)count++ * sizeof event, event, sizeof event);
        }
        if (code != TW_WASI_SUCCESS && code != TW_WASI_AGAIN) {
            return code;
        }
    }
    return count > 0 ? number_to_memory(wasi, args[3], count) : TW_WASI_AGAIN;
}

tw_err_t tw__wasi_poll_oneoff(tw_call_t *call) {
    uint64_t count = wasi_u32(call, 2);
    tw_wasi_errno_t code = count == 0 ? TW_WASI_INVAL : TW_WASI_SUCCESS;
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_check(call, wasi_u32(call, 0), count * WASI_SUBSCRIPTION_SIZE);
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_check(call, wasi_u32(call, 1), count * WASI_EVENT_SIZE);
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_check(call, wasi_u32(call, 3), 4);
    }
    if (code != TW_WASI_SUCCESS) {
        return wasi_answer(call, code);
    }
    return wasi_of(call)->system->wait != NULL ? tw__wasi_poll_at_once(call)
                                               : answer_by(call, look_for_events);
}
