// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-hci: what a Bluetooth controller and somebody at the other end of a link may say, through
// our transport into NimBLE's HCI, L2CAP, ATT and SMP, with a module's service and that of the
// remote shell served. The input is a row of steps: a kind, a size, bytes. One kind is a pairing by
// the book, of which the input may change one byte: nobody comes behind its checks by chance.

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
// NimBLE's: its cryptography is the peer's too.
int ble_sm_alg_gen_key_pair(uint8_t *pub, uint8_t *priv);
int ble_sm_alg_gen_dhkey(const uint8_t *x, const uint8_t *y, const uint8_t *priv, uint8_t *dhkey);
int ble_sm_alg_f5(const uint8_t *w, const uint8_t *n1, const uint8_t *n2, uint8_t a1t,
                  const uint8_t *a1, uint8_t a2t, const uint8_t *a2, uint8_t *mackey, uint8_t *ltk);
int ble_sm_alg_f6(const uint8_t *w, const uint8_t *n1, const uint8_t *n2, const uint8_t *r,
                  const uint8_t *iocap, uint8_t a1t, const uint8_t *a1, uint8_t a2t,
                  const uint8_t *a2, uint8_t *check);
void ble_att_svr_restore_range(uint16_t first, uint16_t last);

static uint64_t arena[0x8000 / 8];
static tw_bluetooth_t bluetooth;
static tw_carrier_ble_t carrier;
static uint32_t now_ms;
static uint8_t coming[ROOM];
static size_t coming_first;
static size_t coming_size;
static uint8_t chance;
// The message that the device sends, as far as it has come.
static uint8_t sent[600];
static size_t sent_size;
static bool is_acl_coming;
// Of SMP: the last message of each code.
static uint8_t answers[16][80];
static bool has_answer[16];
static tw_engine_t *running;

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

static void take_message(void) {
    size_t whole = sent_size < 4 ? 4 : 4u + sent[0] + 256u * sent[1];
    if (sent_size >= whole && sent[2] == SECURITY && sent[4] < 16) {
        has_answer[sent[4]] = true;
        memcpy(answers[sent[4]], sent + 4, sizeof answers[0]);
    }
}

// Pieces of ACL packets: a head of four bytes, and data behind what came before.
static void take_piece(const uint8_t *from, size_t size) {
    static uint8_t head[4];
    static size_t head_size;
    head_size = is_acl_coming ? 0 : head_size;
    is_acl_coming = false;
    while (head_size < sizeof head && size > 0) {
        head[head_size++] = *from++;
        size--;
        if (head_size == sizeof head && (head[1] >> 4 & 3) != 1) {
            sent_size = 0;  // a message begins
        }
    }
    size = size < sizeof sent - sent_size ? size : sizeof sent - sent_size;
    memcpy(sent + sent_size, from, size);
    sent_size += size;
    take_message();
}

void hal_hci_write(const void *bytes, size_t size) {
    static const uint8_t taken[] = {EVENT, 0x13, 5, 1, 1, 0, 1, 0};
    const uint8_t *from = bytes;
    bool is_type = size == 1 && from[0] == ACL;
    if (size >= 4 && from[0] == COMMAND && !is_acl_coming) {
        obey(from);
    } else if (is_type) {
        come(taken, sizeof taken);
        is_acl_coming = true;
    } else {
        take_piece(from, size);
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

// ---- a peer that pairs ----

static void turn(uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        now_ms += 5;
        (void)tw_engine_poll(running, now_ms);
    }
}

// Message `number` of the pairing, with the byte changed that the input names.
static void say_next(uint32_t number, uint8_t *message, size_t size, const uint8_t *change) {
    if (change[0] == number) {
        message[change[1] % size] ^= change[2];
    }
    say(SECURITY, 0x20, message, size);
    turn(8);
}

static const uint8_t peer_address[] = {1, 2, 3, 4, 5, 6};
static const uint8_t own_address[] = {0xc0, 0xc0, 0xc0, 0xc0, 0xc0, 0xc0};

static bool agree(const uint8_t *change, const uint8_t *how) {
    static uint8_t public_key[64];
    static uint8_t private_key[32];
    static bool has_key;
    uint8_t request[] = {1, how[0] % 5, 0, (uint8_t)(how[1] | 8), 16, how[2] & 3, 3};
    uint8_t message[65] = {0x0c};
    if (!has_key) {
        has_key = ble_sm_alg_gen_key_pair(public_key, private_key) == 0;
    }
    memcpy(message + 1, public_key, sizeof public_key);
    memset(has_answer, 0, sizeof has_answer);
    say_next(1, request, sizeof request, change);
    say_next(2, message, sizeof message, change);
    if (!has_answer[2] || !has_answer[3] || !has_answer[0x0c]) {
        return false;
    }
    uint8_t chosen[17] = {4, how[0]};
    say_next(3, chosen, sizeof chosen, change);
    uint8_t shared[32];
    uint8_t mac_key[16];
    uint8_t ltk[16];
    static const uint8_t none[16];
    uint8_t check[17] = {0x0d};
    if (!has_answer[4] ||
        ble_sm_alg_gen_dhkey(answers[0x0c] + 1, answers[0x0c] + 33, private_key, shared) != 0) {
        return false;
    }
    (void)ble_sm_alg_f5(shared, chosen + 1, answers[4] + 1, 0, peer_address, 0, own_address,
                        mac_key, ltk);
    (void)ble_sm_alg_f6(mac_key, chosen + 1, answers[4] + 1, none, request + 1, 0, peer_address, 0,
                        own_address, check + 1);
    say_next(4, check, sizeof check, change);
    return has_answer[0x0d];
}

static void pair(const uint8_t *bytes, size_t size) {
    static const uint8_t wants_key[13] = {5, 1, 0};
    static const uint8_t encrypted[] = {0, 1, 0, 1};
    uint8_t given[12] = {0};
    uint8_t identity[17] = {8, 9};
    uint8_t address[8] = {9, 1, 1, 2, 3, 4, 5, 0xc6};
    memcpy(given, bytes, size < sizeof given ? size : sizeof given);
    address[2] = given[6];
    bool is_agreed = agree(given, given + 3);
    tell(0x3e, wants_key, sizeof wants_key);
    turn(2);
    tell(0x08, encrypted, sizeof encrypted);
    turn(4);
    say_next(5, identity, sizeof identity, given);
    say_next(6, address, sizeof address, given);
    turn(4);
    bool is_whole = is_agreed && given[0] == 0 && (given[4] & 1) != 0 && (given[5] & 3) == 2;
    expect(!is_whole || bluetooth.bonds.count > 0, "who pairs by the book is known again");
}

static void compare(void *ctx, uint32_t link, uint32_t number) {
    (void)ctx;
    tw_bluetooth_confirm(&bluetooth, link, number % 8 != 0);
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
        case 12:
            pair(bytes, size);
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

static tw_engine_t *start(bool can_compare) {
    tw_engine_t *engine = NULL;
    tw_engine_config_t config;
    tw_bluetooth_config_t radio;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    tw_bluetooth_config_init(&radio);
    radio.name = "fuzz";
    radio.can_compare = can_compare;
    radio.compare = compare;
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
    running = engine;
    return engine;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    coming_first = 0;
    coming_size = 0;
    chance = 1;
    sent_size = 0;
    is_acl_coming = false;
    tw_engine_t *engine = start(size > 0 && bytes[0] >= 0x80);
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
