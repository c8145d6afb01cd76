// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/mqtt.h"

#include "../modules/host.h"
#include "../modules/use.h"
#include "client.h"
#include "tw_host_mqtt.h"

#define TELL_MS 100      // between two events of one thing
#define PIECE_BYTES 64u  // copied at once; on the C stack

enum told { TOLD_NOTHING, TOLD_MESSAGE, TOLD_END };

// What a module connects with.
struct login {
    tw_str_t host;
    uint16_t port;
    tw_str_t client;
    tw_str_t user;
    tw_str_t password;
};

static tw_mqtt_t *mqtt_of(const tw_call_t *call) {
    return (tw_mqtt_t *)tw_call_ctx(call);
}

static tw_engine_t *engine_of(const tw_mqtt_client_t *client) {
    return client->mqtt->use->engine;
}

static void finish(const tw_mqtt_client_t *client, tw_pending_t pending, int32_t result) {
    uint32_t bits = (uint32_t)result;
    (void)tw_pending_complete(engine_of(client), pending, bits);
}

static tw_err_t answer(tw_call_t *call, tw_pending_t pending, int32_t result) {
    return tw_pending_complete(mqtt_of(call)->use->engine, pending, (uint32_t)result);
}

// The caller's; NULL if it has none.
static tw_mqtt_client_t *find(const tw_call_t *call) {
    tw_mqtt_t *mqtt = mqtt_of(call);
    for (uint32_t i = 0; i < mqtt->count; i++) {
        if (mqtt->clients[i].owner == tw_call_instance(call)) {
            return &mqtt->clients[i];
        }
    }
    return NULL;
}

static tw_mqtt_client_t *find_or_take(tw_call_t *call) {
    tw_mqtt_t *mqtt = mqtt_of(call);
    tw_mqtt_client_t *found = find(call);
    struct tw_net_user *user = tw__net_use_of(mqtt->use, call);
    for (uint32_t i = 0; i < mqtt->count && found == NULL && user != NULL; i++) {
        if (mqtt->clients[i].owner == NULL) {
            found = &mqtt->clients[i];
            *found = (tw_mqtt_client_t){.owner = tw_call_instance(call),
                                        .mqtt = mqtt,
                                        .user = user,
                                        .id = tw_instance_id(tw_call_instance(call))};
        }
    }
    return found;
}

static bool is_online(const tw_mqtt_client_t *client) {
    return client != NULL && client->state == TW__MQTT_ONLINE;
}

// ---- texts --------------------------------------------------------------------------------------

static bool has_nul(tw_str_t text) {
    for (uint32_t i = 0; i < text.size; i++) {
        if (text.chars[i] == '\0') {
            return true;
        }
    }
    return false;
}

static uint32_t put_text(char *target, tw_str_t text) {
    for (uint32_t i = 0; i < text.size; i++) {
        target[i] = text.chars[i];
    }
    target[text.size] = '\0';
    return text.size + 1;
}

// What stands at a wildcard's place stands there alone, and behind # there is nothing.
static bool is_wild_good(tw_str_t topic, uint32_t at) {
    bool begins = at == 0 || topic.chars[at - 1] == '/';
    bool ends = at + 1 == topic.size;
    return begins && (ends || (topic.chars[at] == '+' && topic.chars[at + 1] == '/'));
}

static bool is_topic(tw_str_t topic, bool may_be_wild) {
    for (uint32_t i = 0; i < topic.size; i++) {
        bool is_wild = topic.chars[i] == '+' || topic.chars[i] == '#';
        if (is_wild && !(may_be_wild && is_wild_good(topic, i))) {
            return false;
        }
    }
    return topic.size > 0 && topic.size <= TW_MQTT_TOPIC_BYTES && !has_nul(topic);
}

// ---- the connection -----------------------------------------------------------------------------

static void end_waiting(tw_mqtt_client_t *client, int32_t result) {
    for (uint32_t i = 0; i < TW_MQTT_REQUESTS; i++) {
        if (client->requests[i].client != NULL) {
            client->requests[i].client = NULL;
            finish(client, client->requests[i].pending, result);
        }
    }
    if (client->receiver.is_used && !tw__mqtt_store_has(client)) {
        client->receiver.is_used = false;
        finish(client, client->receiver.pending, result);
    }
}

void tw__mqtt_on_connection(tw_mqtt_client_t *client, int32_t status) {
    bool was_joining = client->state == TW__MQTT_JOINING;
    client->state = status == 0 ? TW__MQTT_ONLINE : was_joining ? TW__MQTT_IDLE : TW__MQTT_LOST;
    if (was_joining) {
        finish(client, client->connecting, status);
    }
    if (status != 0) {
        end_waiting(client, TW_ERR_IO);
    }
}

static void stop(tw_mqtt_client_t *client) {
    if (client->state == TW__MQTT_NAMING) {
        tw_net_forget(client->mqtt->use->net, client->question);
    }
    if (client->state == TW__MQTT_NAMING || client->state == TW__MQTT_JOINING) {
        finish(client, client->connecting, TW_ERR_IO);
    }
    tw__mqtt_end(client);
    client->state = TW__MQTT_IDLE;
    tw__mqtt_store_clear(client);
    end_waiting(client, TW_ERR_IO);
}

// Client, user, password and the broker's name lie in the store while its address is looked up.
static bool keep_login(tw_mqtt_client_t *client, const struct login *login, const char *broker) {
    const uint32_t most = (TW_MQTT_STORE_BYTES - TW_NET_NAME_BYTES - 1) / 3 - 1;
    if (login->client.size > most || login->user.size > most || login->password.size > most) {
        return false;
    }
    char *at = (char *)client->store;
    at += put_text(at, login->client);
    at += put_text(at, login->user);
    at += put_text(at, login->password);
    (void)put_text(at, tw_str(broker));
    return true;
}

static const char *next_text(const char *text) {
    while (*text++ != '\0') {
    }
    return text;
}

static tw_err_t begin(tw_mqtt_client_t *client, const tw_net_addr_t *broker) {
    tw__mqtt_login_t login = {.client = (const char *)client->store};
    const char *user = next_text(login.client);
    const char *password = next_text(user);
    login.broker = next_text(password);
    login.user = user[0] == '\0' ? NULL : user;
    login.password = password[0] == '\0' ? NULL : password;
    client->state = TW__MQTT_JOINING;
    tw_err_t err = tw__mqtt_begin(client, broker, &login);
    tw__mqtt_store_clear(client);
    return err;
}

static void step_naming(tw_mqtt_client_t *client) {
    tw_net_answer_t found;
    tw_err_t err = tw_net_answer(client->mqtt->use->net, client->question, &found);
    if (err == TW_ERR_PENDING) {
        return;
    }
    const uint8_t *ip = found.ip;
    const tw_net_addr_t broker = {{ip[0], ip[1], ip[2], ip[3]}, client->port};
    err = err == TW_ERR_OK ? begin(client, &broker) : err;
    if (err != TW_ERR_OK) {
        client->state = TW__MQTT_IDLE;
        finish(client, client->connecting, err);
    }
}

static tw_err_t join(tw_call_t *call, const struct login *login, bool is_secure,
                     tw_pending_t pending) {
    tw__host_t host;
    bool is_good = login->port != 0 && login->client.size > 0 && !has_nul(login->client) &&
                   !has_nul(login->user) && !has_nul(login->password) &&
                   tw__host_set(&host, is_secure ? "mqtts" : "mqtt", login->host, login->port);
    if (!is_good) {
        return answer(call, pending, TW_ERR_INVAL);
    }
    tw_err_t err = tw__host_allowed(call, &host);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (is_secure && mqtt_of(call)->use->secure == NULL) {
        return answer(call, pending, TW_ERR_UNSUPPORTED);
    }
    tw_mqtt_client_t *client = find_or_take(call);
    bool is_free =
        client != NULL && (client->state == TW__MQTT_IDLE || client->state == TW__MQTT_LOST);
    if (!is_free) {
        return answer(call, pending, client == NULL ? TW_ERR_LIMIT : TW_ERR_STATE);
    }
    tw__mqtt_store_clear(client);
    client->lost = 0;
    client->state = TW__MQTT_IDLE;
    client->problem = NULL;
    client->is_secure = is_secure;
    const char *broker = tw__host_name(&host);
    if (!keep_login(client, login, broker)) {
        return answer(call, pending, TW_ERR_LIMIT);
    }
    err = tw_net_resolve(client->mqtt->use->net, broker, &client->question);
    if (err != TW_ERR_OK) {
        return answer(call, pending, err == TW_ERR_STATE ? TW_ERR_IO : err);
    }
    client->state = TW__MQTT_NAMING;
    client->port = login->port;
    client->connecting = pending;
    return TW_ERR_OK;
}

tw_err_t tw_host_mqtt_connect(tw_call_t *call, tw_str_t host, uint16_t port, tw_str_t client,
                              tw_str_t user, tw_str_t password, tw_pending_t pending) {
    const struct login login = {host, port, client, user, password};
    return join(call, &login, false, pending);
}

tw_err_t tw_host_mqtt_connect_secure(tw_call_t *call, tw_str_t host, uint16_t port, tw_str_t client,
                                     tw_str_t user, tw_str_t password, tw_pending_t pending) {
    const struct login login = {host, port, client, user, password};
    return join(call, &login, true, pending);
}

tw_err_t tw_host_mqtt_problem(tw_call_t *call, tw_buffer_t text, uint32_t *result) {
    const tw_mqtt_client_t *client = find(call);
    *result = client == NULL ? 0 : tw__net_use_tell(client->problem, text);
    return TW_ERR_OK;
}

tw_err_t tw_host_mqtt_disconnect(tw_call_t *call, int32_t *result) {
    tw_mqtt_client_t *client = find(call);
    *result = client == NULL ? TW_ERR_STATE : TW_ERR_OK;
    if (client != NULL) {
        stop(client);
    }
    return TW_ERR_OK;
}

// ---- requests -----------------------------------------------------------------------------------

void tw__mqtt_on_request(tw_mqtt_client_t *client, struct tw_mqtt_request *request,
                         int32_t result) {
    request->client = NULL;
    finish(client, request->pending, result);
}

static struct tw_mqtt_request *take_request(tw_mqtt_client_t *client, tw_pending_t pending) {
    for (uint32_t i = 0; i < TW_MQTT_REQUESTS; i++) {
        struct tw_mqtt_request *request = &client->requests[i];
        if (request->client == NULL) {
            *request = (struct tw_mqtt_request){client, pending};
            return request;
        }
    }
    return NULL;
}

// What is on its way is answered by tw__mqtt_on_request.
static tw_err_t answer_unless_begun(tw_call_t *call, struct tw_mqtt_request *request,
                                    tw_err_t err) {
    if (err == TW_ERR_OK) {
        return err;
    }
    tw_pending_t pending = request->pending;
    request->client = NULL;
    return answer(call, pending, err);
}

static tw_err_t order(tw_call_t *call, tw_str_t topic, uint8_t quality, bool is_on,
                      tw_pending_t pending) {
    tw_mqtt_client_t *client = find(call);
    char text[TW_MQTT_TOPIC_BYTES + 1];
    if (!is_topic(topic, true) || quality > 2) {
        return answer(call, pending, TW_ERR_INVAL);
    }
    struct tw_mqtt_request *request = is_online(client) ? take_request(client, pending) : NULL;
    if (request == NULL) {
        return answer(call, pending, is_online(client) ? TW_ERR_LIMIT : TW_ERR_STATE);
    }
    (void)put_text(text, topic);
    return answer_unless_begun(call, request,
                               tw__mqtt_order(client, text, quality, is_on, request));
}

tw_err_t tw_host_mqtt_subscribe(tw_call_t *call, tw_str_t topic, uint8_t quality,
                                tw_pending_t pending) {
    return order(call, topic, quality, true, pending);
}

tw_err_t tw_host_mqtt_unsubscribe(tw_call_t *call, tw_str_t topic, tw_pending_t pending) {
    return order(call, topic, 0, false, pending);
}

tw_err_t tw_host_mqtt_publish(tw_call_t *call, tw_str_t topic, tw_list_t payload, uint8_t quality,
                              bool is_retained, tw_pending_t pending) {
    tw_mqtt_client_t *client = find(call);
    char text[TW_MQTT_TOPIC_BYTES + 1];
    if (!is_topic(topic, false) || quality > 2) {
        return answer(call, pending, TW_ERR_INVAL);
    }
    bool is_small = payload.count <= TW_MQTT_SEND_BYTES - topic.size;
    struct tw_mqtt_request *request =
        is_online(client) && is_small ? take_request(client, pending) : NULL;
    if (request == NULL) {
        return answer(call, pending, is_online(client) ? TW_ERR_LIMIT : TW_ERR_STATE);
    }
    (void)put_text(text, topic);
    return answer_unless_begun(
        call, request,
        tw__mqtt_send(client, text, payload.bytes, payload.count, quality, is_retained, request));
}

// ---- messages -----------------------------------------------------------------------------------

// A module whose memory cannot be written gets what lies before.
static int32_t copy_payload(tw_mqtt_client_t *client) {
    uint8_t piece[PIECE_BYTES];
    const struct tw_mqtt_receiver *receiver = &client->receiver;
    uint32_t done = 0;
    while (done < receiver->size) {
        uint32_t left = receiver->size - done;
        uint32_t count =
            tw__mqtt_store_payload(client, done, piece, left < PIECE_BYTES ? left : PIECE_BYTES);
        if (count == 0 || tw_memory_write(client->owner, (tw_addr_t)receiver->addr + done, piece,
                                          count) != TW_ERR_OK) {
            break;
        }
        done += count;
    }
    return (int32_t)done;
}

static void give_message(tw_mqtt_client_t *client) {
    if (client->receiver.is_used && tw__mqtt_store_has(client)) {
        int32_t size = copy_payload(client);
        client->is_first_taken = true;
        client->told = TOLD_NOTHING;
        client->receiver.is_used = false;
        finish(client, client->receiver.pending, size);
    }
}

// Answered by a poll: not before this call has returned may its memory be written.
tw_err_t tw_host_mqtt_receive(tw_call_t *call, tw_buffer_t payload, tw_pending_t pending) {
    tw_mqtt_client_t *client = find(call);
    if (client == NULL || client->receiver.is_used) {
        return answer(call, pending, TW_ERR_STATE);
    }
    tw__mqtt_store_drop(client);
    if (!is_online(client) && !tw__mqtt_store_has(client)) {
        client->told = TOLD_NOTHING;
        return answer(call, pending, client->state == TW__MQTT_LOST ? TW_ERR_IO : TW_ERR_STATE);
    }
    client->receiver =
        (struct tw_mqtt_receiver){true, pending, (uint32_t)tw_arg_i32(call, 0), payload.count};
    return TW_ERR_OK;
}

tw_err_t tw_host_mqtt_topic(tw_call_t *call, tw_buffer_t topic, int32_t *result) {
    const tw_mqtt_client_t *client = find(call);
    bool is_there = client != NULL && client->is_first_taken;
    *result =
        is_there ? (int32_t)tw__mqtt_store_topic(client, topic.bytes, topic.count) : TW_ERR_STATE;
    return TW_ERR_OK;
}

tw_err_t tw_host_mqtt_lost(tw_call_t *call, uint32_t *result) {
    const tw_mqtt_client_t *client = find(call);
    *result = client == NULL ? 0 : client->lost;
    return TW_ERR_OK;
}

tw_err_t tw_host_mqtt_watch(tw_call_t *call, bool is_on, int32_t *result) {
    tw_mqtt_client_t *client = find(call);
    bool is_possible = client != NULL && client->id != 0;
    *result = is_possible ? TW_ERR_OK : TW_ERR_STATE;
    if (is_possible) {
        client->is_watched = is_on;
        client->told = TOLD_NOTHING;
    }
    return TW_ERR_OK;
}

void tw_host_mqtt_receive_cancel(void *ctx, tw_pending_t pending) {
    tw_mqtt_t *mqtt = (tw_mqtt_t *)ctx;
    for (uint32_t i = 0; i < mqtt->count; i++) {
        struct tw_mqtt_receiver *receiver = &mqtt->clients[i].receiver;
        if (receiver->pending.slot == pending.slot &&
            receiver->pending.generation == pending.generation) {
            receiver->is_used = false;
        }
    }
}

// The others go on, and their answers find nobody.
void tw_host_mqtt_connect_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
}
void tw_host_mqtt_connect_secure_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
}
void tw_host_mqtt_publish_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
}
void tw_host_mqtt_subscribe_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
}
void tw_host_mqtt_unsubscribe_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
}

// ---- the device ---------------------------------------------------------------------------------

static void tell(tw_mqtt_client_t *client, uint32_t now_ms) {
    enum told what = tw__mqtt_store_has(client)       ? TOLD_MESSAGE
                     : client->state == TW__MQTT_LOST ? TOLD_END
                                                      : TOLD_NOTHING;
    bool is_new = what != client->told || now_ms - client->told_ms >= TELL_MS;
    if (!client->is_watched || what == TOLD_NOTHING || !is_new) {
        return;
    }
    const tw_event_t event = {"on_mqtt", {(int32_t)what, 0}, client->id};
    if (tw_event_post(engine_of(client), &event) == TW_ERR_OK) {
        client->told = (uint8_t)what;
        client->told_ms = now_ms;
    }
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_mqtt_t *mqtt = (tw_mqtt_t *)device;
    mqtt->use->now_ms = now_ms;
    for (uint32_t i = 0; i < mqtt->count; i++) {
        tw_mqtt_client_t *client = &mqtt->clients[i];
        if (client->owner == NULL) {
            continue;
        }
        if (client->state == TW__MQTT_NAMING) {
            step_naming(client);
        }
        tw__mqtt_step(client, now_ms);
        give_message(client);
        tell(client, now_ms);
    }
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_mqtt_t *mqtt = (tw_mqtt_t *)((char *)watch - offsetof(tw_mqtt_t, watch));
    for (uint32_t i = 0; i < mqtt->count; i++) {
        if (mqtt->clients[i].owner == instance) {
            stop(&mqtt->clients[i]);
            mqtt->clients[i].owner = NULL;
        }
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_mqtt_t *mqtt = (tw_mqtt_t *)device;
    tw__net_use_start(mqtt->use, engine);
    mqtt->watch.gone = gone;
    tw_engine_watch(engine, &mqtt->watch);
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_mqtt_t *)device)->module;
}

void tw_mqtt_init(tw_mqtt_t *mqtt, tw_net_use_t *use, tw_mqtt_client_t *clients, uint32_t count) {
    static const tw_device_ops_t ops = {"mqtt", start, NULL, poll, host_module};
    for (uint32_t i = 0; i < count; i++) {
        clients[i].owner = NULL;
    }
    *mqtt = (tw_mqtt_t){.device = {.ops = &ops}, .use = use, .clients = clients, .count = count};
    mqtt->module = tw_host_mqtt;
    mqtt->module.ctx = mqtt;
}
