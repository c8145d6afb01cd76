// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/crc.h"
#include "tinywasm/schedule.h"

#define QUEUE_BYTES 4096u

struct queue {
    uint8_t bytes[QUEUE_BYTES];
    size_t count;
};

static struct wire {
    bool is_used;
    bool is_taken;  // by the device
    bool is_cut;
    struct queue to_device;
    struct queue to_client;
} wires[WIRES];

tw_engine_t *engine;
tw_shell_remote_t remote;
tw_shell_remote_config_t remote_config;
bool is_listening;
uint64_t device_bytes;
uint64_t cut_at;
uint32_t notes;

const uint8_t test_key[TW_REMOTE_KEY_BYTES] = "a key of thirty-two bytes, so so";
const uint8_t test_seed[TW_REMOTE_SEED_BYTES] = "a seed of 32 bytes, which is new";

tw_filestore_ram_t ram;
tw_filestore_t *store = &ram.base;
static _Alignas(16) uint8_t arena[128u * 1024u];
static _Alignas(4) uint8_t files[32u * 1024u];
static _Alignas(8) uint8_t packet[TW_SHELL_PACKET_1K_BYTES];
static uint32_t now_ms;

// ---- the carrier ----

static void put(struct queue *queue, const void *bytes, size_t size) {
    assert_true(size <= QUEUE_BYTES - queue->count);
    memcpy(queue->bytes + queue->count, bytes, size);
    queue->count += size;
}

static size_t get(struct queue *queue, void *bytes, size_t size) {
    size = size < queue->count ? size : queue->count;
    memcpy(bytes, queue->bytes, size);
    queue->count -= size;
    memmove(queue->bytes, queue->bytes + size, queue->count);
    return size;
}

static void pass(struct wire *wire, size_t size) {
    device_bytes += size;
    wire->is_cut = wire->is_cut || device_bytes >= cut_at;
}

static size_t most_to_pass(size_t size) {
    uint64_t left = cut_at - device_bytes;
    return size < left ? size : (size_t)left;
}

static tw_err_t carrier_open(void *ctx) {
    (void)ctx;
    is_listening = true;
    return TW_ERR_OK;
}

static void carrier_shut(void *ctx) {
    (void)ctx;
    is_listening = false;
}

static int32_t carrier_accept(void *ctx) {
    (void)ctx;
    for (int32_t i = 0; i < WIRES; i++) {
        if (wires[i].is_used && !wires[i].is_taken) {
            wires[i].is_taken = true;
            return i;
        }
    }
    return -1;
}

static int32_t carrier_receive(void *ctx, int32_t connection, void *bytes, uint32_t size) {
    (void)ctx;
    struct wire *wire = &wires[connection];
    if (wire->is_cut) {
        return -1;
    }
    size_t count = get(&wire->to_device, bytes, most_to_pass(size));
    pass(wire, count);
    return (int32_t)count;
}

// Takes fewer bytes than it is given, as carriers may.
static int32_t carrier_send(void *ctx, int32_t connection, const void *bytes, uint32_t size) {
    (void)ctx;
    struct wire *wire = &wires[connection];
    if (wire->is_cut) {
        return -1;
    }
    size_t room = QUEUE_BYTES - wire->to_client.count;
    size_t count = size > 100 ? 100 : size;
    count = most_to_pass(count < room ? count : room);
    put(&wire->to_client, bytes, count);
    pass(wire, count);
    return (int32_t)count;
}

static void carrier_close(void *ctx, int32_t connection) {
    (void)ctx;
    wires[connection].is_cut = true;
}

static const tw_carrier_ops_t carrier = {"wire",         carrier_open,    carrier_shut,
                                         carrier_accept, carrier_receive, carrier_send,
                                         carrier_close};

int wire_connect(void) {
    for (int i = 0; i < WIRES && is_listening; i++) {
        if (!wires[i].is_used) {
            memset(&wires[i], 0, sizeof wires[i]);
            wires[i].is_used = true;
            return i;
        }
    }
    return -1;
}

void wire_send(int wire, const void *bytes, size_t size) {
    put(&wires[wire].to_device, bytes, size);
}

size_t wire_receive(int wire, void *bytes, size_t size) {
    return get(&wires[wire].to_client, bytes, size);
}

bool wire_is_open(int wire) {
    return !wires[wire].is_cut;
}

void wire_close(int wire) {
    wires[wire].is_cut = true;
    wires[wire].is_used = false;
}

// ---- the device ----

static tw_err_t note(tw_shell_t *shell, int argc, char *const *argv) {
    notes++;
    tw_shell_printf(shell, argc == 2 ? "noted %s\n" : "", argc == 2 ? argv[1] : "");
    return TW_ERR_OK;
}

static tw_err_t hang(tw_shell_t *shell, int argc, char *const *argv) {
    (void)shell;
    (void)argc;
    (void)argv;
    return TW_ERR_PENDING;
}

static const tw_shell_command_t commands[] = {{"note", "[WORD]", "counts", note},
                                              {"hang", "", "never ends", hang}};
static const tw_shell_table_t own_table = {commands, 2, NULL};
static const tw_shell_table_t *const tables[] = {&own_table, &tw_shell_files, &tw_shell_modules,
                                                 &tw_shell_device, &tw_shell_netkey};

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static void set_config(void) {
    tw_shell_remote_config_init(&remote_config);
    remote_config.shell.filestore = store;
    remote_config.shell.tables = tables;
    remote_config.shell.table_count = sizeof tables / sizeof tables[0];
    remote_config.shell.packet = packet;
    remote_config.shell.packet_size = sizeof packet;
    remote_config.carrier = &carrier;
}

void device_begin(bool is_new) {
    tw_engine_config_t config;
    if (is_new) {
        tw_filestore_ram_init(&ram, files, sizeof files);
        ok(tw_filestore_mount(store));
        set_config();
    }
    memset(wires, 0, sizeof wires);
    is_listening = false;
    cut_at = UINT64_MAX;
    notes = 0;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    config.scheduler = &tw_scheduler;
    ok(tw_engine_init(&engine, &config));
    tw_shell_remote_init(&remote, &remote_config);
    ok(tw_engine_add_device(engine, &remote.device));
    ok(tw_engine_start(engine));
}

void device_end(void) {
    tw_engine_stop(engine);
}

void device_run(uint32_t ms) {
    for (uint32_t i = 0; i <= ms; i++) {
        (void)tw_engine_poll(engine, now_ms);
        now_ms += i < ms ? 1 : 0;
    }
}

// ---- clients ----

static void take_end(struct client *client, const char *text) {
    unsigned number = 0;
    unsigned crc = 0;
    if (sscanf(text, "%2x%4x%d", &number, &crc, &client->err) == 3 && number == client->number) {
        char all[sizeof client->text + 64];
        int size = snprintf(all, sizeof all, "%s%02x%d", client->text, number, client->err);
        client->is_ended = tw__crc_of((const uint8_t *)all, (size_t)size) == crc;
    }
}

static void take_line(struct client *client) {
    const char *mark = strrchr(client->line, '\x1e');
    if (mark != NULL && mark[1] == ':') {
        size_t used = strlen(client->text);
        snprintf(client->text + used, sizeof client->text - used, "%s\n", mark + 2);
    } else if (mark != NULL && mark[1] == '=') {
        take_end(client, mark + 2);
    }
}

static void take_stream(struct client *client) {
    char byte;
    while (tw_seal_read(&client->seal, &byte, 1) == 1) {
        if (byte == '\n') {
            client->line[client->line_size] = '\0';
            client->line_size = 0;
            take_line(client);
        } else if (byte != '\r' && client->line_size + 1 < sizeof client->line) {
            client->line[client->line_size++] = byte;
        }
    }
}

static void exchange(struct client *client) {
    const uint8_t *bytes = NULL;
    uint8_t byte;
    size_t size = tw_seal_output(&client->seal, &bytes);
    wire_send(client->wire, bytes, size);
    tw_seal_sent(&client->seal, size);
    while (client->seal.in_count == 0 && wire_receive(client->wire, &byte, 1) == 1) {
        (void)tw_seal_feed(&client->seal, &byte, 1);
    }
    take_stream(client);
}

void client_run(struct client *client, uint32_t ms) {
    for (uint32_t i = 0; i < ms; i++) {
        exchange(client);
        device_run(1);
    }
    exchange(client);
}

tw_seal_state_t client_open(struct client *client, const uint8_t *key, const uint8_t *last_id,
                            uint32_t ms) {
    static uint8_t nonce[TW_SEAL_NONCE_BYTES];
    for (size_t i = 0; i < sizeof nonce && ++nonce[i] == 0; i++) {
    }
    memset(client, 0, sizeof *client);
    client->wire = wire_connect();
    if (client->wire < 0) {
        client->seal.state = TW_SEAL_FAILED;
        return TW_SEAL_FAILED;
    }
    tw_seal_init(&client->seal, TW_SEAL_CLIENT, key, nonce, last_id);
    for (uint32_t i = 0; i < ms && client->seal.state == TW_SEAL_SHAKING; i++) {
        client_run(client, 1);
    }
    return client->seal.state;
}

static void write_all(struct client *client, const char *text, size_t size) {
    for (int i = 0; i < 2000 && size > 0; i++) {
        size_t taken = tw_seal_write(&client->seal, text, size);
        text += taken;
        size -= taken;
        client_run(client, size > 0 ? 1 : 0);
    }
}

static bool ask_text(struct client *client, const char *command) {
    char frame[4096];
    char body[4096];
    snprintf(body, sizeof body, "%02x%s", client->number, command);
    int size = snprintf(frame, sizeof frame, "\x1e%02x%04x%s\n", client->number,
                        (unsigned)tw__crc_of((const uint8_t *)body, strlen(body)), command);
    client->is_ended = false;
    client->text[0] = '\0';
    write_all(client, frame, (size_t)size);
    for (int i = 0; i < 300 && !client->is_ended && wire_is_open(client->wire); i++) {
        client_run(client, 1);
    }
    return client->is_ended;
}

bool client_ask(struct client *client, const char *format, ...) {
    char command[3072];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    client->number = client->number % 255 + 1;
    return ask_text(client, command);
}

bool client_ask_again(struct client *client, const char *command) {
    return ask_text(client, command);
}

void client_close(struct client *client) {
    if (client->wire >= 0) {
        tw_seal_close(&client->seal);
        client_run(client, 2);
        wire_close(client->wire);
        device_run(2);
    }
}
