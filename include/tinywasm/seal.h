// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SEAL_H
#define TINYWASM_SEAL_H

// A stream of bytes between two that have the same key, over a carrier that anybody may read and
// write: each knows that the other has the key, and that what comes was sent in this session, to
// this side, unchanged, in order and without gaps. Nothing is hidden: who listens reads all.
//
// A seal does no input or output. Its owner gives it what came (tw_seal_feed) and sends what it
// has (tw_seal_output); both sides of the stream are read and written beside that. Records:
//
//     type  1 byte
//     size  2 bytes, little-endian: of the body
//     body
//     tag   16 bytes, behind the handshake: HMAC-SHA-256 of number (8 bytes, counted from 0 for
//           each direction), type, size and body, cut
//
//     1 HELLO      client  "TWSL" 1, nonce (32), id of the session to go on with, or zeros (16)
//     2 CHALLENGE  device  "TWSL" 1, nonce (32)
//     3 PROOF      client  HMAC(session, "client proof")
//     4 WELCOME    device  is_continued (1), HMAC(session, "device proof" is_continued)
//     5 REFUSAL    device  reason (1); nobody vouches for it
//     6 DATA       both    1 to 256 bytes of the stream
//     7 CLOSE      both    nothing: no more follows
//     8 PING       both    nothing
//     9 PONG       both    nothing: answers PING
//
// session is HMAC(key, "TinyWASM seal 1" nonces and id); the two keys of the tags and the id of the
// session are HMAC(session, "client data"), "device data" and "id". No function waits, allocates
// or may be called from an ISR.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SEAL_KEY_BYTES 32
#define TW_SEAL_NONCE_BYTES 32
#define TW_SEAL_ID_BYTES 16
#define TW_SEAL_DATA_BYTES 256  // of a record
#define TW_SEAL_RECORD_BYTES (3 + TW_SEAL_DATA_BYTES + 16)
#define TW_SEAL_REFUSAL_BYTES 4

typedef enum tw_seal_role { TW_SEAL_CLIENT, TW_SEAL_DEVICE } tw_seal_role_t;

typedef enum tw_seal_state {
    TW_SEAL_SHAKING,  // hands: nothing can be read or written yet
    TW_SEAL_OPEN,
    TW_SEAL_CLOSED,  // the peer has closed in order; what has come can be read
    TW_SEAL_FAILED   // err says why; nothing is taken or sent any more
} tw_seal_state_t;

typedef enum tw_seal_reason {
    TW_SEAL_BUSY = 1,   // somebody else has the session
    TW_SEAL_WRONG_KEY,  // or the wrong device
    TW_SEAL_NO_NONCE,   // the device cannot make a nonce that it never used
    TW_SEAL_TOO_LATE,   // the client was silent for too long
} tw_seal_reason_t;

// The caller gives the memory; all but state, err and reason is the seal's.
typedef struct tw_seal {
    tw_seal_state_t state;
    tw_err_t err;       // FAILED: DENIED: the peer has another key; CORRUPT: what came is not what
                        // was sent; UNSUPPORTED: it speaks something else; BUSY: see reason
    uint8_t reason;     // of a refusal, a tw_seal_reason_t; 0: none came
    bool is_continued;  // the session goes on where the one of the given id was
    bool is_client;
    uint8_t step;
    uint8_t wanted;  // records without a body that are to be sent, a bit each
    uint8_t key[TW_SEAL_KEY_BYTES];
    uint8_t our_nonce[TW_SEAL_NONCE_BYTES];
    uint8_t their_nonce[TW_SEAL_NONCE_BYTES];
    uint8_t id[TW_SEAL_ID_BYTES];      // that the client asks to go on with
    uint8_t own_id[TW_SEAL_ID_BYTES];  // of this session, for the next one
    uint32_t our_keys[16];
    uint32_t their_keys[16];
    uint64_t our_count;
    uint64_t their_count;
    uint32_t pongs;  // that came
    uint16_t in_size;
    uint16_t in_first;  // of the stream's bytes that are not read yet
    uint16_t in_count;
    uint16_t text_size;  // of the stream's bytes that are not sealed yet
    uint16_t out_first;
    uint16_t out_size;  // of the sealed record; 0: there is none
    uint8_t in[TW_SEAL_RECORD_BYTES];
    uint8_t out[TW_SEAL_RECORD_BYTES];
} tw_seal_t;

// Begins a session. key (TW_SEAL_KEY_BYTES) and nonce (TW_SEAL_NONCE_BYTES, never used before with
// this key) are copied. last_id: the id of the session before, or NULL; a client asks to go on with
// it, a device agrees to that one alone.
void tw_seal_init(tw_seal_t *seal, tw_seal_role_t role, const uint8_t *key, const uint8_t *nonce,
                  const uint8_t *last_id);
// Takes bytes that came from the carrier and gives how many: fewer while the stream is not read, or
// what it has to answer is not sent.
size_t tw_seal_feed(tw_seal_t *seal, const void *bytes, size_t size);
// What is to be sent: how many bytes, at *bytes, valid until the next call. tw_seal_sent says how
// many of them the carrier took.
size_t tw_seal_output(tw_seal_t *seal, const uint8_t **bytes);
void tw_seal_sent(tw_seal_t *seal, size_t size);
// The stream: how many bytes were taken or given, 0 while nothing can be.
size_t tw_seal_read(tw_seal_t *seal, void *bytes, size_t size);
size_t tw_seal_write(tw_seal_t *seal, const void *bytes, size_t size);
// Asks the peer for a sign of life: seal->pongs grows when it comes.
void tw_seal_ping(tw_seal_t *seal);
// Tells the peer that no more follows; send the output.
void tw_seal_close(tw_seal_t *seal);
// Overwrites the keys. Nothing but init may follow.
void tw_seal_wipe(tw_seal_t *seal);
// The record that refuses a client which has no seal: TW_SEAL_REFUSAL_BYTES.
void tw_seal_refusal(tw_seal_reason_t reason, uint8_t *bytes);

#ifdef __cplusplus
}
#endif
#endif
