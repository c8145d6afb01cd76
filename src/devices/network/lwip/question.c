// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "hal.h"
#include "lwip.h"
#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/prot/ip4.h"
#include "lwip/raw.h"

#define ECHO_ID 0x5457u
#define ECHO_BYTES 32u
#define NAME_TRIES_MS 6000u  // lwIP gives a name server up then

enum kind { FREE, NAME, PING };

static struct question {
    enum kind kind;
    tw_err_t result;
    uint32_t number;  // of all that were asked; says which answer is whose
    uint32_t begin_ms;
    uint32_t begin_us;
    uint32_t timeout_ms;
    tw_net_answer_t answer;
} questions[QUESTIONS];
static uint32_t last_number;
static struct raw_pcb *echoes;

static struct question *take_question(uint32_t *question) {
    for (uint32_t i = 0; i < QUESTIONS; i++) {
        if (questions[i].kind == FREE) {
            *question = i;
            questions[i] = (struct question){.result = TW_ERR_PENDING,
                                             .number = ++last_number,
                                             .begin_ms = hal_ticks_ms(),
                                             .begin_us = hal_ticks_us()};
            return &questions[i];
        }
    }
    return NULL;
}

// ---- names --------------------------------------------------------------------------------------

void tw__lwip_name_found(uint32_t number, const ip_addr_t *ip) {
    for (uint32_t i = 0; i < QUESTIONS; i++) {
        struct question *at = &questions[i];
        if (at->kind == NAME && at->number == number) {
            bool is_late = hal_ticks_ms() - at->begin_ms >= NAME_TRIES_MS;
            at->result = ip != NULL ? TW_ERR_OK : is_late ? TW_ERR_IO : TW_ERR_NOENT;
        }
        if (at->kind == NAME && at->number == number && ip != NULL) {
            tw__lwip_put_ip(at->answer.ip, ip);
        }
    }
}

tw_err_t tw__lwip_resolve(tw_net_t *net, const char *name, uint32_t *question) {
    uint32_t index = 0;
    struct question *at = take_question(&index);
    ip_addr_t ip;
    (void)net;
    if (at == NULL) {
        return TW_ERR_BUSY;
    }
    bool is_ip = tw_net_parse_ip(name, at->answer.ip);
    tw_err_t err = is_ip ? TW_ERR_OK : tw__lwip_ask_name(name, at->number, &ip);
    if (err != TW_ERR_OK && err != TW_ERR_PENDING) {
        return err;
    }
    if (err == TW_ERR_OK && !is_ip) {
        tw__lwip_put_ip(at->answer.ip, &ip);
    }
    at->kind = NAME;
    at->result = err;
    *question = index;
    return TW_ERR_OK;
}

// ---- pings --------------------------------------------------------------------------------------

static void answer_ping(uint16_t sequence, const ip_addr_t *from) {
    uint8_t ip[4];
    tw__lwip_put_ip(ip, from);
    for (uint32_t i = 0; i < QUESTIONS; i++) {
        struct question *at = &questions[i];
        if (at->kind == PING && at->result == TW_ERR_PENDING && (uint16_t)at->number == sequence &&
            memcmp(at->answer.ip, ip, 4) == 0) {
            at->result = TW_ERR_OK;
            at->answer.us = hal_ticks_us() - at->begin_us;
        }
    }
}

// Of all ICMP that comes the answers are taken; the rest is lwIP's.
static u8_t echoed(void *arg, struct raw_pcb *pcb, struct pbuf *packet, const ip_addr_t *from) {
    struct icmp_echo_hdr echo;
    u16_t head = IPH_HL_BYTES((const struct ip_hdr *)packet->payload);
    (void)arg;
    (void)pcb;
    if (pbuf_copy_partial(packet, &echo, sizeof echo, head) != sizeof echo ||
        echo.type != ICMP_ER || echo.id != PP_HTONS(ECHO_ID)) {
        return 0;
    }
    answer_ping(lwip_ntohs(echo.seqno), from);
    (void)pbuf_free(packet);
    return 1;
}

static err_t send_echo(const ip_addr_t *ip, uint16_t sequence) {
    struct pbuf *packet = pbuf_alloc(PBUF_IP, ECHO_BYTES, PBUF_RAM);
    if (packet == NULL) {
        return ERR_MEM;
    }
    struct icmp_echo_hdr *echo = packet->payload;
    memset(echo, 0, ECHO_BYTES);
    echo->type = ICMP_ECHO;
    echo->id = PP_HTONS(ECHO_ID);
    echo->seqno = lwip_htons(sequence);
    echo->chksum = inet_chksum(echo, ECHO_BYTES);
    err_t err = raw_sendto(echoes, packet, ip);
    (void)pbuf_free(packet);
    return err;
}

tw_err_t tw__lwip_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms,
                       uint32_t *question) {
    uint32_t index = 0;
    (void)net;
    if (!tw__lwip_has_addr()) {
        return TW_ERR_STATE;
    }
    struct question *at = take_question(&index);
    if (at == NULL) {
        return TW_ERR_BUSY;
    }
    ip_addr_t to = tw__lwip_ip(ip);
    at->kind = PING;
    at->timeout_ms = timeout_ms;
    memcpy(at->answer.ip, ip, 4);
    (void)send_echo(&to, (uint16_t)at->number);  // else nobody will answer
    *question = index;
    return TW_ERR_OK;
}

// ---- both ---------------------------------------------------------------------------------------

tw_err_t tw__lwip_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer) {
    struct question *at = &questions[question];
    (void)net;
    if (at->kind == FREE) {
        return TW_ERR_INVAL;
    }
    bool is_late = at->kind == PING && hal_ticks_ms() - at->begin_ms > at->timeout_ms;
    if (at->result == TW_ERR_PENDING && is_late) {
        at->result = TW_ERR_IO;
    }
    *answer = at->answer;
    at->kind = at->result == TW_ERR_PENDING ? at->kind : FREE;
    return at->result;
}

void tw__lwip_forget(tw_net_t *net, uint32_t question) {
    (void)net;
    questions[question].kind = FREE;
}

void tw__lwip_questions_start(void) {
    echoes = raw_new(IP_PROTO_ICMP);
    LWIP_ASSERT("a pcb for pings", echoes != NULL);
    raw_recv(echoes, echoed, NULL);
}

void tw__lwip_questions_stop(void) {
    raw_remove(echoes);
    for (uint32_t i = 0; i < QUESTIONS; i++) {
        questions[i].kind = FREE;
    }
}
