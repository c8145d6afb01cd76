// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fault.h"
#include "base/mem.h"
#include "shell/crc.h"
#include "shell/modem.h"

// The sender waits to be asked, then sends packet by packet, each again until it is answered with
// ACK, a bounded number of times. A packet leaves in pieces, a few bytes per tick.

enum phase { HEADER, DATA, END, LAST, OVER };

#define ASK_MS 60000u
#define LAST_MS 5000u
#define ANSWER_MS 10000u
#define END_MS 3000u  // many receivers leave at once
#define END_TRIES 3u
#define PIECE_BYTES 64u
#define CANCELS 8u

void tw__send_init(struct tw__send *send, const struct tw__modem_ops *ops, void *ctx,
                   const char *name, uint32_t size, uint8_t *packet, uint32_t packet_size,
                   uint32_t now_ms) {
    memset(send, 0, sizeof *send);
    send->ops = ops;
    send->ctx = ctx;
    send->name = name;
    send->size = size;
    send->packet = packet;
    send->packet_size = packet_size;
    send->since_ms = now_ms;
    send->phase = name == NULL ? DATA : HEADER;
    send->number = name == NULL ? 1 : 0;
    send->is_asked = true;
}

bool tw__send_is_over(const struct tw__send *send) {
    return send->phase == OVER;
}

static void fail(struct tw__send *send, tw_err_t err, const char *problem) {
    static const uint8_t cancels[CANCELS] = {TW_MODEM_CAN, TW_MODEM_CAN, TW_MODEM_CAN,
                                             TW_MODEM_CAN, TW_MODEM_CAN, TW_MODEM_CAN,
                                             TW_MODEM_CAN, TW_MODEM_CAN};
    send->err = err;
    send->problem = problem;
    send->phase = OVER;
    send->ops->write(send->ctx, cancels, sizeof cancels);
}

// ---- packets ----

// Puts frame and CRC around the data_size bytes at packet + 3.
static void frame(struct tw__send *send) {
    uint8_t *packet = send->packet;
    uint32_t size = send->data_size;
    uint16_t crc = tw__crc_of(packet + 3, size);
    packet[0] = size == 128 ? TW_MODEM_SOH : TW_MODEM_STX;
    packet[1] = send->number;
    packet[2] = (uint8_t)~send->number;
    packet[3 + size] = (uint8_t)(crc >> 8);
    packet[4 + size] = (uint8_t)crc;
    send->frame_size = size + TW_MODEM_FRAME_BYTES;
}

static void make_header(struct tw__send *send) {
    send->data_size = 128;
    memset(send->packet + 3, 0, 128);
    if (send->phase == HEADER) {
        char *text = (char *)send->packet + 3;
        size_t size = tw__format(text, 100, "%s", send->name);
        tw__format(text + size + 1, 20, "%u", send->size);
    }
    frame(send);
}

static tw_err_t make_data(struct tw__send *send) {
    uint32_t left = send->size - send->off;
    bool is_long = left > 128 && send->packet_size >= 1024 + TW_MODEM_FRAME_BYTES;
    uint32_t room = is_long ? 1024 : 128;
    uint32_t size = left < room ? left : room;
    send->data_size = room;
    memset(send->packet + 3 + size, TW_MODEM_PAD, room - size);
    tw_err_t err = send->ops->read(send->ctx, send->off, send->packet + 3, size);
    frame(send);
    return err;
}

// Makes what the phase sends, and begins to send it.
static void begin(struct tw__send *send, uint32_t now_ms) {
    tw_err_t err = TW_ERR_OK;
    if (send->phase == DATA && send->off >= send->size) {
        send->phase = END;
    }
    if (send->phase == DATA) {
        err = make_data(send);
    } else if (send->phase == END) {
        send->packet[0] = TW_MODEM_EOT;
        send->frame_size = 1;
    } else {
        make_header(send);
    }
    send->is_asked = false;
    send->written = 0;
    send->since_ms = now_ms;
    if (err != TW_ERR_OK) {
        fail(send, err, NULL);
    }
}

// ---- answers ----

static void go_on(struct tw__send *send, uint32_t now_ms) {
    send->tries = 0;
    if (send->phase == LAST || (send->phase == END && send->name == NULL)) {
        send->phase = OVER;
        return;
    }
    if (send->phase == DATA) {
        send->off +=
            send->data_size < send->size - send->off ? send->data_size : send->size - send->off;
    }
    send->number = send->phase == END ? 0 : (uint8_t)(send->number + 1u);
    send->is_asked = send->phase == HEADER || send->phase == END;
    send->phase = send->phase == END ? LAST : DATA;
    send->since_ms = now_ms;
    if (!send->is_asked) {
        begin(send, now_ms);
    }
}

static void again(struct tw__send *send, uint32_t now_ms) {
    send->written = 0;
    send->since_ms = now_ms;
    send->tries++;
    if (send->phase == END && send->tries > END_TRIES) {
        fail(send, TW_ERR_IO, "all was sent, but the receiver does not confirm its end");
    } else if (send->tries > TW_MODEM_TRIES) {
        fail(send, TW_ERR_IO, "the line is too bad, or the receiver has gone");
    }
}

static void take_answer(struct tw__send *send, uint8_t byte, uint32_t now_ms) {
    bool is_first = send->phase == HEADER || (send->phase == DATA && send->off == 0);
    if (send->written < send->frame_size) {
        return;  // an answer to what was sent before
    }
    if (byte == TW_MODEM_ACK) {
        go_on(send, now_ms);
    } else if (byte == TW_MODEM_NAK || (byte == TW_MODEM_CRC && is_first)) {
        again(send, now_ms);
    }
}

void tw__send_byte(struct tw__send *send, uint8_t byte, uint32_t now_ms) {
    bool has_begun = send->phase != HEADER && (send->off > 0 || send->phase != DATA);
    send->cans = (uint8_t)(byte == TW_MODEM_CAN ? send->cans + 1 : 0);
    if (send->phase == OVER) {
        return;
    }
    if (send->cans >= 2) {
        send->phase = OVER;
        send->err = TW_ERR_INTERRUPTED;
        send->problem = "the receiver has cancelled";
    } else if (byte == 0x03 && send->is_asked && !has_begun) {
        fail(send, TW_ERR_INTERRUPTED, "given up");
    } else if (!send->is_asked) {
        take_answer(send, byte, now_ms);
    } else if (byte == TW_MODEM_CRC) {
        begin(send, now_ms);
    }
}

static void wait(struct tw__send *send, uint32_t now_ms) {
    uint32_t passed = now_ms - send->since_ms;
    if (send->phase == LAST && passed >= LAST_MS) {
        send->phase = OVER;  // the file is complete, and was acknowledged
    } else if (!send->is_asked) {
        if (passed >= (send->phase == END ? END_MS : ANSWER_MS)) {
            again(send, now_ms);
        }
    } else if (passed >= ASK_MS) {
        fail(send, TW_ERR_IO, "nobody receives");
    }
}

void tw__send_tick(struct tw__send *send, uint32_t now_ms) {
    if (send->phase == OVER) {
        return;
    }
    if (send->is_asked || send->written == send->frame_size) {
        wait(send, now_ms);
        return;
    }
    uint32_t size = send->frame_size - send->written;
    size = size < PIECE_BYTES ? size : PIECE_BYTES;
    send->ops->write(send->ctx, send->packet + send->written, size);
    send->written += size;
    send->since_ms = now_ms;
}
