// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/mem.h"
#include "shell/crc.h"
#include "shell/modem.h"

// The receiver asks with 'C' until a packet comes, answers each, and asks again for what is damaged
// or missing, a bounded number of times. A first EOT is refused, for a damaged byte may look like
// one; the second is believed. After an end it waits for silence, so that what is still on the way
// is not taken for commands; not for ever, though: who never falls silent has the line back.

enum state { ASKING, WAITING, IN_PACKET, PURGING, CLOSING, OVER };

#define ASK_MS 1000u
#define ASK_TRIES 60u
#define ASK_MORE_TRIES 15u  // behind a file: longer than a sender waits that did not hear of it
#define WAIT_MS 10000u
#define GAP_MS 1000u
#define SILENCE_MS 200u
#define CLOSING_MS 500u  // senders throw away what comes while they leave
#define NOISE_MS 5000u   // silence is waited for; a packet takes less, at 2,400 bit/s too
#define CANCELS 8u

static void answer(struct tw__receive *receive, uint8_t byte) {
    receive->ops->write(receive->ctx, &byte, 1);
}

static void enter(struct tw__receive *receive, uint8_t state, uint32_t now_ms) {
    receive->state = state;
    receive->since_ms = now_ms;
    receive->entered_ms = now_ms;
}

void tw__receive_init(struct tw__receive *receive, const struct tw__modem_ops *ops, void *ctx,
                      tw__receive_header_t header, uint8_t *packet, uint32_t packet_size,
                      uint32_t now_ms) {
    memset(receive, 0, sizeof *receive);
    receive->ops = ops;
    receive->ctx = ctx;
    receive->header = header;
    receive->packet = packet;
    receive->packet_size = packet_size;
    receive->next = 1;
    enter(receive, ASKING, now_ms - ASK_MS);
}

bool tw__receive_is_over(const struct tw__receive *receive) {
    return receive->state == OVER;
}

// Tells the sender to stop. problem: why; NULL if a call failed, which may have said it itself.
static void fail(struct tw__receive *receive, tw_err_t err, const char *problem, uint32_t now_ms) {
    receive->err = err;
    receive->problem = problem != NULL ? problem : receive->problem;
    for (uint32_t i = 0; i < CANCELS; i++) {
        answer(receive, TW_MODEM_CAN);
    }
    enter(receive, CLOSING, now_ms);
}

// One more failed attempt. False if it was the last.
static bool try_again(struct tw__receive *receive, uint32_t most, uint32_t now_ms) {
    if (receive->tries++ < most) {
        return true;
    }
    fail(receive, TW_ERR_IO,
         receive->has_begun ? "the line is too bad, or the sender has gone" : "nothing was sent",
         now_ms);
    return false;
}

static void accept(struct tw__receive *receive, uint32_t now_ms) {
    receive->tries = 0;
    receive->was_eot = false;
    answer(receive, TW_MODEM_ACK);
    enter(receive, WAITING, now_ms);
}

// ---- packets ----

static void take_data(struct tw__receive *receive, uint32_t now_ms) {
    tw_err_t err = receive->ops->data(receive->ctx, receive->packet + 2, receive->data_size);
    if (err != TW_ERR_OK) {
        fail(receive, err, NULL, now_ms);
        return;
    }
    receive->next++;
    accept(receive, now_ms);
}

// The packet in front of a YMODEM file.
static void take_header(struct tw__receive *receive, uint32_t now_ms) {
    if (receive->header == NULL) {
        fail(receive, TW_ERR_UNSUPPORTED, "this is YMODEM: send by XMODEM, with sx", now_ms);
        return;
    }
    receive->is_batch = true;
    if (receive->packet[2] == '\0') {  // no more files
        answer(receive, TW_MODEM_ACK);
        enter(receive, CLOSING, now_ms);
        receive->err = receive->has_file ? TW_ERR_OK : TW_ERR_NOENT;
        receive->problem = receive->has_file ? NULL : "no file was sent";
        return;
    }
    tw_err_t err = receive->header(receive);
    if (err != TW_ERR_OK) {
        fail(receive, err, NULL, now_ms);
        return;
    }
    receive->is_open = true;
    receive->next = 1;
    accept(receive, now_ms);
    answer(receive, TW_MODEM_CRC);
}

static void take_first(struct tw__receive *receive, uint32_t now_ms) {
    uint8_t number = receive->packet[0];
    receive->has_begun = true;
    if (number == 0) {
        take_header(receive, now_ms);
        return;
    }
    if (number != 1) {
        fail(receive, TW_ERR_CORRUPT, "the first packet is missing", now_ms);
        return;
    }
    tw_err_t err = receive->ops->begin(receive->ctx, NULL, TW_MODEM_SIZE_UNKNOWN);
    if (err != TW_ERR_OK) {
        fail(receive, err, NULL, now_ms);
        return;
    }
    receive->is_open = true;
    take_data(receive, now_ms);
}

// The sender did not hear the last answer.
static void take_twin(struct tw__receive *receive, uint32_t now_ms) {
    enter(receive, WAITING, now_ms);
    if (!try_again(receive, TW_MODEM_TRIES, now_ms)) {
        return;
    }
    answer(receive, TW_MODEM_ACK);
    if (receive->is_batch && receive->next == 1) {  // it was the header
        answer(receive, TW_MODEM_CRC);
    }
}

static void take_packet(struct tw__receive *receive, uint32_t now_ms) {
    const uint8_t *packet = receive->packet;
    uint32_t size = receive->data_size;
    uint16_t crc = (uint16_t)(packet[size + 2] << 8 | packet[size + 3]);
    bool is_whole = (packet[0] ^ packet[1]) == 0xff && tw__crc_of(packet + 2, size) == crc;
    if (!is_whole) {
        enter(receive, PURGING, now_ms);
    } else if (!receive->is_open) {
        take_first(receive, now_ms);
    } else if (packet[0] == receive->next) {
        take_data(receive, now_ms);
    } else if (packet[0] == (uint8_t)(receive->next - 1u)) {
        take_twin(receive, now_ms);
    } else {
        fail(receive, TW_ERR_CORRUPT, "a packet is missing", now_ms);
    }
}

// ---- what comes between packets ----

static void take_end(struct tw__receive *receive, uint32_t now_ms) {
    if (!receive->is_open) {
        if (receive->has_file) {  // the sender did not hear that it is complete
            answer(receive, TW_MODEM_ACK);
            answer(receive, TW_MODEM_CRC);
        }
        return;
    }
    receive->since_ms = now_ms;
    if (!receive->was_eot) {
        receive->was_eot = true;
        answer(receive, TW_MODEM_NAK);
        return;
    }
    // All has come, whatever it is: a sender whose EOT is refused sends it for ever.
    tw_err_t err = receive->ops->end(receive->ctx);
    answer(receive, TW_MODEM_ACK);
    receive->is_open = false;
    receive->has_file = true;
    receive->tries = 0;
    if (err != TW_ERR_OK) {
        fail(receive, err, NULL, now_ms);
        return;
    }
    enter(receive, CLOSING, now_ms);
    if (receive->is_batch) {
        enter(receive, ASKING, now_ms - ASK_MS);
    }
}

static void begin_packet(struct tw__receive *receive, uint32_t size, uint32_t now_ms) {
    receive->data_size = size;
    receive->have = 0;
    bool fits = size + TW_MODEM_FRAME_BYTES <= receive->packet_size;
    enter(receive, fits ? IN_PACKET : PURGING, now_ms);
}

// "**" CAN begins ZMODEM, two CAN end what there is.
static void take_can(struct tw__receive *receive, uint32_t now_ms) {
    if (receive->stars >= 2 && !receive->has_begun) {
        fail(receive, TW_ERR_UNSUPPORTED, "this is ZMODEM: send by YMODEM, with sb", now_ms);
    } else if (++receive->cans >= 2) {
        receive->err = TW_ERR_INTERRUPTED;
        receive->problem = "the sender has cancelled";
        enter(receive, CLOSING, now_ms);
    }
}

static void take_between(struct tw__receive *receive, uint8_t byte, uint32_t now_ms) {
    bool is_user = byte == 0x03 && !receive->has_begun;
    receive->cans = byte == TW_MODEM_CAN ? receive->cans : 0;
    if (byte == TW_MODEM_SOH || byte == TW_MODEM_STX) {
        begin_packet(receive, byte == TW_MODEM_SOH ? 128 : 1024, now_ms);
    } else if (byte == TW_MODEM_EOT) {
        take_end(receive, now_ms);
    } else if (byte == TW_MODEM_CAN) {
        take_can(receive, now_ms);
    } else if (is_user) {
        fail(receive, TW_ERR_INTERRUPTED, "given up", now_ms);
    }
    receive->stars = (uint8_t)(byte == '*' ? receive->stars + (receive->stars < 2) : 0);
}

void tw__receive_byte(struct tw__receive *receive, uint8_t byte, uint32_t now_ms) {
    if (receive->state == ASKING || receive->state == WAITING) {
        take_between(receive, byte, now_ms);
        return;
    }
    receive->since_ms = now_ms;
    if (receive->state != IN_PACKET) {
        return;
    }
    receive->packet[receive->have++] = byte;
    if (receive->have == receive->data_size + TW_MODEM_FRAME_BYTES - 1) {
        take_packet(receive, now_ms);
    }
}

static void ask(struct tw__receive *receive, uint32_t now_ms) {
    receive->since_ms = now_ms;
    if (receive->has_file && receive->tries >= ASK_MORE_TRIES) {
        enter(receive, CLOSING, now_ms);
    } else if (try_again(receive, ASK_TRIES, now_ms)) {
        answer(receive, TW_MODEM_CRC);
    }
}

static void ask_again(struct tw__receive *receive, uint32_t now_ms) {
    enter(receive, WAITING, now_ms);
    if (try_again(receive, TW_MODEM_TRIES, now_ms)) {
        answer(receive, TW_MODEM_NAK);
    }
}

void tw__receive_tick(struct tw__receive *receive, uint32_t now_ms) {
    uint32_t passed = now_ms - receive->since_ms;
    bool is_late = now_ms - receive->entered_ms >= NOISE_MS;
    if (receive->state == ASKING && passed >= ASK_MS) {
        ask(receive, now_ms);
    } else if (receive->state == WAITING && passed >= WAIT_MS) {
        ask_again(receive, now_ms);
    } else if (receive->state == IN_PACKET && passed >= GAP_MS) {
        ask_again(receive, now_ms);
    } else if (receive->state == PURGING && (passed >= SILENCE_MS || is_late)) {
        ask_again(receive, now_ms);
    } else if (receive->state == CLOSING && (passed >= CLOSING_MS || is_late)) {
        enter(receive, OVER, now_ms);
    }
}
