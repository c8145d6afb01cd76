// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-hci: what a Bluetooth controller and somebody at the other end of a link may say, through
// our transport into NimBLE's HCI, L2CAP, ATT and SMP, with a module's service and that of the
// remote shell served. The input is a row of steps: a kind, a size, bytes.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal.h"
#include "tinywasm/carrier_ble.h"
#include "tinywasm/schedule.h"
#include "tinywasm/tinywasm.h"

#define ROOM 0x10000u
#define COMMAND 1
#define ACL 2
#define EVENT 4
#define ATT 4
#define SIGNALS 5
#define SECURITY 6
#define STEPS_MOST 200u

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
void ble_att_svr_restore_range(uint16_t first, uint16_t last);

static uint64_t arena[0x8000 / 8];
static tw_bluetooth_t bluetooth;
static tw_carrier_ble_t carrier;
static uint32_t now_ms;
static uint8_t coming[ROOM];
static size_t coming_first;
static size_t coming_size;
static uint8_t chance;

static void expect(bool is_kept, const char *promise) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

// ---- the machine --------------------------------------------------------------------------------

uint32_t hal_ticks_ms(void) {
    return now_ms;
}

void hal_sleep_ms(uint32_t ms) {
    now_ms += ms;
}

void hal_sleep_until_interrupt(void) {
    now_ms++;
}

hal_result_t hal_hci_open(void) {
    return HAL_OK;
}

static void come(const void *bytes, size_t size) {
    if (coming_first > 0 && coming_size + size > ROOM) {
        memmove(coming, coming + coming_first, coming_size - coming_first);
        coming_size -= coming_first;
        coming_first = 0;
    }
    if (size <= ROOM - coming_size) {
        memcpy(coming + coming_size, bytes, size);
        coming_size += size;
    }
}

size_t hal_hci_read(void *bytes, size_t size) {
    size_t left = coming_size - coming_first;
    size_t count = size < left ? size : left;
    memcpy(bytes, coming + coming_first, count);
    coming_first += count;
    return count;
}

// How many bytes a command gives back behind its status; -1: it is answered by a status alone.
static int answer_size(uint32_t opcode) {
    switch (opcode) {
        case 0x0406:
        case 0x200d:
        case 0x2013:
        case 0x2016:
        case 0x2019:
            return -1;
        case 0x1001:
        case 0x1003:
        case 0x2003:
        case 0x2018:
            return 8;
        case 0x1009:
            return 6;
        case 0x2002:
            return 3;
        case 0x201a:
        case 0x201b:
        case 0x2020:
        case 0x2021:
            return 2;
        default:
            return 0;
    }
}

static void fill_answer(uint32_t opcode, uint8_t *data, const uint8_t *command) {
    static const uint8_t buffers[] = {27, 0, 4};
    for (int i = 0; i < answer_size(opcode); i++) {
        data[i] = opcode == 0x2018 ? chance++ : 0xc0;
    }
    if (opcode == 0x2002) {
        memcpy(data, buffers, sizeof buffers);
    } else if (answer_size(opcode) == 2) {
        memcpy(data, command + 4, 2);
    } else if (opcode == 0x1001) {
        data[0] = 9;
    }
}

static void obey(const uint8_t *command) {
    uint32_t opcode = command[1] | (uint32_t)command[2] << 8;
    int size = answer_size(opcode);
    uint8_t complete[16] = {EVENT, 0x0e, (uint8_t)(4 + size), 1, command[1], command[2], 0};
    const uint8_t status[] = {EVENT, 0x0f, 4, 0, 1, command[1], command[2]};
    if (size < 0) {
        come(status, sizeof status);
    } else {
        fill_answer(opcode, complete + 7, command);
        come(complete, 7u + (size_t)size);
    }
}

void hal_hci_write(const void *bytes, size_t size) {
    static const uint8_t sent[] = {EVENT, 0x13, 5, 1, 1, 0, 1, 0};
    const uint8_t *from = bytes;
    if (size >= 4 && from[0] == COMMAND) {
        obey(from);
    } else if (size == 1 && from[0] == ACL) {
        come(sent, sizeof sent);
    }
}

// ---- the other end ------------------------------------------------------------------------------

static void say(uint8_t channel, uint8_t piece, const uint8_t *bytes, size_t size) {
    uint8_t packet[300] = {ACL, 1, piece, (uint8_t)(size + 4), 0, (uint8_t)size, 0, channel, 0};
    memcpy(packet + 9, bytes, size);
    come(packet, 9 + size);
}

static void say_more(const uint8_t *bytes, size_t size) {
    uint8_t packet[300] = {ACL, 1, 0x10, (uint8_t)size, 0};
    memcpy(packet + 5, bytes, size);
    come(packet, 5 + size);
}

static void tell(uint8_t event, const uint8_t *bytes, size_t size) {
    uint8_t packet[300] = {EVENT, event, (uint8_t)size};
    memcpy(packet + 3, bytes, size);
    come(packet, 3 + size);
}

// The long message whose length is told first, and of which more may come.
static void say_first(const uint8_t *bytes, size_t size) {
    uint8_t packet[300] = {ACL, 1, 0x20, (uint8_t)size, 0};
    memcpy(packet + 5, bytes, size);
    come(packet, 5 + size);
}

static void connect(void) {
    static const uint8_t connected[] = {1, 0, 1, 0, 1, 0, 1, 2, 3, 4, 5, 6, 6, 0, 0, 0, 40, 0, 0};
    tell(0x3e, connected, sizeof connected);
}

static void step(uint8_t kind, const uint8_t *bytes, size_t size) {
    static const uint8_t events[] = {0x3e, 0x05, 0x08, 0x13, 0x30, 0x0e, 0x0f, 0x10};
    switch (kind % 16) {
        case 0:
            come(bytes, size);
            break;
        case 1:
            connect();
            break;
        case 2:
        case 3:
            tell(0x3e, bytes, size);
            break;
        case 4:
            tell(events[kind / 16 % sizeof events], bytes, size);
            break;
        case 5:
        case 6:
            say(SECURITY, 0x20, bytes, size);
            break;
        case 7:
            say(SIGNALS, 0x20, bytes, size);
            break;
        case 8:
            say_first(bytes, size);
            break;
        case 9:
            say_more(bytes, size);
            break;
        case 10:
            now_ms += 50u * kind;
            break;
        default:
            say(ATT, 0x20, bytes, size);
            break;
    }
}

static void use_carrier(void) {
    uint8_t bytes[100];
    int32_t connection = tw_carrier_ble.accept(&carrier);
    if (connection >= 0) {
        int32_t count = tw_carrier_ble.receive(&carrier, connection, bytes, sizeof bytes);
        expect(count <= (int32_t)sizeof bytes, "a carrier gives no more than there is room for");
        (void)tw_carrier_ble.send(&carrier, connection, bytes, sizeof bytes);
        tw_carrier_ble.close(&carrier, connection);
    }
}

// A service as a module would publish it.
static void publish(void) {
    struct tw_bluetooth_service *service = &bluetooth.services[0];
    service->owner = (const tw_instance_t *)(const void *)arena;
    service->is_published = true;
    service->count = TW_BLUETOOTH_CHARACTERISTICS;
    for (uint32_t i = 0; i < service->count; i++) {
        service->characteristics[i].properties = (uint8_t)(i == 3 ? 63 : 15);
        service->characteristics[i].size = 5;
    }
    ble_att_svr_restore_range(service->handle, (uint16_t)(service->handle + 12));
}

static tw_engine_t *start(void) {
    tw_engine_t *engine = NULL;
    tw_engine_config_t config;
    tw_bluetooth_config_t radio;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    tw_bluetooth_config_init(&radio);
    radio.name = "fuzz";
    tw_bluetooth_init(&bluetooth, &radio);
    tw_carrier_ble_init(&carrier, &bluetooth);
    expect(tw_engine_init(&engine, &config) == TW_ERR_OK, "an engine begins");
    expect(tw_engine_add_device(engine, &bluetooth.device) == TW_ERR_OK, "it takes a device");
    expect(tw_engine_start(engine) == TW_ERR_OK, "and starts");
    (void)tw_carrier_ble.open(&carrier);
    for (uint32_t i = 0; i < 20 && !tw_bluetooth_is_ready(&bluetooth); i++) {
        now_ms += 100;
        (void)tw_engine_poll(engine, now_ms);
    }
    expect(tw_bluetooth_is_ready(&bluetooth), "a controller that answers is found");
    publish();
    return engine;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    coming_first = 0;
    coming_size = 0;
    chance = 1;
    tw_engine_t *engine = start();
    connect();
    for (uint32_t i = 0; i < STEPS_MOST && size >= 2; i++) {
        size_t count = bytes[1] < size - 2 ? bytes[1] : size - 2;
        step(bytes[0], bytes + 2, count < 250 ? count : 250);
        bytes += 2 + count;
        size -= 2 + count;
        now_ms += 5;
        (void)tw_engine_poll(engine, now_ms);
        use_carrier();
    }
    bluetooth.services[0].owner = NULL;
    tw_engine_stop(engine);
    return 0;
}
