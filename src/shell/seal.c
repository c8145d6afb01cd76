// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/seal.h"

#include "base/assert.h"
#include "base/hmac.h"
#include "base/mem.h"

// A record is taken whole before anything in it is believed. In the handshake each side waits for
// one type at each step; a record out of turn ends the session. There is one buffer for each
// direction, so a peer that does not read stops what it can make us do.

enum type { HELLO = 1, CHALLENGE, PROOF, WELCOME, REFUSAL, DATA, CLOSE, PING, PONG };

#define HEAD_BYTES 3u
#define TAG_BYTES 16u
#define MAGIC_BYTES 5u
#define HELLO_BYTES (MAGIC_BYTES + TW_SEAL_NONCE_BYTES + TW_SEAL_ID_BYTES)
#define CHALLENGE_BYTES (MAGIC_BYTES + TW_SEAL_NONCE_BYTES)
#define WELCOME_BYTES (1u + TW_HMAC_BYTES)

_Static_assert(sizeof(struct tw__hmac_key) == sizeof((tw_seal_t *)0)->our_keys, "seal.h says so");

static const uint8_t magic[MAGIC_BYTES] = {'T', 'W', 'S', 'L', 1};

static void fail(tw_seal_t *seal, tw_err_t err) {
    seal->state = TW_SEAL_FAILED;
    seal->err = err;
    seal->out_size = 0;
    seal->in_count = 0;
}

// ---- keys ----

static void digest(const struct tw__hmac_key *key, const char *label, const void *bytes,
                   uint32_t size, uint8_t *result) {
    struct tw__hmac hmac;
    tw__hmac_begin(&hmac, key);
    tw__hmac_add(&hmac, label, (uint32_t)strlen(label));
    tw__hmac_add(&hmac, bytes, size);
    tw__hmac_end(&hmac, result);
}

// The session's own key. All of the handshake that differs from time to time goes into it.
static void session_key(const tw_seal_t *seal, struct tw__hmac_key *session) {
    const uint8_t *client = seal->is_client ? seal->our_nonce : seal->their_nonce;
    const uint8_t *device = seal->is_client ? seal->their_nonce : seal->our_nonce;
    uint8_t text[2 * TW_SEAL_NONCE_BYTES + TW_SEAL_ID_BYTES];
    uint8_t result[TW_HMAC_BYTES];
    struct tw__hmac_key key;
    memcpy(text, client, TW_SEAL_NONCE_BYTES);
    memcpy(text + TW_SEAL_NONCE_BYTES, device, TW_SEAL_NONCE_BYTES);
    memcpy(text + 2 * TW_SEAL_NONCE_BYTES, seal->id, TW_SEAL_ID_BYTES);
    tw__hmac_key_init(&key, seal->key, TW_SEAL_KEY_BYTES);
    digest(&key, "TinyWASM seal 1", text, sizeof text, result);
    tw__hmac_key_init(session, result, sizeof result);
    tw__secret_wipe(&key, sizeof key);
    tw__secret_wipe(result, sizeof result);
}

static void direction_key(const struct tw__hmac_key *session, const char *label, uint32_t *words) {
    uint8_t result[TW_HMAC_BYTES];
    struct tw__hmac_key key;
    digest(session, label, "", 0, result);
    tw__hmac_key_init(&key, result, sizeof result);
    memcpy(words, &key, sizeof key);
    tw__secret_wipe(&key, sizeof key);
    tw__secret_wipe(result, sizeof result);
}

static void open_session(tw_seal_t *seal, const struct tw__hmac_key *session) {
    uint8_t id[TW_HMAC_BYTES];
    direction_key(session, "client data", seal->is_client ? seal->our_keys : seal->their_keys);
    direction_key(session, "device data", seal->is_client ? seal->their_keys : seal->our_keys);
    digest(session, "id", "", 0, id);
    memcpy(seal->own_id, id, TW_SEAL_ID_BYTES);
    tw__secret_wipe(seal->key, sizeof seal->key);
    seal->state = TW_SEAL_OPEN;
}

static void make_tag(const uint32_t *words, uint64_t number, const uint8_t *record, uint32_t size,
                     uint8_t *tag) {
    struct tw__hmac hmac;
    struct tw__hmac_key key;
    uint8_t result[TW_HMAC_BYTES];
    uint8_t count[8];
    for (uint32_t i = 0; i < sizeof count; i++) {
        count[i] = (uint8_t)(number >> (8 * i));
    }
    memcpy(&key, words, sizeof key);
    tw__hmac_begin(&hmac, &key);
    tw__hmac_add(&hmac, count, sizeof count);
    tw__hmac_add(&hmac, record, size);
    tw__hmac_end(&hmac, result);
    memcpy(tag, result, TAG_BYTES);
}

// ---- what goes ----

static uint8_t *begin_record(tw_seal_t *seal, uint8_t type, uint32_t size) {
    TW_ASSERT(seal->out_size == 0);
    seal->out[0] = type;
    seal->out[1] = (uint8_t)size;
    seal->out[2] = (uint8_t)(size >> 8);
    seal->out_first = 0;
    seal->out_size = (uint16_t)(HEAD_BYTES + size);
    return seal->out + HEAD_BYTES;
}

static void seal_record(tw_seal_t *seal, uint8_t type, uint32_t size) {
    begin_record(seal, type, size);
    make_tag(seal->our_keys, seal->our_count, seal->out, seal->out_size,
             seal->out + seal->out_size);
    seal->our_count++;
    seal->out_size = (uint16_t)(seal->out_size + TAG_BYTES);
}

static void say_hello(tw_seal_t *seal) {
    uint8_t *body = begin_record(seal, HELLO, HELLO_BYTES);
    memcpy(body, magic, MAGIC_BYTES);
    memcpy(body + MAGIC_BYTES, seal->our_nonce, TW_SEAL_NONCE_BYTES);
    memcpy(body + MAGIC_BYTES + TW_SEAL_NONCE_BYTES, seal->id, TW_SEAL_ID_BYTES);
}

static void want(tw_seal_t *seal, uint8_t type) {
    if (seal->state == TW_SEAL_OPEN) {
        seal->wanted = (uint8_t)(seal->wanted | 1u << (type - CLOSE));
    }
}

static bool take_wanted(tw_seal_t *seal, uint8_t type) {
    uint8_t bit = (uint8_t)(1u << (type - CLOSE));
    bool is_wanted = (seal->wanted & bit) != 0;
    seal->wanted = (uint8_t)(seal->wanted & ~bit);
    return is_wanted;
}

// CLOSE goes behind all data.
static void seal_next(tw_seal_t *seal) {
    if (seal->text_size > 0) {  // it lies where the record's body does
        uint32_t size = seal->text_size;
        seal->text_size = 0;
        seal_record(seal, DATA, size);
    } else if (take_wanted(seal, PONG)) {
        seal_record(seal, PONG, 0);
    } else if (take_wanted(seal, PING)) {
        seal_record(seal, PING, 0);
    } else if (take_wanted(seal, CLOSE)) {
        seal_record(seal, CLOSE, 0);
    }
}

size_t tw_seal_output(tw_seal_t *seal, const uint8_t **bytes) {
    if (seal->out_size == 0 && seal->state == TW_SEAL_OPEN) {
        seal_next(seal);
    }
    *bytes = seal->out + seal->out_first;
    return (size_t)(seal->out_size - seal->out_first);
}

void tw_seal_sent(tw_seal_t *seal, size_t size) {
    TW_ASSERT(size <= (size_t)(seal->out_size - seal->out_first));
    seal->out_first = (uint16_t)(seal->out_first + size);
    if (seal->out_first == seal->out_size) {
        seal->out_first = 0;
        seal->out_size = 0;
    }
}

size_t tw_seal_write(tw_seal_t *seal, const void *bytes, size_t size) {
    if (seal->state != TW_SEAL_OPEN || seal->out_size != 0) {
        return 0;
    }
    size_t room = TW_SEAL_DATA_BYTES - (size_t)seal->text_size;
    size = size < room ? size : room;
    memcpy(seal->out + HEAD_BYTES + seal->text_size, bytes, size);
    seal->text_size = (uint16_t)(seal->text_size + size);
    return size;
}

void tw_seal_ping(tw_seal_t *seal) {
    want(seal, PING);
}

void tw_seal_close(tw_seal_t *seal) {
    want(seal, CLOSE);
}

// ---- the handshake ----

static bool has_magic(const uint8_t *body) {
    return memcmp(body, magic, MAGIC_BYTES) == 0;
}

// Device: the id that the client asks for is kept where ours was, which is compared first.
static void take_hello(tw_seal_t *seal, const uint8_t *body) {
    static const uint8_t none[TW_SEAL_ID_BYTES];
    const uint8_t *id = body + MAGIC_BYTES + TW_SEAL_NONCE_BYTES;
    if (!has_magic(body)) {
        fail(seal, TW_ERR_UNSUPPORTED);
        return;
    }
    seal->is_continued =
        memcmp(id, none, sizeof none) != 0 && tw__secret_equal(id, seal->id, TW_SEAL_ID_BYTES);
    memcpy(seal->their_nonce, body + MAGIC_BYTES, TW_SEAL_NONCE_BYTES);
    memcpy(seal->id, id, TW_SEAL_ID_BYTES);
    uint8_t *answer = begin_record(seal, CHALLENGE, CHALLENGE_BYTES);
    memcpy(answer, magic, MAGIC_BYTES);
    memcpy(answer + MAGIC_BYTES, seal->our_nonce, TW_SEAL_NONCE_BYTES);
    seal->step = PROOF;
}

static void take_challenge(tw_seal_t *seal, const uint8_t *body) {
    struct tw__hmac_key session;
    if (!has_magic(body)) {
        fail(seal, TW_ERR_UNSUPPORTED);
        return;
    }
    memcpy(seal->their_nonce, body + MAGIC_BYTES, TW_SEAL_NONCE_BYTES);
    session_key(seal, &session);
    digest(&session, "client proof", "", 0, begin_record(seal, PROOF, TW_HMAC_BYTES));
    tw__secret_wipe(&session, sizeof session);
    seal->step = WELCOME;
}

static void take_proof(tw_seal_t *seal, const uint8_t *body) {
    struct tw__hmac_key session;
    uint8_t wanted[TW_HMAC_BYTES];
    session_key(seal, &session);
    digest(&session, "client proof", "", 0, wanted);
    if (!tw__secret_equal(body, wanted, sizeof wanted)) {
        fail(seal, TW_ERR_DENIED);
    } else {
        uint8_t *answer = begin_record(seal, WELCOME, WELCOME_BYTES);
        answer[0] = seal->is_continued ? 1 : 0;
        digest(&session, "device proof", answer, 1, answer + 1);
        open_session(seal, &session);
    }
    tw__secret_wipe(&session, sizeof session);
    tw__secret_wipe(wanted, sizeof wanted);
}

static void take_welcome(tw_seal_t *seal, const uint8_t *body) {
    struct tw__hmac_key session;
    uint8_t wanted[TW_HMAC_BYTES];
    session_key(seal, &session);
    digest(&session, "device proof", body, 1, wanted);
    if (!tw__secret_equal(body + 1, wanted, sizeof wanted)) {
        fail(seal, TW_ERR_DENIED);
    } else {
        seal->is_continued = body[0] == 1;
        open_session(seal, &session);
    }
    tw__secret_wipe(&session, sizeof session);
    tw__secret_wipe(wanted, sizeof wanted);
}

static void take_refusal(tw_seal_t *seal, const uint8_t *body) {
    bool is_key = body[0] == TW_SEAL_WRONG_KEY;
    seal->reason = body[0];
    fail(seal, is_key ? TW_ERR_DENIED : TW_ERR_BUSY);
}

// ---- what comes ----

static void take_sealed(tw_seal_t *seal, uint32_t size) {
    switch (seal->in[0]) {
        case DATA:
            seal->in_first = HEAD_BYTES;
            seal->in_count = (uint16_t)size;
            break;
        case CLOSE:
            seal->state = TW_SEAL_CLOSED;
            break;
        case PING:
            want(seal, PONG);
            break;
        default:
            seal->pongs++;
            break;
    }
}

// The bytes that a record's body has; 0: no such record may come now.
static uint32_t most_body(const tw_seal_t *seal, uint8_t type) {
    if (seal->state == TW_SEAL_OPEN) {
        return type == DATA ? TW_SEAL_DATA_BYTES : 0;
    }
    switch (type) {
        case HELLO:
            return HELLO_BYTES;
        case CHALLENGE:
            return CHALLENGE_BYTES;
        case PROOF:
            return TW_HMAC_BYTES;
        case WELCOME:
            return WELCOME_BYTES;
        default:
            return 1;
    }
}

// Whether a record of this type and size may come now.
static bool may_come(const tw_seal_t *seal, uint8_t type, uint32_t size) {
    uint32_t most = most_body(seal, type);
    if (seal->state == TW_SEAL_OPEN) {
        return type >= DATA && type <= PONG && size <= most && (type != DATA || size > 0);
    }
    bool is_refusal = type == REFUSAL && seal->is_client;
    return (type == seal->step || is_refusal) && size == most;
}

static void take_shaking(tw_seal_t *seal) {
    const uint8_t *body = seal->in + HEAD_BYTES;
    switch (seal->in[0]) {
        case HELLO:
            take_hello(seal, body);
            break;
        case CHALLENGE:
            take_challenge(seal, body);
            break;
        case PROOF:
            take_proof(seal, body);
            break;
        case WELCOME:
            take_welcome(seal, body);
            break;
        default:
            take_refusal(seal, body);
            break;
    }
}

static void take_record(tw_seal_t *seal, uint32_t size) {
    uint8_t tag[TAG_BYTES];
    seal->in_size = 0;
    if (seal->state == TW_SEAL_SHAKING) {
        take_shaking(seal);
        return;
    }
    make_tag(seal->their_keys, seal->their_count, seal->in, HEAD_BYTES + size, tag);
    if (!tw__secret_equal(tag, seal->in + HEAD_BYTES + size, TAG_BYTES)) {
        fail(seal, TW_ERR_CORRUPT);
        return;
    }
    seal->their_count++;
    take_sealed(seal, size);
}

// Whether what has come can be answered, and has a place.
static bool is_ready(const tw_seal_t *seal) {
    return (seal->state == TW_SEAL_SHAKING && seal->out_size == 0) ||
           (seal->state == TW_SEAL_OPEN && seal->in_count == 0);
}

static void take_byte(tw_seal_t *seal, uint8_t byte) {
    seal->in[seal->in_size++] = byte;
    if (seal->in_size < HEAD_BYTES) {
        return;
    }
    uint32_t size = seal->in[1] | (uint32_t)seal->in[2] << 8;
    if (seal->in_size == HEAD_BYTES && !may_come(seal, seal->in[0], size)) {
        fail(seal, seal->state == TW_SEAL_OPEN ? TW_ERR_CORRUPT : TW_ERR_UNSUPPORTED);
        return;
    }
    uint32_t tag_size = seal->state == TW_SEAL_OPEN ? TAG_BYTES : 0;
    if (seal->in_size == HEAD_BYTES + size + tag_size) {
        take_record(seal, size);
    }
}

size_t tw_seal_feed(tw_seal_t *seal, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    size_t taken = 0;
    while (taken < size && is_ready(seal)) {
        take_byte(seal, from[taken++]);
    }
    return taken;
}

size_t tw_seal_read(tw_seal_t *seal, void *bytes, size_t size) {
    size = size < seal->in_count ? size : seal->in_count;
    memcpy(bytes, seal->in + seal->in_first, size);
    seal->in_first = (uint16_t)(seal->in_first + size);
    seal->in_count = (uint16_t)(seal->in_count - size);
    return size;
}

// ---- beginning and end ----

void tw_seal_init(tw_seal_t *seal, tw_seal_role_t role, const uint8_t *key, const uint8_t *nonce,
                  const uint8_t *last_id) {
    memset(seal, 0, sizeof *seal);
    seal->is_client = role == TW_SEAL_CLIENT;
    memcpy(seal->key, key, TW_SEAL_KEY_BYTES);
    memcpy(seal->our_nonce, nonce, TW_SEAL_NONCE_BYTES);
    if (last_id != NULL) {
        memcpy(seal->id, last_id, TW_SEAL_ID_BYTES);
    }
    seal->step = HELLO;
    if (seal->is_client) {
        say_hello(seal);
        seal->step = CHALLENGE;
    }
}

void tw_seal_wipe(tw_seal_t *seal) {
    tw__secret_wipe(seal, sizeof *seal);
    seal->state = TW_SEAL_FAILED;
}

void tw_seal_refusal(tw_seal_reason_t reason, uint8_t *bytes) {
    bytes[0] = REFUSAL;
    bytes[1] = 1;
    bytes[2] = 0;
    bytes[3] = (uint8_t)reason;
}
