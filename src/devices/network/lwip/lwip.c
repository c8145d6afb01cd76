// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip.h"

#include <string.h>

#include "hal.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/memp.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#define FRAMES_MOST 16u  // that a poll takes: others want their turn
#define LINK_EVERY_MS 250u
#define MTU_BYTES 1500u
#define HEAD_PAD 2u  // so that IP's head is aligned

static struct tw__lwip_socket sockets[BOARD_NET_SOCKETS];
struct netif tw__lwip_netif;
static tw_net_lwip_config_t config;
static bool is_started;
static uint32_t link_ms;
static uint32_t seed;
static struct {
    uint32_t frames_in;
    uint32_t frames_out;
    uint32_t bytes_in;
    uint32_t bytes_out;
    uint32_t dropped_in;
    uint32_t dropped_out;
} counts;
static _Alignas(4) uint8_t room_for_frame[HEAD_PAD + HAL_NET_FRAME_BYTES];

// ---- what lwIP asks for -------------------------------------------------------------------------

u32_t sys_now(void) {
    return hal_ticks_ms();
}

_Noreturn void tw__lwip_panic(int line) {
    tw_panic("lwip", line);
    for (;;) {
    }
}

// xorshift, stirred by when it is asked: a board without entropy has nothing better.
uint32_t tw__lwip_random(void) {
    seed ^= hal_counter_read();
    seed = seed == 0 ? 1 : seed;
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static void seed_random(const uint8_t mac[6]) {
    uint32_t bytes = 0;
    (void)hal_entropy_read(&bytes, sizeof bytes);
    for (uint32_t i = 0; i < 6; i++) {
        seed = seed * 31u + mac[i];
    }
    seed ^= bytes;
}

// ---- helpers ------------------------------------------------------------------------------------

struct tw__lwip_socket *tw__lwip_socket_of(uint32_t socket) {
    return &sockets[socket];
}

uint32_t tw__lwip_number_of(const struct tw__lwip_socket *at) {
    return (uint32_t)(at - sockets);
}

struct tw__lwip_socket *tw__lwip_take_socket(void) {
    for (uint32_t i = 0; i < BOARD_NET_SOCKETS; i++) {
        if (!sockets[i].is_used) {
            memset(&sockets[i], 0, sizeof sockets[i]);
            sockets[i].is_used = true;
            return &sockets[i];
        }
    }
    return NULL;
}

bool tw__lwip_has_addr(void) {
    return is_started && !ip4_addr_isany_val(*netif_ip4_addr(&tw__lwip_netif));
}

void tw__lwip_count_drop(void) {
    counts.dropped_in++;
}

ip_addr_t tw__lwip_ip(const uint8_t ip[4]) {
    ip_addr_t made;
    memcpy(&made.addr, ip, 4);
    return made;
}

void tw__lwip_put_ip(uint8_t ip[4], const ip_addr_t *from) {
    memcpy(ip, &from->addr, 4);
}

tw_err_t tw__lwip_err(err_t err) {
    switch (err) {
        case ERR_OK:
            return TW_ERR_OK;
        case ERR_MEM:
        case ERR_BUF:
            return TW_ERR_BUSY;
        case ERR_USE:
            return TW_ERR_EXIST;
        default:
            return TW_ERR_IO;
    }
}

// ---- frames -------------------------------------------------------------------------------------

static err_t send_whole(const struct pbuf *packet) {
    hal_result_t result = hal_net_send(packet->payload, packet->len);
    counts.frames_out += result == HAL_OK;
    counts.bytes_out += result == HAL_OK ? packet->len : 0;
    counts.dropped_out += result != HAL_OK;
    return result == HAL_OK ? ERR_OK : ERR_IF;
}

static err_t send_packet(struct netif *netif, struct pbuf *packet) {
    (void)netif;
    if (packet->next == NULL) {
        return send_whole(packet);
    }
    struct pbuf *whole = pbuf_clone(PBUF_RAW, PBUF_RAM, packet);
    if (whole == NULL) {
        counts.dropped_out++;
        return ERR_MEM;
    }
    err_t err = send_whole(whole);
    (void)pbuf_free(whole);
    return err;
}

static void take_frame(uint8_t *frame, size_t size) {
    counts.frames_in++;
    counts.bytes_in += (uint32_t)size;
    struct pbuf *packet = pbuf_alloc_reference(frame, (u16_t)size, PBUF_REF);
    LWIP_ASSERT("a frame at a time", packet != NULL);
    if (tw__lwip_netif.input(packet, &tw__lwip_netif) != ERR_OK) {
        (void)pbuf_free(packet);
        counts.dropped_in++;
    }
}

static void take_frames(void) {
    uint8_t *frame = room_for_frame + HEAD_PAD;
    for (uint32_t i = 0; i < FRAMES_MOST; i++) {
        size_t size = hal_net_receive(frame);
        if (size == 0) {
            return;
        }
        take_frame(frame, size);
    }
}

static void watch_link(uint32_t now_ms) {
    if (now_ms - link_ms < LINK_EVERY_MS) {
        return;
    }
    link_ms = now_ms;
    if (hal_net_is_up() == 1) {
        netif_set_link_up(&tw__lwip_netif);
    } else {
        netif_set_link_down(&tw__lwip_netif);
    }
}

// ---- start, poll, stop --------------------------------------------------------------------------

static err_t set_up_netif(struct netif *netif) {
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->mtu = MTU_BYTES;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    netif->hwaddr_len = ETH_HWADDR_LEN;
    memcpy(netif->hwaddr, config.mac, ETH_HWADDR_LEN);
    netif->output = etharp_output;
    netif->linkoutput = send_packet;
    return ERR_OK;
}

static bool is_zero(const uint8_t ip[4]) {
    return (ip[0] | ip[1] | ip[2] | ip[3]) == 0;
}

static tw_err_t err_of_open(hal_result_t result) {
    switch (result) {
        case HAL_OK:
            return TW_ERR_OK;
        case HAL_ABSENT:
            return TW_ERR_UNSUPPORTED;
        case HAL_INVALID:
            return TW_ERR_INVAL;
        default:
            return TW_ERR_IO;
    }
}

static void add_netif(void) {
    static const uint8_t usual_mask[4] = {255, 255, 255, 0};
    ip_addr_t ip = tw__lwip_ip(config.ip);
    ip_addr_t mask = tw__lwip_ip(is_zero(config.mask) ? usual_mask : config.mask);
    ip_addr_t gateway = tw__lwip_ip(config.gateway);
    ip_addr_t none = {0};
    bool is_fixed = !is_zero(config.ip);
    memset(&tw__lwip_netif, 0, sizeof tw__lwip_netif);
    (void)netif_add(&tw__lwip_netif, &ip, is_fixed ? &mask : &none, is_fixed ? &gateway : &none,
                    NULL, set_up_netif, ethernet_input);
    netif_set_default(&tw__lwip_netif);
    netif_set_up(&tw__lwip_netif);
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    static bool is_made;
    (void)device;
    (void)engine;
    tw_err_t err = err_of_open(hal_net_open(config.mac));
    if (err != TW_ERR_OK) {
        return err;
    }
    seed_random(config.mac);
    if (!is_made) {
        lwip_init();
        is_made = true;
    }
    add_netif();
    is_started = true;
    watch_link(link_ms + LINK_EVERY_MS);
    tw__lwip_questions_start();
    tw__lwip_set_name_server(config.dns, config.dns_port);
    bool has_way = !is_zero(config.ip) || tw__lwip_dhcp_start(config.name);
    return has_way ? TW_ERR_OK : TW_ERR_INVAL;
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    (void)device;
    if (!is_started) {
        return;
    }
    watch_link(now_ms);
    take_frames();
    sys_check_timeouts();
}

static void stop(tw_device_t *device) {
    if (!is_started) {
        return;
    }
    for (uint32_t i = 0; i < BOARD_NET_SOCKETS; i++) {
        tw_net_abort((tw_net_t *)device, i);
    }
    tw__lwip_questions_stop();
    tw__lwip_dhcp_stop();
    netif_remove(&tw__lwip_netif);
    is_started = false;
}

// ---- sockets ------------------------------------------------------------------------------------

static tw_err_t lwip_open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket) {
    (void)net;
    if (!is_started) {
        return TW_ERR_STATE;
    }
    struct tw__lwip_socket *at = tw__lwip_take_socket();
    if (at == NULL) {
        return TW_ERR_LIMIT;
    }
    at->kind = kind;
    tw_err_t err = kind == TW_NET_UDP   ? tw__lwip_udp_open(at, port)
                   : kind == TW_NET_TCP ? tw__lwip_tcp_open(at, port)
                                        : tw__lwip_tcp_listen(at, port);
    at->is_used = err == TW_ERR_OK;
    *socket = tw__lwip_number_of(at);
    return err;
}

static void lwip_close(tw_net_t *net, uint32_t socket, bool is_abort) {
    struct tw__lwip_socket *at = &sockets[socket];
    (void)net;
    if (at->kind == TW_NET_UDP) {
        tw__lwip_udp_close(at);
    } else {
        tw__lwip_tcp_close(at, is_abort);
    }
    at->is_used = false;
}

static void lwip_status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    struct tw__lwip_socket *at = &sockets[socket];
    (void)net;
    if (!at->is_used || at->is_waiting) {
        return;
    }
    *status = (tw_net_status_t){
        .kind = at->kind, .state = at->state, .cause = at->cause, .peer = at->peer};
    tw__lwip_put_ip(status->local.ip, netif_ip_addr4(&tw__lwip_netif));
    if (at->kind == TW_NET_UDP) {
        tw__lwip_udp_status(at, status);
    } else {
        tw__lwip_tcp_status(at, status);
    }
}

static void count_memory(tw_net_info_t *info) {
    info->memory = lwip_stats.mem.used;
    info->memory_most = lwip_stats.mem.max;
    info->memory_there = lwip_stats.mem.avail;
    for (uint32_t i = 0; i < MEMP_MAX; i++) {
        const struct stats_mem *pool = lwip_stats.memp[i];
        uint32_t size = memp_pools[i]->size;
        info->memory += pool->used * size;
        info->memory_most += pool->max * size;
        info->memory_there += pool->avail * size;
    }
}

static void lwip_info(tw_net_t *net, tw_net_info_t *info) {
    (void)net;
    if (!is_started) {
        return;
    }
    info->is_up = netif_is_link_up(&tw__lwip_netif);
    info->has_addr = tw__lwip_has_addr();
    memcpy(info->mac, config.mac, sizeof info->mac);
    tw__lwip_put_ip(info->ip, netif_ip_addr4(&tw__lwip_netif));
    tw__lwip_put_ip(info->mask, netif_ip_netmask4(&tw__lwip_netif));
    tw__lwip_put_ip(info->gateway, netif_ip_gw4(&tw__lwip_netif));
    tw__lwip_name_server(info->dns);
    info->frames_in = counts.frames_in;
    info->frames_out = counts.frames_out;
    info->bytes_in = counts.bytes_in;
    info->bytes_out = counts.bytes_out;
    info->dropped_in = counts.dropped_in;
    info->dropped_out = counts.dropped_out;
    count_memory(info);
}

static const tw_device_ops_t device_ops = {
    .name = "lwip", .start = start, .stop = stop, .poll = poll};
static const tw_net_ops_t net_ops = {
    .open = lwip_open,
    .connect = tw__lwip_tcp_connect,
    .accept = tw__lwip_tcp_accept,
    .send = tw__lwip_tcp_send,
    .receive = tw__lwip_tcp_receive,
    .send_to = tw__lwip_udp_send,
    .receive_from = tw__lwip_udp_receive,
    .end = tw__lwip_tcp_end,
    .close = lwip_close,
    .status = lwip_status,
    .resolve = tw__lwip_resolve,
    .ping = tw__lwip_ping,
    .answer = tw__lwip_answer,
    .forget = tw__lwip_forget,
    .info = lwip_info,
};

tw_net_t *tw_net_lwip_init(const tw_net_lwip_config_t *wanted) {
    static tw_net_t net = {.device = {.ops = &device_ops},
                           .ops = &net_ops,
                           .socket_count = BOARD_NET_SOCKETS,
                           .question_count = QUESTIONS};
    config = *wanted;
    return &net;
}
