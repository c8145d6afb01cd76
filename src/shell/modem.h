// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_MODEM_H
#define TW_SHELL_MODEM_H

// XMODEM-CRC and YMODEM, each side a machine that is given bytes and the time, and calls back. A
// packet: SOH or STX, number, its complement, 128 or 1,024 bytes, CRC-16. YMODEM puts a packet of
// number 0 in front that has name and size, and an empty one behind the last file.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/error.h"

#define TW_MODEM_SOH 0x01u
#define TW_MODEM_STX 0x02u
#define TW_MODEM_EOT 0x04u
#define TW_MODEM_ACK 0x06u
#define TW_MODEM_NAK 0x15u
#define TW_MODEM_CAN 0x18u
#define TW_MODEM_PAD 0x1au
#define TW_MODEM_CRC 'C'
#define TW_MODEM_FRAME_BYTES 5u  // of a packet beside its data
#define TW_MODEM_TRIES 10u
#define TW_MODEM_SIZE_UNKNOWN UINT32_MAX

// What both sides call. A call that fails ends the transfer, and the peer is told.
struct tw__modem_ops {
    void (*write)(void *ctx, const uint8_t *bytes, uint32_t size);
    // Receiving: a file begins (name is NULL and size unknown with XMODEM), goes on, is complete.
    tw_err_t (*begin)(void *ctx, const char *name, uint32_t size);
    tw_err_t (*data)(void *ctx, const uint8_t *bytes, uint32_t size);
    tw_err_t (*end)(void *ctx);
    // Sending: bytes [off, off + size) of the file.
    tw_err_t (*read)(void *ctx, uint32_t off, uint8_t *bytes, uint32_t size);
};

struct tw__receive;
// Takes the packet of number 0 in receive->packet.
typedef tw_err_t (*tw__receive_header_t)(struct tw__receive *receive);

struct tw__receive {
    const struct tw__modem_ops *ops;
    void *ctx;
    tw__receive_header_t header;  // NULL: YMODEM is not linked
    uint8_t *packet;
    uint32_t packet_size;
    const char *problem;  // why err is not OK; NULL if a call failed
    uint32_t have;        // bytes of the packet, without its first
    uint32_t data_size;   // that the packet has
    uint32_t since_ms;
    uint32_t entered_ms;  // the state
    tw_err_t err;
    uint8_t state;
    uint8_t next;  // number of the packet that is to come
    uint8_t tries;
    uint8_t cans;
    uint8_t stars;
    bool is_open;    // a file has begun
    bool is_batch;   // it is YMODEM
    bool has_begun;  // something that is a packet has come
    bool has_file;   // one is complete
    bool was_eot;
};

// packet: room for a packet's frame and 128 bytes, or 1,024.
void tw__receive_init(struct tw__receive *receive, const struct tw__modem_ops *ops, void *ctx,
                      tw__receive_header_t header, uint8_t *packet, uint32_t packet_size,
                      uint32_t now_ms);
void tw__receive_byte(struct tw__receive *receive, uint8_t byte, uint32_t now_ms);
void tw__receive_tick(struct tw__receive *receive, uint32_t now_ms);
// Over, and the line silent, or noisy for too long: err says how it went.
bool tw__receive_is_over(const struct tw__receive *receive);
tw_err_t tw__receive_ymodem_header(struct tw__receive *receive);

struct tw__send {
    const struct tw__modem_ops *ops;
    void *ctx;
    const char *name;  // NULL: XMODEM
    uint8_t *packet;
    uint32_t packet_size;
    const char *problem;
    uint32_t size;
    uint32_t off;  // of the packet's data in the file
    uint32_t data_size;
    uint32_t frame_size;  // bytes of the packet, and how many are written
    uint32_t written;
    uint32_t since_ms;
    tw_err_t err;
    uint8_t phase;
    uint8_t number;
    uint8_t tries;
    uint8_t cans;
    bool is_asked;  // the peer must ask with 'C' before the packet goes
};

// name is borrowed.
void tw__send_init(struct tw__send *send, const struct tw__modem_ops *ops, void *ctx,
                   const char *name, uint32_t size, uint8_t *packet, uint32_t packet_size,
                   uint32_t now_ms);
void tw__send_byte(struct tw__send *send, uint8_t byte, uint32_t now_ms);
void tw__send_tick(struct tw__send *send, uint32_t now_ms);
bool tw__send_is_over(const struct tw__send *send);

#endif
