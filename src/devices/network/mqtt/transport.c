// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip/apps/mqtt.h"
#include "lwip/apps/mqtt_priv.h"
#include "lwip/mem.h"
#include "lwip/altcp.h"
#include "lwip/altcp_tcp.h"
#include "lwip/altcp_tls.h"
#include "lwip/pbuf.h"
#include "lwip/timeouts.h"

#include "../modules/use.h"
#include "client.h"
#include "frame.h"

// lwIP's MQTT client and the functions of lwIP that it calls, over a socket of any carrier. The
// names are lwIP's here; opts/lwipopts.h gives them others. A connection's structure is its TLS
// configuration for lwIP, by which the client gets the connection that is its own.

#define KEEP_ALIVE_S 60
#define SILENCE_MS 90000u  // after which the broker is given up
#define IN_BYTES 256u      // beside one for lwIP to put a NUL there

struct inner {
    struct mqtt_client_s lwip;  // the first: what lwIP passes on is a pointer to it
    struct altcp_pcb pcb;
};

static struct inner *inner_of(tw_mqtt_client_t *client) {
    _Static_assert(sizeof(struct inner) <= sizeof client->lwip, "raise the words of lwIP's");
    return (struct inner *)(void *)client->lwip;
}

static tw_mqtt_client_t *client_of(const struct altcp_pcb *pcb) {
    return (tw_mqtt_client_t *)pcb->state;
}

static void move_down(uint8_t *bytes, uint16_t *count, uint32_t gone) {
    for (uint32_t i = gone; i < *count; i++) {
        bytes[i - gone] = bytes[i];
    }
    *count = (uint16_t)(*count - gone);
}

// What is wrong with its socket, for the module.
static void note_failure(tw_mqtt_client_t *client) {
    client->failure = tw__net_use_failure(client->net, client->socket, &client->problem);
}

// ---- connections --------------------------------------------------------------------------------

struct altcp_pcb *altcp_tls_new(struct altcp_tls_config *config, u8_t ip_type) {
    tw_mqtt_client_t *client = (tw_mqtt_client_t *)(void *)config;
    struct altcp_pcb *pcb = &inner_of(client)->pcb;
    (void)ip_type;
    client->in_count = 0;
    client->out_count = 0;
    client->sent = 0;
    client->going_on = 0;
    client->skipping = 0;
    return pcb;
}

// For connections without a configuration, of which there are none.
struct altcp_pcb *altcp_tcp_new_ip_type(u8_t ip_type) {
    (void)ip_type;
    return NULL;
}

void altcp_arg(struct altcp_pcb *pcb, void *arg) {
    pcb->arg = arg;
}
void altcp_recv(struct altcp_pcb *pcb, altcp_recv_fn recv) {
    pcb->recv = recv;
}
void altcp_sent(struct altcp_pcb *pcb, altcp_sent_fn sent) {
    pcb->sent = sent;
}
void altcp_poll(struct altcp_pcb *pcb, altcp_poll_fn poll, u8_t interval) {
    (void)interval;  // each poll
    pcb->poll = poll;
}
void altcp_err(struct altcp_pcb *pcb, altcp_err_fn err) {
    pcb->err = err;
}

err_t altcp_bind(struct altcp_pcb *pcb, const ip_addr_t *ipaddr, u16_t port) {
    (void)pcb;
    (void)ipaddr;
    (void)port;  // any, as it is
    return ERR_OK;
}

err_t altcp_connect(struct altcp_pcb *pcb, const ip_addr_t *ipaddr, u16_t port,
                    altcp_connected_fn connected) {
    tw_mqtt_client_t *client = client_of(pcb);
    tw_net_addr_t broker = {
        {ip4_addr1(ipaddr), ip4_addr2(ipaddr), ip4_addr3(ipaddr), ip4_addr4(ipaddr)}, port};
    pcb->connected = connected;
    if (tw_net_connect(client->net, client->socket, &broker) != TW_ERR_OK) {
        note_failure(client);
        return ERR_RTE;
    }
    return ERR_OK;
}

err_t altcp_close(struct altcp_pcb *pcb) {
    tw_mqtt_client_t *client = client_of(pcb);
    if (client->has_socket) {
        tw_net_close(client->net, client->socket);
    }
    client->has_socket = false;
    return ERR_OK;
}

void altcp_abort(struct altcp_pcb *pcb) {
    (void)altcp_close(pcb);
}

// ---- bytes --------------------------------------------------------------------------------------

u16_t altcp_sndbuf(struct altcp_pcb *pcb) {
    const tw_mqtt_client_t *client = client_of(pcb);
    return (u16_t)(sizeof client->out - client->out_count);
}

err_t altcp_write(struct altcp_pcb *pcb, const void *dataptr, u16_t len, u8_t apiflags) {
    tw_mqtt_client_t *client = client_of(pcb);
    const uint8_t *bytes = (const uint8_t *)dataptr;
    (void)apiflags;
    if (len > sizeof client->out - client->out_count) {
        return ERR_MEM;
    }
    for (u16_t i = 0; i < len; i++) {
        client->out[client->out_count++] = bytes[i];
    }
    return ERR_OK;
}

err_t altcp_output(struct altcp_pcb *pcb) {
    tw_mqtt_client_t *client = client_of(pcb);
    uint32_t most = tw__net_use_allowance(client->mqtt->use, client->user);
    size_t size = client->out_count < most ? client->out_count : most;
    size_t sent = 0;
    if (size == 0 || !client->has_socket ||
        tw_net_send(client->net, client->socket, client->out, size, &sent) != TW_ERR_OK) {
        return ERR_OK;  // a failure is seen in the socket's state
    }
    move_down(client->out, &client->out_count, (uint32_t)sent);
    tw__net_use_spend(client->user, sent);
    client->sent += (uint32_t)sent;
    return ERR_OK;
}

void altcp_recved(struct altcp_pcb *pcb, u16_t len) {
    (void)pcb;
    (void)len;
}

u8_t pbuf_free(struct pbuf *p) {
    (void)p;  // it lies on the stack
    return 1;
}

u8_t pbuf_get_at(const struct pbuf *p, u16_t offset) {
    return offset < p->len ? ((const uint8_t *)p->payload)[offset] : 0;
}

void *pbuf_get_contiguous(const struct pbuf *p, void *buffer, size_t bufsize, u16_t len,
                          u16_t offset) {
    (void)buffer;
    (void)bufsize;
    return offset <= p->len && len <= p->len - offset ? (uint8_t *)p->payload + offset : NULL;
}

void *mem_calloc(mem_size_t count, mem_size_t size) {
    (void)count;
    (void)size;
    return NULL;  // clients are the application's
}

void mem_free(void *rmem) {
    (void)rmem;
}

// ---- time ---------------------------------------------------------------------------------------

void sys_timeout(u32_t msecs, sys_timeout_handler handler, void *arg) {
    tw_mqtt_client_t *client = client_of(&((struct inner *)arg)->pcb);
    client->on_time = handler;
    client->due_ms = client->mqtt->use->now_ms + msecs;
}

void sys_untimeout(sys_timeout_handler handler, void *arg) {
    (void)handler;
    tw_mqtt_client_t *client = client_of(&((struct inner *)arg)->pcb);
    if (client != NULL) {
        client->on_time = NULL;
    }
}

const ip_addr_t ip_addr_any = IPADDR4_INIT(IPADDR_ANY);

// ---- what lwIP tells ----------------------------------------------------------------------------

static void on_connection(mqtt_client_t *lwip, void *arg, mqtt_connection_status_t status) {
    (void)lwip;
    tw_mqtt_client_t *client = (tw_mqtt_client_t *)arg;
    tw__mqtt_on_connection(client, status == MQTT_CONNECT_TIMEOUT        ? TW_ERR_INTERRUPTED
                                   : status == MQTT_CONNECT_DISCONNECTED ? client->failure
                                                                         : (int32_t)status);
}

// Whether it is kept was decided before lwIP got it.
static void on_publish(void *arg, const char *topic, u32_t size) {
    tw__mqtt_store_begin((tw_mqtt_client_t *)arg, topic, size);
}

static void on_payload(void *arg, const u8_t *bytes, u16_t size, u8_t flags) {
    (void)flags;
    tw__mqtt_store_add((tw_mqtt_client_t *)arg, bytes, size);
}

// A request belongs to a client in an array of them.
static void on_request(void *arg, err_t err) {
    struct tw_mqtt_request *request = (struct tw_mqtt_request *)arg;
    tw__mqtt_on_request(request->client, request,
                        err == ERR_OK        ? TW_ERR_OK
                        : err == ERR_TIMEOUT ? TW_ERR_INTERRUPTED
                                             : TW_ERR_INVAL);
}

// ---- what the module wants ----------------------------------------------------------------------

tw_err_t tw__mqtt_begin(tw_mqtt_client_t *client, const tw_net_addr_t *broker,
                        const tw__mqtt_login_t *login) {
    client->failure = TW_ERR_IO;
    tw_err_t opened = tw__net_use_open(client->mqtt->use, client->is_secure, login->broker,
                                       tw_str(login->broker).size, &client->net, &client->socket);
    if (opened != TW_ERR_OK) {
        return opened;
    }
    client->has_socket = true;
    struct inner *inner = inner_of(client);
    const struct mqtt_connect_client_info_t info = {
        .client_id = login->client,
        .client_user = login->user,
        .client_pass = login->password,
        .keep_alive = KEEP_ALIVE_S,
        .tls_config = (struct altcp_tls_config *)(void *)client};
    ip_addr_t addr;
    IP4_ADDR(&addr, broker->ip[0], broker->ip[1], broker->ip[2], broker->ip[3]);
    *inner = (struct inner){.pcb = {.state = client}};
    mqtt_set_inpub_callback(&inner->lwip, on_publish, on_payload, client);
    err_t err =
        mqtt_client_connect(&inner->lwip, &addr, broker->port, on_connection, client, &info);
    if (err != ERR_OK) {
        (void)altcp_close(&inner->pcb);
    }
    return err == ERR_OK ? TW_ERR_OK : client->failure;
}

static tw_err_t answer_of(err_t err) {
    return err == ERR_OK ? TW_ERR_OK : err == ERR_CONN ? TW_ERR_STATE : TW_ERR_LIMIT;
}

tw_err_t tw__mqtt_send(tw_mqtt_client_t *client, const char *topic, const uint8_t *bytes,
                       uint32_t size, uint8_t quality, bool is_retained,
                       struct tw_mqtt_request *request) {
    return answer_of(mqtt_publish(&inner_of(client)->lwip, topic, bytes, (u16_t)size, quality,
                                  is_retained, on_request, request));
}

tw_err_t tw__mqtt_order(tw_mqtt_client_t *client, const char *topic, uint8_t quality, bool is_on,
                        struct tw_mqtt_request *request) {
    return answer_of(mqtt_sub_unsub(&inner_of(client)->lwip, topic, quality, on_request, request,
                                    is_on ? 1 : 0));
}

void tw__mqtt_end(tw_mqtt_client_t *client) {
    mqtt_disconnect(&inner_of(client)->lwip);
}

// ---- steps --------------------------------------------------------------------------------------

static void fail(tw_mqtt_client_t *client) {
    struct altcp_pcb *pcb = &inner_of(client)->pcb;
    (void)altcp_close(pcb);
    if (pcb->err != NULL) {
        pcb->err(pcb->arg, ERR_ABRT);
    }
}

static void hand_over(tw_mqtt_client_t *client, uint32_t size) {
    struct altcp_pcb *pcb = &inner_of(client)->pcb;
    struct pbuf piece = {
        .payload = client->in, .tot_len = (u16_t)size, .len = (u16_t)size, .ref = 1};
    if (pcb->recv != NULL) {
        (void)pcb->recv(pcb->arg, pcb, &piece, ERR_OK);
    }
    move_down(client->in, &client->in_count, size);
}

static uint32_t payload_of(const tw__mqtt_frame_t *frame) {
    return frame->size - frame->head_size - 2 - frame->topic_size - (frame->quality > 0 ? 2 : 0);
}

// Whether bytes were handed over or dropped, so that there may be more.
static bool take_message(tw_mqtt_client_t *client) {
    tw__mqtt_frame_t frame;
    tw__mqtt_found_t found = tw__mqtt_frame_find(client->in, client->in_count, &frame);
    if (found == TW__MQTT_NONE) {
        fail(client);
    }
    if (found != TW__MQTT_WHOLE) {
        return false;
    }
    bool is_publish = frame.type == TW__MQTT_PUBLISH;
    uint32_t size = is_publish ? payload_of(&frame) : 0;
    if (is_publish && !tw__mqtt_store_takes(frame.topic_size, size)) {
        client->skipping = frame.size;
        client->lost++;
        return true;
    }
    if (is_publish && !tw__mqtt_store_has_room(client, frame.topic_size, size)) {
        return false;
    }
    if (frame.size > client->in_count && client->in_count < IN_BYTES) {
        return false;
    }
    uint32_t now = frame.size < IN_BYTES ? frame.size : IN_BYTES;
    client->going_on = frame.size - now;
    hand_over(client, now);
    return true;
}

static bool take_piece(tw_mqtt_client_t *client) {
    uint32_t there = client->in_count;
    if (client->skipping > 0) {
        uint32_t size = client->skipping < there ? client->skipping : there;
        client->skipping -= size;
        move_down(client->in, &client->in_count, size);
        return true;
    }
    if (client->going_on > 0) {
        uint32_t size = client->going_on < there ? client->going_on : there;
        client->going_on -= size;
        hand_over(client, size);
        return true;
    }
    return take_message(client);
}

static void receive(tw_mqtt_client_t *client) {
    uint32_t most = tw__net_use_allowance(client->mqtt->use, client->user);
    uint32_t room = IN_BYTES - client->in_count;
    size_t received = 0;
    room = room < most ? room : most;
    if (room > 0 && tw_net_receive(client->net, client->socket, client->in + client->in_count, room,
                                   &received) == TW_ERR_OK) {
        tw__net_use_spend(client->user, received);
        client->heard_ms = received > 0 ? client->mqtt->use->now_ms : client->heard_ms;
        client->in_count = (uint16_t)(client->in_count + received);
    }
    while (client->has_socket && client->in_count > 0 && take_piece(client)) {
    }
}

// The peer sends no more, and what came is handed over but for a message that is not whole.
static void see_end(tw_mqtt_client_t *client) {
    struct altcp_pcb *pcb = &inner_of(client)->pcb;
    tw__mqtt_frame_t frame;
    bool is_held = client->in_count > 0 &&
                   tw__mqtt_frame_find(client->in, client->in_count, &frame) == TW__MQTT_WHOLE &&
                   frame.size <= client->in_count;
    if (!is_held && pcb->recv != NULL) {
        (void)pcb->recv(pcb->arg, pcb, NULL, ERR_OK);
    }
}

static void send(tw_mqtt_client_t *client) {
    struct altcp_pcb *pcb = &inner_of(client)->pcb;
    (void)altcp_output(pcb);
    uint32_t sent = client->sent;
    client->sent = 0;
    if (sent > 0 && pcb->sent != NULL) {
        (void)pcb->sent(pcb->arg, pcb, (u16_t)sent);
    }
    if (client->has_socket && pcb->poll != NULL) {
        (void)pcb->poll(pcb->arg, pcb);
    }
}

static void step_socket(tw_mqtt_client_t *client) {
    struct altcp_pcb *pcb = &inner_of(client)->pcb;
    tw_net_status_t status;
    tw_net_status(client->net, client->socket, &status);
    bool is_there = status.state == TW_NET_OPEN || status.state == TW_NET_ENDED;
    // lwIP takes its own pings for a sign of life.
    bool is_silent = client->state == TW__MQTT_ONLINE &&
                     client->mqtt->use->now_ms - client->heard_ms >= SILENCE_MS;
    if (status.state == TW_NET_FAILED || is_silent) {
        note_failure(client);
        fail(client);
        return;
    }
    if (is_there && pcb->connected != NULL) {
        altcp_connected_fn connected = pcb->connected;
        pcb->connected = NULL;
        client->heard_ms = client->mqtt->use->now_ms;
        (void)connected(pcb->arg, pcb, ERR_OK);
    }
    if (is_there) {
        receive(client);
    }
    if (client->has_socket && is_there) {
        send(client);
    }
    if (client->has_socket && status.state == TW_NET_ENDED) {
        see_end(client);
    }
}

void tw__mqtt_step(tw_mqtt_client_t *client, uint32_t now_ms) {
    if (client->has_socket) {
        step_socket(client);
    }
    if (client->on_time != NULL && (int32_t)(now_ms - client->due_ms) >= 0) {
        void (*on_time)(void *arg) = client->on_time;
        client->on_time = NULL;
        on_time(&inner_of(client)->lwip);
    }
}
