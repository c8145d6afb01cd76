// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SHELL_REMOTE_H
#define TINYWASM_SHELL_REMOTE_H

// A shell behind a carrier that is not ours alone (TCP, Bluetooth), for who has the device's key:
// what `tw COMMAND --device tcp://HOST` speaks to. A device of the engine's, polled with it.
//
//     static tw_shell_remote_t remote;
//     tw_shell_remote_config_t config;
//     tw_shell_remote_config_init(&config);
//     config.shell.engine = ...; config.shell.filestore = ...; config.shell.tables = ...;
//     config.carrier = ...;
//     config.random = random;  // over hal_entropy_read; NULL on a machine without
//     tw_shell_remote_init(&remote, &config);
//     tw_engine_add_device(engine, &remote.device);
//
// - Without a key (tinywasm/remote_key.h) the carrier stays shut; it opens within a second after
//   one is set, and shuts when it is removed.
// - Both sides prove that they have the key before anything else is taken, and all that follows is
//   sealed (tinywasm/seal.h): nobody else can add, change, repeat or leave out a byte. Nothing is
//   hidden.
// - One session at a time. Who comes meanwhile is told so, unless the session has fallen silent: it
//   is asked for a sign of life, and without one within TW_SHELL_REMOTE_ALIVE_MS the new one has
//   it.
// - Who proves the key wrongly is answered only after a delay that doubles from 1 to 16 seconds and
//   falls back when somebody proves it rightly; nobody else is heard meanwhile.
// - A session that breaks can be gone on with: an upload stays open, and a command that was asked
//   twice is done once, for config.keep_ms or until another begins.
// - A session without a command for config.idle_ms is ended.
// - Each poll does a bounded piece of work.
//
// One thread, the engine's; nothing here may be called from an ISR.

#include "tinywasm/engine.h"
#include "tinywasm/seal.h"
#include "tinywasm/shell.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SHELL_REMOTE_ALIVE_MS 2000u
#define TW_SHELL_REMOTE_PORT 7531

// What connections come over. A connection is a number that is not negative. Nothing waits.
typedef struct tw_carrier_ops {
    const char *name;
    // Begins to listen. Called again, a second later, while it does not answer OK.
    tw_err_t (*open)(void *ctx);
    void (*shut)(void *ctx);  // stops to listen; connections stay
    // A connection that has come; -1: none.
    int32_t (*accept)(void *ctx);
    // How many bytes were given or taken; 0: none now; negative: the connection is gone.
    int32_t (*receive)(void *ctx, int32_t connection, void *bytes, uint32_t size);
    int32_t (*send)(void *ctx, int32_t connection, const void *bytes, uint32_t size);
    void (*close)(void *ctx, int32_t connection);  // also one that is gone
} tw_carrier_ops_t;

typedef struct tw_shell_remote_config {
    // engine and filestore, tables (tw_shell_device among them), packet and the rest; read, write,
    // ctx and is_remote are set by init.
    tw_shell_config_t shell;
    const tw_carrier_ops_t *carrier;
    void *carrier_ctx;
    // Fills bytes with random ones from a source good enough for keys; false if it gives none.
    // NULL: there is no such source.
    bool (*random)(void *bytes, size_t size);
    uint32_t handshake_ms;  // the most that shaking hands takes; default 5,000
    uint32_t idle_ms;       // default 600,000; 0: never
    uint32_t keep_ms;       // default 300,000
} tw_shell_remote_config_t;

typedef struct tw_shell_remote {
    tw_device_t device;
    // The rest is the device's.
    tw_shell_t shell;
    tw_shell_remote_config_t config;
    tw_seal_t seal;
    uint8_t last_id[TW_SEAL_ID_BYTES];  // of the session before
    int32_t connection;                 // -1: none
    int32_t waiting;                    // who came while there was one; -1: nobody
    uint8_t state;
    bool is_listening;
    bool is_kept;        // what the session before has left
    uint8_t counted[8];  // of the seed for which this start of the machine was counted
    uint32_t starts;     // with it
    uint32_t session_count;
    uint32_t penalty_ms;
    uint32_t since_ms;       // of the state
    uint32_t data_ms;        // when the client last sent something
    uint32_t looked_ms;      // when the key was last looked for
    uint32_t waiting_ms;     // since when somebody waits
    uint32_t waiting_pongs;  // that had come then
    uint8_t received[64];    // not yet taken by the seal
    uint8_t received_first;
    uint8_t received_count;
} tw_shell_remote_t;

void tw_shell_remote_config_init(tw_shell_remote_config_t *config);
// Copies config; what it points to, and remote, must outlive the engine.
void tw_shell_remote_init(tw_shell_remote_t *remote, const tw_shell_remote_config_t *config);
// Whether somebody who has the key is connected.
bool tw_shell_remote_is_open(const tw_shell_remote_t *remote);

// netkey: whether there is a key, and removes it; `tw netkey` sets it by a command in a frame. For
// a shell on a serial line: a remote one refuses it, for what it says can be overheard.
extern const tw_shell_table_t tw_shell_netkey;

#ifdef __cplusplus
}
#endif
#endif
