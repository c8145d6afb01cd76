// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"
#include "tinywasm/net.h"

// Commands over the network: what there is, who talks to whom, and whether somebody answers.

#define PING_COUNT 4u
#define PING_TIMEOUT_MS 2000u
#define PING_PERIOD_MS 1000u

static const uint8_t nothing[6];

static tw_net_t *net_of(const tw_shell_t *shell) {
    return shell->config.net;
}

// ---- ifconfig -----------------------------------------------------------------------------------

static void put_address(tw_shell_t *shell, const char *label, const uint8_t *ip) {
    char text[TW_NET_ADDR_BYTES];
    const tw_net_addr_t addr = {{ip[0], ip[1], ip[2], ip[3]}, 0};
    if (memcmp(ip, nothing, 4) != 0) {
        tw_net_format_addr(&addr, text);
        tw_shell_printf(shell, "%s%s", label, text);
    }
}

static void put_mac(tw_shell_t *shell, const uint8_t *mac) {
    if (memcmp(mac, nothing, sizeof nothing) == 0) {
        return;
    }
    for (uint32_t i = 0; i < sizeof nothing; i++) {
        tw_shell_print(shell, i == 0 ? "  MAC " : ":");
        tw__shell_put_hex(shell, mac[i], 2);
    }
    tw_shell_print(shell, "\n");
}

static void put_addresses(tw_shell_t *shell, const tw_net_info_t *info) {
    put_mac(shell, info->mac);
    if (info->has_addr) {
        put_address(shell, "  address ", info->ip);
        put_address(shell, " mask ", info->mask);
        put_address(shell, " gateway ", info->gateway);
        put_address(shell, " name server ", info->dns);
        tw_shell_print(shell, "\n");
    }
}

static void put_counters(tw_shell_t *shell, const tw_net_info_t *info) {
    tw_shell_printf(shell, "  in  %u frames, %u B, %u dropped\n", info->frames_in, info->bytes_in,
                    info->dropped_in);
    tw_shell_printf(shell, "  out %u frames, %u B, %u dropped\n", info->frames_out, info->bytes_out,
                    info->dropped_out);
    if (info->memory_there != 0) {
        tw_shell_printf(shell, "  memory %u B used, %u B at most, of %u B\n", info->memory,
                        info->memory_most, info->memory_there);
    }
}

// In two turns: a turn prints so much and no more.
static tw_err_t ifconfig(tw_shell_t *shell, int argc, char *const *argv) {
    tw_net_info_t info;
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    if (net_of(shell) == NULL) {
        return TW_ERR_UNSUPPORTED;
    }
    tw_net_info(net_of(shell), &info);
    if (tw_shell_turn(shell) == 0) {
        tw_shell_printf(shell, "%s: %s%s\n", info.carrier, info.is_up ? "up" : "down",
                        info.has_addr ? "" : ", no address");
        put_addresses(shell, &info);
        return TW_ERR_PENDING;
    }
    put_counters(shell, &info);
    return TW_ERR_OK;
}

// ---- netstat ------------------------------------------------------------------------------------

static void put_socket(tw_shell_t *shell, const tw_net_status_t *status) {
    static const char kinds[] = "udp\0tcp\0listen";
    static const char *const padding[] = {"    ", "    ", " "};
    char local[TW_NET_ADDR_BYTES];
    char peer[TW_NET_ADDR_BYTES];
    bool has_peer = memcmp(status->peer.ip, nothing, 4) != 0;
    tw_net_format_addr(&status->local, local);
    tw_net_format_addr(&status->peer, peer);
    tw_shell_printf(shell, "%s%s%s%s%s", tw__text_at(kinds, (uint32_t)status->kind),
                    padding[status->kind], local, has_peer ? " - " : "", has_peer ? peer : "");
    if (status->kind == TW_NET_TCP) {
        tw_shell_printf(shell, " %s %s", tw_net_state_name(status->state),
                        tw_net_cause_name(status->cause));
    }
    tw_shell_print(shell, "\n");
}

// A socket per turn.
static tw_err_t netstat(tw_shell_t *shell, int argc, char *const *argv) {
    tw_net_status_t status;
    uint32_t i = tw_shell_turn(shell);
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    if (net_of(shell) == NULL) {
        return TW_ERR_UNSUPPORTED;
    }
    if (i >= net_of(shell)->socket_count) {
        return TW_ERR_OK;
    }
    tw_net_status(net_of(shell), i, &status);
    if (status.state != TW_NET_FREE) {
        put_socket(shell, &status);
    }
    return TW_ERR_PENDING;
}

// ---- ping ---------------------------------------------------------------------------------------

enum stage { NAMING, SENDING, WAITING, RESTING };

struct ping {
    enum stage stage;
    bool has_question;
    uint32_t question;
    uint32_t count;
    uint32_t sent;
    uint32_t answered;
    uint32_t sent_ms;
    uint8_t ip[4];
};

static struct ping *ping_of(tw_shell_t *shell) {
    _Static_assert(sizeof(struct ping) <= sizeof shell->state, "raise the words of state");
    return (struct ping *)(void *)shell->state;
}

// Also when it is cancelled.
static void end_ping(tw_shell_t *shell) {
    struct ping *ping = ping_of(shell);
    if (ping->has_question) {
        tw_net_forget(net_of(shell), ping->question);
    }
    if (ping->sent > 0) {
        tw_shell_printf(shell, "%u sent, %u answered\n", ping->sent, ping->answered);
    }
}

static tw_err_t begin_ping(tw_shell_t *shell, int argc, char *const *argv) {
    uint32_t count = PING_COUNT;
    bool is_good = argc == 2 || (argc == 3 && tw_shell_parse_number(argv[2], 1000000, &count));
    if (!is_good) {
        return tw_shell_fail_usage(shell);
    }
    if (net_of(shell) == NULL) {
        return TW_ERR_UNSUPPORTED;
    }
    struct ping *ping = tw__shell_claim_state(shell);
    memset(ping, 0, sizeof *ping);
    ping->count = count;
    tw_err_t err = tw_net_resolve(net_of(shell), argv[1], &ping->question);
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, argv[1], err);
    }
    ping->has_question = true;
    tw__shell_on_end(shell, end_ping);
    return TW_ERR_PENDING;
}

static tw_err_t find_host(tw_shell_t *shell, const char *name) {
    struct ping *ping = ping_of(shell);
    tw_net_answer_t answer;
    tw_err_t err = tw_net_answer(net_of(shell), ping->question, &answer);
    if (err == TW_ERR_PENDING) {
        return err;
    }
    ping->has_question = false;
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, name, err);
    }
    memcpy(ping->ip, answer.ip, sizeof ping->ip);
    ping->stage = SENDING;
    return TW_ERR_PENDING;
}

static tw_err_t send_ping(tw_shell_t *shell) {
    struct ping *ping = ping_of(shell);
    if (ping->sent == ping->count) {
        return TW_ERR_OK;
    }
    tw_err_t err = tw_net_ping(net_of(shell), ping->ip, PING_TIMEOUT_MS, &ping->question);
    if (err != TW_ERR_OK) {
        return err == TW_ERR_BUSY ? TW_ERR_PENDING : err;
    }
    ping->has_question = true;
    ping->sent++;
    ping->sent_ms = shell->now_ms;
    ping->stage = WAITING;
    return TW_ERR_PENDING;
}

static tw_err_t wait_for_answer(tw_shell_t *shell) {
    struct ping *ping = ping_of(shell);
    tw_net_answer_t answer;
    tw_err_t err = tw_net_answer(net_of(shell), ping->question, &answer);
    if (err == TW_ERR_PENDING) {
        return err;
    }
    ping->has_question = false;
    ping->stage = RESTING;
    put_address(shell, "", ping->ip);
    if (err == TW_ERR_OK) {
        ping->answered++;
        tw_shell_printf(shell, ": %U us\n", (uint64_t)answer.us);
    } else {
        tw_shell_print(shell, ": no answer\n");
    }
    return TW_ERR_PENDING;
}

static tw_err_t ping(tw_shell_t *shell, int argc, char *const *argv) {
    if (tw_shell_turn(shell) == 0) {
        return begin_ping(shell, argc, argv);
    }
    struct ping *ping = ping_of(shell);
    tw__shell_idle(shell);  // until something comes, or a millisecond has passed
    switch (ping->stage) {
        case NAMING:
            return find_host(shell, argv[1]);
        case SENDING:
            return send_ping(shell);
        case WAITING:
            return wait_for_answer(shell);
        case RESTING:
            break;
    }
    bool is_time = ping->sent == ping->count || shell->now_ms - ping->sent_ms >= PING_PERIOD_MS;
    ping->stage = is_time ? SENDING : RESTING;
    return TW_ERR_PENDING;
}

static const tw_shell_command_t commands[] = {
    {"ifconfig", "", "the network's link, addresses and counters", ifconfig},
    {"netstat", "", "sockets in use", netstat},
    {"ping", "HOST [COUNT]", "whether somebody answers, and after how long", ping},
};

const tw_shell_table_t tw_shell_net = {commands, sizeof commands / sizeof commands[0], NULL};
