// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Looks for "peer", connects, and uses what it serves.
#include "clock.h"
#include "hosted.h"

#define SERVICE "5a000000-0002-4000-8000-000000000001"
#define READABLE "5a000000-0002-4000-8000-000000000011"
#define WRITABLE "5a000000-0002-4000-8000-000000000012"
#define TELLING "5a000000-0002-4000-8000-000000000013"
#define SECRET "5a000000-0002-4000-8000-000000000014"

static uint8_t bytes[64];
static uint32_t link;
static uint32_t comparing;
static int32_t telling = -1;
static bool is_told;

void EXPORT(on_bluetooth)(int32_t event, int32_t number) {
    if (event == 6) {
        int32_t size = 0;
        while ((size = bluetooth_found((tw_buffer_t){bytes, sizeof bytes})) > 0) {
            SHOW("found", bytes + 8, (uint32_t)size - 8);
        }
        return;
    }
    SAY("event", event * 100 + number);
    if (event == 5) {
        int32_t size = bluetooth_told((uint32_t)number, (tw_buffer_t){bytes, sizeof bytes});
        SHOW("told", bytes, (uint32_t)size);
        is_told = true;
    }
    if (event == 7) {
        comparing = (uint32_t)number;
        SAY("compare", bluetooth_number(comparing));
    }
}

void EXPORT(on_key)(int32_t key, int32_t none) {
    (void)none;
    if (key == 'y' || key == 'n') {
        SAY("confirm", bluetooth_confirm(comparing, key == 'y'));
    }
}

static int32_t find(const char *name, uint32_t size) {
    return bluetooth_find(link, tw_str(SERVICE), (tw_str_t){name, size});
}

static void use_values(void) {
    int32_t readable = find(READABLE, sizeof READABLE - 1);
    int32_t writable = find(WRITABLE, sizeof WRITABLE - 1);
    telling = find(TELLING, sizeof TELLING - 1);
    SAY("missing", find(SERVICE, sizeof SERVICE - 1));
    SAY("readable", readable);
    int32_t size = bluetooth_read((uint32_t)readable, (tw_buffer_t){bytes, sizeof bytes});
    SAY("read", size);
    SHOW("value", bytes, size > 0 ? (uint32_t)size : 0);
    SAY("short", bluetooth_read((uint32_t)readable, (tw_buffer_t){bytes, 2}));
    SAY("write", bluetooth_write((uint32_t)writable, (tw_list_t){"written by us", 13}));
    SAY("unwritable", bluetooth_write((uint32_t)readable, (tw_list_t){"no", 2}));
    SAY("watch", bluetooth_watch((uint32_t)telling, true));
    SAY("untelling", bluetooth_watch((uint32_t)readable, true));
    while (!is_told) {
        clock_sleep_ms(10);
    }
    SAY("unwatch", bluetooth_watch((uint32_t)telling, false));
}

static void use_secret(void) {
    int32_t secret = find(SECRET, sizeof SECRET - 1);
    SAY("secret", bluetooth_read((uint32_t)secret, (tw_buffer_t){bytes, sizeof bytes}));
    SAY("pair", bluetooth_pair(link));
    int32_t size = bluetooth_read((uint32_t)secret, (tw_buffer_t){bytes, sizeof bytes});
    SAY("secret", size);
    SHOW("value", bytes, size > 0 ? (uint32_t)size : 0);
}

void EXPORT(run)(void) {
    SAY("scan", bluetooth_scan(1500));
    clock_sleep_ms(1600);
    SAY("nobody", bluetooth_connect(tw_str("nobody"), 300));
    int32_t result = bluetooth_connect(tw_str("peer"), 5000);
    SAY("connect", result);
    if (result >= 0) {
        link = (uint32_t)result;
        use_values();
        use_secret();
        SAY("disconnect", bluetooth_disconnect(link));
        clock_sleep_ms(200);
        SAY("gone", bluetooth_write((uint32_t)telling, (tw_list_t){"gone", 4}));
    }
    SAY("end", 0);
}
