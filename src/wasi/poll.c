// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// poll_oneoff: waiting for clocks and files at once. Here, what its subscriptions say, and the wait
// of a system that has one; later.c has the others.

#include "process.h"

#define WAITS 32u  // files that one call can wait for
#define CLOCK_IS_ABSOLUTE 1u

// ---- subscriptions and events -------------------------------------------------------------------

void tw__wasi_put_event(uint8_t *event, uint64_t userdata, uint32_t type,
                        const tw_wasi_wait_t *answer) {
    tw__wasi_put(event, 8, userdata);
    tw__wasi_put(event + 8, 2, answer->error);
    tw__wasi_put(event + 10, 6, type);
    tw__wasi_put(event + 16, 8, answer->size);
    tw__wasi_put(event + 24, 8, answer->has_hung_up ? 1 : 0);
}

tw_wasi_errno_t tw__wasi_due_in(const tw_wasi_t *wasi, const uint8_t *from, uint64_t waited_ns,
                                uint64_t *ns) {
    const tw_wasi_system_t *system = wasi->system;
    uint64_t timeout = tw__wasi_get(from + 24, 8);
    uint64_t now = 0;
    tw_wasi_errno_t code =
        system->clock_time(system->ctx, (uint32_t)tw__wasi_get(from + 16, 4), &now);
    bool is_absolute = (tw__wasi_get(from + 40, 2) & CLOCK_IS_ABSOLUTE) != 0;
    uint64_t over = is_absolute ? now : waited_ns;
    *ns = timeout > over ? timeout - over : 0;
    return code;
}

tw_wasi_errno_t tw__wasi_wait_file(const tw_wasi_t *wasi, const uint8_t *from,
                                   tw_wasi_file_t **file) {
    uint64_t fd = tw__wasi_get(from + 16, 4);
    uint64_t right = from[8] == WASI_TYPE_FD_READ ? RIGHT(FD_READ) : RIGHT(FD_WRITE);
    if (fd >= wasi->file_count || wasi->files[fd].ops == NULL) {
        return TW_WASI_BADF;
    }
    *file = &wasi->files[fd];
    uint64_t rights = (*file)->rights;
    return (rights & (RIGHT(POLL_FD_READWRITE) | right)) != 0 ? TW_WASI_SUCCESS
                                                              : TW_WASI_NOTCAPABLE;
}

// ---- a system that waits ------------------------------------------------------------------------

struct poll {
    const tw_wasi_t *wasi;
    const uint8_t *subscriptions;
    uint32_t count;
    tw_wasi_wait_t waits[WAITS];
    uint64_t userdata[WAITS];
    uint32_t wait_count;
    uint64_t timeout_ns;
    uint8_t *events;
    uint32_t event_count;
};

static const uint8_t *subscription(const struct poll *poll, uint32_t i) {
    return poll->subscriptions + (size_t)i * WASI_SUBSCRIPTION_SIZE;
}

// The guest may let events overwrite subscriptions: there are never more of them.
static void add_event(struct poll *poll, uint64_t userdata, uint32_t type,
                      const tw_wasi_wait_t *answer) {
    if (poll->event_count < poll->count) {
        tw__wasi_put_event(poll->events + (size_t)poll->event_count++ * WASI_EVENT_SIZE, userdata,
                           type, answer);
    }
}

// What a subscription adds to the wait. One that is wrong is an event at once.
static tw_wasi_errno_t add(struct poll *poll, const uint8_t *from) {
    uint64_t ns = 0;
    tw_wasi_file_t *file = NULL;
    if (from[8] > WASI_TYPE_FD_WRITE) {
        return TW_WASI_INVAL;
    }
    bool is_clock = from[8] == WASI_TYPE_CLOCK;
    tw_wasi_errno_t code = is_clock ? tw__wasi_due_in(poll->wasi, from, 0, &ns)
                                    : tw__wasi_wait_file(poll->wasi, from, &file);
    if (code != TW_WASI_SUCCESS) {
        add_event(poll, tw__wasi_get(from, 8), from[8], &(tw_wasi_wait_t){.error = code});
        poll->timeout_ns = 0;
    } else if (is_clock) {
        poll->timeout_ns = ns < poll->timeout_ns ? ns : poll->timeout_ns;
    } else if (poll->wait_count == WAITS) {
        return TW_WASI_NOMEM;
    } else {
        poll->userdata[poll->wait_count] = tw__wasi_get(from, 8);
        poll->waits[poll->wait_count++] =
            (tw_wasi_wait_t){.file = file, .is_write = from[8] == WASI_TYPE_FD_WRITE};
    }
    return TW_WASI_SUCCESS;
}

// Events of the files that are ready, and of the clocks that were due when the wait was over.
static void answer(struct poll *poll, uint64_t waited_ns) {
    for (uint32_t i = 0; i < poll->wait_count; i++) {
        const tw_wasi_wait_t *wait = &poll->waits[i];
        if (wait->is_ready) {
            add_event(poll, poll->userdata[i],
                      wait->is_write ? WASI_TYPE_FD_WRITE : WASI_TYPE_FD_READ, wait);
        }
    }
    for (uint32_t i = 0; i < poll->count; i++) {
        const uint8_t *from = subscription(poll, i);
        uint64_t ns = 0;
        if (from[8] == WASI_TYPE_CLOCK &&
            tw__wasi_due_in(poll->wasi, from, waited_ns, &ns) == TW_WASI_SUCCESS && ns == 0) {
            add_event(poll, tw__wasi_get(from, 8), WASI_TYPE_CLOCK, &(tw_wasi_wait_t){.size = 0});
        }
    }
}

static tw_wasi_errno_t wait_for(struct poll *poll) {
    const tw_wasi_system_t *system = poll->wasi->system;
    uint64_t before = 0;
    uint64_t after = 0;
    (void)system->clock_time(system->ctx, TW_WASI_CLOCK_MONOTONIC, &before);
    tw_wasi_errno_t code =
        system->wait(system->ctx, poll->waits, poll->wait_count, poll->timeout_ns);
    (void)system->clock_time(system->ctx, TW_WASI_CLOCK_MONOTONIC, &after);
    if (code == TW_WASI_SUCCESS) {
        answer(poll, after - before);
    }
    return code;
}

tw_err_t tw__wasi_poll_at_once(tw_call_t *call) {
    struct poll poll = {
        .wasi = wasi_of(call), .count = wasi_u32(call, 2), .timeout_ns = TW_WASI_NO_TIMEOUT};
    uint64_t count = poll.count;
    tw_wasi_errno_t code =
        tw__wasi_read(call, wasi_u32(call, 0), count * WASI_SUBSCRIPTION_SIZE, &poll.subscriptions);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, wasi_u32(call, 1), count * WASI_EVENT_SIZE, &poll.events);
    }
    for (uint32_t i = 0; i < poll.count && code == TW_WASI_SUCCESS; i++) {
        code = add(&poll, subscription(&poll, i));
    }
    if (code == TW_WASI_SUCCESS) {
        code = wait_for(&poll);
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store(call, wasi_u32(call, 3), 4, poll.event_count);
    }
    return wasi_answer(call, code);
}
