// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-mqtt: what a broker says to lwIP's client behind the filter. The first byte says how large
// the pieces are, the second how often the module takes a message. Topic and payload of each
// message that is kept stand in the input, in their order.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/network/modules/use.h"
#include "devices/network/mqtt/client.h"
#include "tinywasm/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct {
    tw_net_t net;
    tw_net_status_t status;
    const uint8_t *bytes;
    size_t left;
    size_t piece;
    bool is_open;
} played;

static tw_net_use_t use;
static tw_mqtt_t mqtt;
static tw_mqtt_client_t client;
static struct tw_net_user user;
static const uint8_t *at;  // behind the last message that was taken
static const uint8_t *end;
static bool is_over;

static void promise(bool is_kept, const char *text) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", text);
        abort();
    }
}

// ---- the network --------------------------------------------------------------------------------

static tw_err_t play_open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket) {
    (void)net;
    (void)kind;
    (void)port;
    *socket = 0;
    played.is_open = true;
    played.status = (tw_net_status_t){.kind = TW_NET_TCP, .state = TW_NET_IDLE};
    return TW_ERR_OK;
}

static tw_err_t play_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    (void)net;
    (void)socket;
    (void)peer;
    played.status.state = TW_NET_OPEN;
    return TW_ERR_OK;
}

static tw_err_t play_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                          size_t *sent) {
    (void)net;
    (void)socket;
    (void)bytes;
    *sent = size;
    return TW_ERR_OK;
}

static tw_err_t play_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                             size_t *received) {
    (void)net;
    (void)socket;
    size_t most = size < played.piece ? size : played.piece;
    *received = most < played.left ? most : played.left;
    memcpy(bytes, played.bytes, *received);
    played.bytes += *received;
    played.left -= *received;
    played.status.state = played.left == 0 ? TW_NET_ENDED : played.status.state;
    return TW_ERR_OK;
}

static void play_close(tw_net_t *net, uint32_t socket, bool is_abort) {
    (void)net;
    (void)socket;
    (void)is_abort;
    promise(played.is_open, "closed twice");
    played.is_open = false;
    played.status.state = TW_NET_FREE;
}

static void play_status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    (void)net;
    (void)socket;
    *status = played.status;
}

static const tw_net_ops_t ops = {.open = play_open,
                                 .connect = play_connect,
                                 .send = play_send,
                                 .receive = play_receive,
                                 .close = play_close,
                                 .status = play_status};

// ---- what the device would do -------------------------------------------------------------------

void tw__mqtt_on_connection(tw_mqtt_client_t *of, int32_t status) {
    of->state = status == 0 ? TW__MQTT_ONLINE : TW__MQTT_LOST;
    is_over = status != 0;
}

void tw__mqtt_on_request(tw_mqtt_client_t *of, struct tw_mqtt_request *request, int32_t result) {
    (void)of;
    (void)result;
    request->client = NULL;
}

// Whether topic and payload stand somewhere behind the last one.
static void find_message(const uint8_t *payload, uint32_t size) {
    const uint8_t *found = size == 0 ? at : memmem(at, (size_t)(end - at), payload, size);
    promise(found != NULL, "a message that nobody sent");
    at = found + size;
}

static void take_message(void) {
    uint8_t topic[TW_MQTT_TOPIC_BYTES];
    uint8_t payload[TW_MQTT_STORE_BYTES];
    if (!tw__mqtt_store_has(&client)) {
        return;
    }
    uint32_t topic_size = tw__mqtt_store_topic(&client, topic, sizeof topic);
    uint32_t size = tw__mqtt_store_payload(&client, 0, payload, sizeof payload);
    find_message(topic, topic_size);
    find_message(payload, size);
    client.is_first_taken = true;
    tw__mqtt_store_drop(&client);
}

static void start(const uint8_t *bytes, size_t size) {
    static const tw_device_ops_t device_ops = {"played", NULL, NULL, NULL, NULL};
    static const tw__mqtt_login_t login = {.client = "me", .broker = "broker.local"};
    static const tw_net_addr_t broker = {{127, 0, 0, 1}, 1883};
    memset(&client, 0, sizeof client);
    memset(&played, 0, sizeof played);
    played.net = (tw_net_t){.device = {.ops = &device_ops}, .ops = &ops, .socket_count = 1};
    played.bytes = bytes;
    played.left = size;
    at = bytes;
    end = bytes + size;
    is_over = false;
    use = (tw_net_use_t){.net = &played.net};
    mqtt = (tw_mqtt_t){.use = &use};
    client.mqtt = &mqtt;
    client.user = &user;
    client.state = TW__MQTT_JOINING;
    promise(tw__mqtt_begin(&client, &broker, &login) == TW_ERR_OK, "it does not begin");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size < 2) {
        return 0;
    }
    uint32_t pause = bytes[1] & 15;
    start(bytes + 2, size - 2);
    played.piece = (size_t)bytes[0] + 1;
    for (uint32_t i = 0; !is_over; i++) {
        promise(i < 200000, "it does not come to an end");
        use.now_ms++;
        tw__mqtt_step(&client, use.now_ms);
        promise(client.store_count <= TW_MQTT_STORE_BYTES, "more is kept than there is room");
        if (i % (pause + 1) == 0) {
            take_message();
        }
    }
    promise(!played.is_open, "the socket is left open");
    return 0;
}
