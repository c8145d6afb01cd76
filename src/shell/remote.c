// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hmac.h"
#include "shell/state.h"
#include "tinywasm/remote_key.h"
#include "tinywasm/shell_remote.h"

// One connection shakes hands or has the session, a second one may wait. What comes goes through
// the seal to the shell, and back; the shell knows neither.

enum state { NOBODY, SHAKING, OPEN, REFUSING, LEAVING };

#define LOOK_MS 1000u  // between looks whether there is a key
#define LEAVE_MS 1000u
#define FIRST_PENALTY_MS 1000u
#define MOST_PENALTY_MS 16000u
#define TURNS 16u   // of the shell in a poll
#define RECORDS 2u  // that leave in a poll

// ---- connections ----

static void send_refusal(tw_shell_remote_t *remote, int32_t connection, tw_seal_reason_t reason) {
    const tw_shell_remote_config_t *config = &remote->config;
    uint8_t bytes[TW_SEAL_REFUSAL_BYTES];
    tw_seal_refusal(reason, bytes);
    // What the carrier does not take is not missed: it is a courtesy.
    (void)config->carrier->send(config->carrier_ctx, connection, bytes, sizeof bytes);
    config->carrier->close(config->carrier_ctx, connection);
}

static void leave(tw_shell_remote_t *remote) {
    if (remote->connection >= 0) {
        remote->config.carrier->close(remote->config.carrier_ctx, remote->connection);
    }
    tw_seal_wipe(&remote->seal);
    remote->connection = -1;
    remote->state = NOBODY;
}

static void enter(tw_shell_remote_t *remote, uint8_t state, uint32_t now_ms) {
    remote->state = state;
    remote->since_ms = now_ms;
}

// The connection ends; if it was a session, what it has left is kept for a while.
static void end_connection(tw_shell_remote_t *remote, uint32_t now_ms) {
    bool was_open = remote->state == OPEN || remote->state == LEAVING;
    leave(remote);
    remote->since_ms = now_ms;
    if (was_open) {
        tw__shell_hang_up(&remote->shell, true);
        remote->is_kept = true;
    }
}

static void give_up_kept(tw_shell_remote_t *remote) {
    tw__shell_hang_up(&remote->shell, false);
    (void)tw__shell_claim_state(&remote->shell);
    memset(remote->last_id, 0, sizeof remote->last_id);
    remote->is_kept = false;
}

// ---- nonces ----

// This start of the machine is counted once for each seed: a new one comes with its own count.
static bool count_start(tw_shell_remote_t *remote, tw_remote_key_t *key) {
    if (!key->has_seed) {
        return false;
    }
    if (remote->starts > 0 && memcmp(remote->counted, key->seed, sizeof remote->counted) == 0) {
        return true;
    }
    if (tw_remote_key_count(remote->shell.config.engine, key) != TW_ERR_OK) {
        return false;
    }
    memcpy(remote->counted, key->seed, sizeof remote->counted);
    remote->starts = key->starts;
    return true;
}

static bool make_nonce(tw_shell_remote_t *remote, tw_remote_key_t *key, uint8_t *nonce) {
    static const char label[] = "TinyWASM nonce";
    struct tw__hmac_key hmac_key;
    struct tw__hmac hmac;
    uint8_t random[TW_SEAL_NONCE_BYTES] = {0};
    bool is_random = remote->config.random != NULL && remote->config.random(random, sizeof random);
    if (!is_random && !count_start(remote, key)) {
        return false;
    }
    const uint32_t counts[2] = {remote->starts, remote->session_count++};
    tw__hmac_key_init(&hmac_key, key->key, sizeof key->key);
    tw__hmac_begin(&hmac, &hmac_key);
    tw__hmac_add(&hmac, label, sizeof label);
    tw__hmac_add(&hmac, key->seed, sizeof key->seed);
    tw__hmac_add(&hmac, counts, sizeof counts);
    tw__hmac_add(&hmac, random, sizeof random);
    tw__hmac_end(&hmac, nonce);
    tw__secret_wipe(&hmac_key, sizeof hmac_key);
    return true;
}

// ---- who comes ----

static void begin(tw_shell_remote_t *remote, int32_t connection, uint32_t now_ms) {
    tw_remote_key_t key;
    uint8_t nonce[TW_SEAL_NONCE_BYTES];
    tw_err_t err = tw_remote_key_read(remote->shell.config.engine, &key);
    if (err != TW_ERR_OK || !make_nonce(remote, &key, nonce)) {
        send_refusal(remote, connection, TW_SEAL_NO_NONCE);
    } else {
        tw_seal_init(&remote->seal, TW_SEAL_DEVICE, key.key, nonce, remote->last_id);
        remote->connection = connection;
        remote->received_count = 0;
        enter(remote, SHAKING, now_ms);
    }
    tw__secret_wipe(&key, sizeof key);
}

// A key may come and go at any time.
static void look_for_key(tw_shell_remote_t *remote, uint32_t now_ms) {
    const tw_shell_remote_config_t *config = &remote->config;
    if (now_ms - remote->looked_ms < LOOK_MS) {
        return;
    }
    remote->looked_ms = now_ms;
    bool is_set = tw_remote_key_is_set(remote->shell.config.engine);
    if (is_set && !remote->is_listening) {
        remote->is_listening = config->carrier->open(config->carrier_ctx) == TW_ERR_OK;
    } else if (!is_set && remote->is_listening) {
        config->carrier->shut(config->carrier_ctx);
        remote->is_listening = false;
    }
}

static void accept_one(tw_shell_remote_t *remote, uint32_t now_ms) {
    const tw_shell_remote_config_t *config = &remote->config;
    if (remote->connection < 0 && remote->waiting >= 0) {
        int32_t connection = remote->waiting;
        remote->waiting = -1;
        begin(remote, connection, now_ms);
        return;
    }
    int32_t connection = remote->is_listening && remote->waiting < 0
                             ? config->carrier->accept(config->carrier_ctx)
                             : -1;
    if (connection < 0) {
        return;
    }
    if (remote->connection < 0) {
        begin(remote, connection, now_ms);
        return;
    }
    remote->waiting = connection;
    remote->waiting_ms = now_ms;
    remote->waiting_pongs = remote->seal.pongs;
    tw_seal_ping(&remote->seal);
}

// While somebody waits: whether the session is alive.
static void watch_session(tw_shell_remote_t *remote, uint32_t now_ms) {
    if (remote->waiting < 0 || remote->state != OPEN) {
        return;
    }
    if (remote->seal.pongs != remote->waiting_pongs) {
        send_refusal(remote, remote->waiting, TW_SEAL_BUSY);
        remote->waiting = -1;
    } else if (now_ms - remote->waiting_ms >= TW_SHELL_REMOTE_ALIVE_MS) {
        end_connection(remote, now_ms);
    }
}

// ---- bytes ----

// False if the connection is gone.
static bool receive(tw_shell_remote_t *remote) {
    if (remote->received_count == 0) {
        int32_t count =
            remote->config.carrier->receive(remote->config.carrier_ctx, remote->connection,
                                            remote->received, sizeof remote->received);
        remote->received_first = 0;
        remote->received_count = (uint8_t)(count > 0 ? count : 0);
        if (count < 0) {
            return false;
        }
    }
    size_t taken = tw_seal_feed(&remote->seal, remote->received + remote->received_first,
                                remote->received_count);
    remote->received_first = (uint8_t)(remote->received_first + taken);
    remote->received_count = (uint8_t)(remote->received_count - taken);
    return true;
}

static bool send_output(tw_shell_remote_t *remote) {
    const uint8_t *bytes = NULL;
    for (uint32_t i = 0; i < RECORDS; i++) {
        size_t size = tw_seal_output(&remote->seal, &bytes);
        int32_t count =
            size == 0 ? 0
                      : remote->config.carrier->send(remote->config.carrier_ctx, remote->connection,
                                                     bytes, (uint32_t)size);
        if (count < 0) {
            return false;
        }
        tw_seal_sent(&remote->seal, (size_t)count);
        if (count == 0 || (size_t)count < size) {
            break;
        }
    }
    return true;
}

static size_t read_stream(void *ctx, void *bytes, size_t size) {
    tw_shell_remote_t *remote = ctx;
    size_t count = tw_seal_read(&remote->seal, bytes, size);
    if (count > 0) {
        remote->data_ms = remote->shell.now_ms;
    }
    return count;
}

static size_t write_stream(void *ctx, const void *bytes, size_t size) {
    tw_shell_remote_t *remote = ctx;
    return tw_seal_write(&remote->seal, bytes, size);
}

// ---- states ----

static void open_session(tw_shell_remote_t *remote, uint32_t now_ms) {
    tw__shell_hang_up(&remote->shell, remote->seal.is_continued);
    memcpy(remote->last_id, remote->seal.own_id, sizeof remote->last_id);
    remote->is_kept = false;
    remote->penalty_ms = 0;
    remote->data_ms = now_ms;
    enter(remote, OPEN, now_ms);
}

static void refuse_later(tw_shell_remote_t *remote, uint32_t now_ms) {
    uint32_t penalty_ms = 2 * remote->penalty_ms;
    penalty_ms = penalty_ms < FIRST_PENALTY_MS ? FIRST_PENALTY_MS : penalty_ms;
    remote->penalty_ms = penalty_ms < MOST_PENALTY_MS ? penalty_ms : MOST_PENALTY_MS;
    enter(remote, REFUSING, now_ms);
}

static void shake(tw_shell_remote_t *remote, uint32_t now_ms) {
    bool is_there = receive(remote) && send_output(remote);
    bool is_late = now_ms - remote->since_ms >= remote->config.handshake_ms;
    if (remote->seal.state == TW_SEAL_OPEN) {
        open_session(remote, now_ms);
    } else if (remote->seal.state == TW_SEAL_FAILED && remote->seal.err == TW_ERR_DENIED) {
        refuse_later(remote, now_ms);
    } else if (!is_there || remote->seal.state == TW_SEAL_FAILED) {
        end_connection(remote, now_ms);
    } else if (is_late) {
        send_refusal(remote, remote->connection, TW_SEAL_TOO_LATE);
        remote->connection = -1;
        leave(remote);
    }
}

static void talk(tw_shell_remote_t *remote, uint32_t now_ms) {
    bool is_busy = true;
    bool is_there = true;
    for (uint32_t i = 0; i < TURNS && is_busy && is_there; i++) {
        is_there = receive(remote);
        is_busy = tw_shell_poll(&remote->shell, now_ms);
    }
    is_there = is_there && send_output(remote);
    bool is_idle = remote->config.idle_ms != 0 && remote->shell.command == NULL &&
                   now_ms - remote->data_ms >= remote->config.idle_ms;
    if (!is_there || remote->seal.state != TW_SEAL_OPEN) {
        end_connection(remote, now_ms);
    } else if (is_idle) {
        tw_seal_close(&remote->seal);
        enter(remote, LEAVING, now_ms);
    }
}

static void poll_connection(tw_shell_remote_t *remote, uint32_t now_ms) {
    uint32_t passed_ms = now_ms - remote->since_ms;
    switch (remote->state) {
        case SHAKING:
            shake(remote, now_ms);
            break;
        case OPEN:
            talk(remote, now_ms);
            break;
        case REFUSING:
            if (passed_ms >= remote->penalty_ms) {
                send_refusal(remote, remote->connection, TW_SEAL_WRONG_KEY);
                remote->connection = -1;
                leave(remote);
            }
            break;
        case LEAVING:
            if (!send_output(remote) || passed_ms >= LEAVE_MS) {
                end_connection(remote, now_ms);
            }
            break;
        default:
            break;
    }
}

// A command goes on while nobody is there; what it says waits.
static void poll_kept(tw_shell_remote_t *remote, uint32_t now_ms) {
    if (remote->is_kept && now_ms - remote->since_ms >= remote->config.keep_ms) {
        give_up_kept(remote);
    }
    if (remote->shell.command != NULL) {
        (void)tw_shell_poll(&remote->shell, now_ms);
    }
}

// ---- the device ----

static tw_shell_remote_t *of_device(tw_device_t *device) {
    return (tw_shell_remote_t *)(void *)device;
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_shell_remote_t *remote = of_device(device);
    look_for_key(remote, now_ms);
    accept_one(remote, now_ms);
    poll_connection(remote, now_ms);
    watch_session(remote, now_ms);
    if (remote->state != OPEN) {
        poll_kept(remote, now_ms);
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_shell_remote_t *remote = of_device(device);
    remote->shell.config.engine = engine;
    remote->looked_ms = 0u - LOOK_MS;
    return TW_ERR_OK;
}

// The modules are gone already, that of an upload too: the shell forgets them.
static void stop(tw_device_t *device) {
    tw_shell_remote_t *remote = of_device(device);
    bool may_save = remote->shell.command != NULL || remote->shell.give_up != NULL;
    if (remote->waiting >= 0) {
        send_refusal(remote, remote->waiting, TW_SEAL_BUSY);
        remote->waiting = -1;
    }
    leave(remote);
    if (may_save && remote->config.shell.filestore != NULL) {
        tw_filestore_save_abort(remote->config.shell.filestore);
    }
    tw_shell_init(&remote->shell, &remote->config.shell);
    remote->is_kept = false;
    if (remote->is_listening) {
        remote->config.carrier->shut(remote->config.carrier_ctx);
        remote->is_listening = false;
    }
}

static const tw_device_ops_t ops = {"remote shell", start, stop, poll, NULL};

void tw_shell_remote_config_init(tw_shell_remote_config_t *config) {
    memset(config, 0, sizeof *config);
    tw_shell_config_init(&config->shell);
    config->handshake_ms = 5000;
    config->idle_ms = 600000;
    config->keep_ms = 300000;
}

void tw_shell_remote_init(tw_shell_remote_t *remote, const tw_shell_remote_config_t *config) {
    TW_ASSERT(config->carrier != NULL);
    memset(remote, 0, sizeof *remote);
    remote->device.ops = &ops;
    remote->config = *config;
    remote->config.shell.read = read_stream;
    remote->config.shell.write = write_stream;
    remote->config.shell.ctx = remote;
    remote->config.shell.is_remote = true;
    remote->connection = -1;
    remote->waiting = -1;
    tw_shell_init(&remote->shell, &remote->config.shell);
    remote->shell.is_quiet = true;
}

bool tw_shell_remote_is_open(const tw_shell_remote_t *remote) {
    return remote->state == OPEN;
}
