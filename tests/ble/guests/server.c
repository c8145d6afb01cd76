// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Serves: a value that tells what was written to another, one for encrypted links, and one for
// those whose sides have compared a number.
#include "hosted.h"

#define SERVICE "5a000000-0001-4000-8000-000000000001"
#define TOLD "5a000000-0001-4000-8000-000000000011"
#define WRITTEN "5a000000-0001-4000-8000-000000000012"
#define ENCRYPTED "5a000000-0001-4000-8000-000000000013"
#define COMPARED "5a000000-0001-4000-8000-000000000014"

static int32_t told;
static int32_t written;
static uint32_t comparing;

void EXPORT(on_bluetooth)(int32_t event, int32_t number) {
    uint8_t bytes[64];
    SAY("event", event * 100 + number);
    if (event == 3 && number == written) {
        int32_t size = bluetooth_get((uint32_t)number, (tw_buffer_t){bytes, sizeof bytes});
        SHOW("written", bytes, (uint32_t)size);
        SAY("set", bluetooth_set((uint32_t)told, (tw_list_t){bytes, (uint32_t)size}));
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
    if (key == 'd') {
        SAY("disconnect", bluetooth_disconnect(0));
    }
    if (key == 'o') {
        SAY("quiet", bluetooth_advertise(tw_str("dut"), 0));
    }
}

static void refuse(void) {
    static const uint8_t bytes[65];
    SAY("no_uuid", bluetooth_service(tw_str("181")));
    SAY("no_service", bluetooth_characteristic(2, tw_str(TOLD), 1));
    SAY("far_service", bluetooth_characteristic(0xffffffff, tw_str(TOLD), 1));
    SAY("far_value", bluetooth_set(0xffffffff, (tw_list_t){bytes, 1}));
    SAY("long_value", bluetooth_set((uint32_t)told, (tw_list_t){bytes, 65}));
    SAY("small_buffer", bluetooth_get((uint32_t)told, (tw_buffer_t){0, 0}));
    SAY("no_link", bluetooth_disconnect(7));
    SAY("no_number", bluetooth_number(0));
    SAY("fast", bluetooth_advertise(tw_str("dut"), 1));
}

void EXPORT(_initialize)(void) {
    uint32_t service = (uint32_t)bluetooth_service(tw_str(SERVICE));
    told = bluetooth_characteristic(service, tw_str(TOLD), 9);
    written = bluetooth_characteristic(service, tw_str(WRITTEN), 6);
    int32_t encrypted = bluetooth_characteristic(service, tw_str(ENCRYPTED), 1 | 8 | 16);
    int32_t compared = bluetooth_characteristic(service, tw_str(COMPARED), 3 | 32);
    SAY("full", bluetooth_characteristic(service, tw_str(COMPARED), 1));
    bluetooth_set((uint32_t)told, (tw_list_t){"begin", 5});
    bluetooth_set((uint32_t)encrypted, (tw_list_t){"encrypted", 9});
    bluetooth_set((uint32_t)compared, (tw_list_t){"compared", 8});
    refuse();
    SAY("publish", bluetooth_publish(service));
    SAY("again", bluetooth_publish(service));
    SAY("advertise", bluetooth_advertise(tw_str("dut"), 50));
}
