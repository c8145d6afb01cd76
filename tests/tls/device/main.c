// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A client of TLS with a shell on the console, for run_tls.py. Authorities are the file ca.pem of
// the filestore, the time is what the command `trust` says. The same file on every board.

#include "tinywasm/bridge.h"
#include "tinywasm/grant.h"
#include "tinywasm/net_tls.h"
#include "tinywasm/remote_key.h"
#include "tinywasm/shell_remote.h"

#include "../../../apps/terminal.h"
#include "../../remote/device/net.h"
#include "app.h"
#include "errands.h"

#define BYTES 512u

static uint64_t arena[TERMINAL_ARENA_BYTES / 8];
static uint64_t memory[2 * TW_NET_TLS_MEMORY_BYTES / 8];
static uint8_t authorities[8192];
static tw_engine_t *engine;
static tw_grants_t grants;
static tw_filestore_t *store;
static tw_net_t *net;
static tw_net_tls_t tls;
static bool is_started;
static tw_shell_t shell;
static tw_remote_random_t seeded;
static int64_t time_base;
static uint32_t time_ms;

static bool random_bytes(void *bytes, size_t size) {
    return hal_entropy_read(bytes, size) == HAL_OK || tw_remote_random_read(&seeded, bytes, size);
}

static int64_t unix_time(void) {
    return time_base == 0 ? 0 : time_base + (hal_ticks_ms() - time_ms) / 1000;
}

// ---- trust MEMORY [TIME|anybody]: begins anew, with so many bytes -------------------------------

static bool is_anybody(const char *word) {
    return word[0] == 'a';
}

static tw_err_t read_authorities(uint32_t *size) {
    tw_err_t err = tw_filestore_read(store, "ca.pem", 0, authorities, sizeof authorities - 1, size);
    authorities[err == TW_ERR_OK ? *size : 0] = '\0';
    return err;
}

static tw_err_t trust(tw_shell_t *of, int argc, char *const *argv) {
    tw_net_tls_config_t config;
    uint32_t size = 0;
    uint32_t time = 0;
    tw_net_tls_config_init(&config);
    config.takes_anybody = argc == 3 && is_anybody(argv[2]);
    bool has_time = argc == 3 && !config.takes_anybody;
    if (argc < 2 || argc > 3 ||
        !tw_shell_parse_number(argv[1], sizeof memory, &config.memory_size) ||
        (has_time && !tw_shell_parse_number(argv[2], UINT32_MAX, &time))) {
        return tw_shell_fail_usage(of);
    }
    if (is_started) {
        tw_net_stop(&tls.base);
        is_started = false;
    }
    uint8_t probe[1];
    tw_err_t err = hal_entropy_read(probe, 1) == HAL_OK || seeded.is_ready
                       ? TW_ERR_OK
                       : tw_remote_random_begin(engine, &seeded);
    err = err == TW_ERR_OK && !config.takes_anybody ? read_authorities(&size) : err;
    config.net = net;
    config.authorities = config.takes_anybody ? NULL : authorities;
    config.authorities_size = size + 1;
    config.random = random_bytes;
    config.unix_time = has_time ? unix_time : NULL;
    config.memory = memory;
    time_base = time;
    time_ms = hal_ticks_ms();
    tw_net_tls_init(&tls, &config);
    err = err == TW_ERR_OK ? tw_net_start(&tls.base) : err;
    is_started = err == TW_ERR_OK;
    return err == TW_ERR_OK ? err : tw_shell_fail(of, "trust", err);
}

// ---- fetch NAME ADDRESS PORT [UPLOAD]: sends UPLOAD bytes more, and takes what comes -------------

static uint32_t fetching;
static uint32_t upload;
static uint32_t came;
static uint32_t sum;
static uint32_t longest_ms;

static void close_fetch(tw_shell_t *of) {
    (void)of;
    tw_net_close(&tls.base, fetching);
}

static tw_err_t begin_fetch(tw_shell_t *of, int argc, char *const *argv) {
    tw_net_addr_t addr;
    uint32_t port = 0;
    upload = came = sum = longest_ms = 0;
    if (argc < 4 || !tw_net_parse_ip(argv[2], addr.ip) ||
        !tw_shell_parse_number(argv[3], 65535, &port) ||
        (argc == 5 && !tw_shell_parse_number(argv[4], UINT32_MAX, &upload))) {
        return tw_shell_fail_usage(of);
    }
    addr.port = (uint16_t)port;
    tw_err_t err = is_started ? tw_net_open(&tls.base, TW_NET_TCP, 0, &fetching) : TW_ERR_STATE;
    if (err != TW_ERR_OK) {
        return tw_shell_fail(of, "open", err);
    }
    bool has_name = argv[1][0] != '-';
    err = has_name ? tw_net_expect(&tls.base, fetching, argv[1], tw_str(argv[1]).size) : TW_ERR_OK;
    err = err == TW_ERR_OK ? tw_net_connect(&tls.base, fetching, &addr) : err;
    if (err != TW_ERR_OK) {
        tw_net_close(&tls.base, fetching);
        return tw_shell_fail(of, "connect", err);
    }
    upload += sizeof "GET\n" - 1;
    return TW_ERR_PENDING;
}

static void send_some(void) {
    static const uint8_t text[BYTES] = "GET\n";
    static const uint8_t more[BYTES] = {'x'};
    static bool is_begun;
    size_t sent = 0;
    if (upload > 0) {
        uint32_t size = upload < BYTES ? upload : BYTES;
        tw_err_t err = tw_net_send(&tls.base, fetching, is_begun ? more : text, size, &sent);
        is_begun = err == TW_ERR_OK && upload > sent && (is_begun || sent > 0);
        upload -= (uint32_t)sent;
    }
}

static void take_some(void) {
    uint8_t bytes[BYTES];
    size_t count = 0;
    if (tw_net_receive(&tls.base, fetching, bytes, sizeof bytes, &count) == TW_ERR_OK) {
        for (size_t i = 0; i < count; i++) {
            sum = sum * 31 + bytes[i];
        }
        came += (uint32_t)count;
    }
}

static tw_err_t fetch(tw_shell_t *of, int argc, char *const *argv) {
    tw_net_status_t status;
    if (tw_shell_turn(of) == 0) {
        return begin_fetch(of, argc, argv);
    }
    tw_net_status(&tls.base, fetching, &status);
    if (status.state == TW_NET_OPEN) {
        send_some();
        take_some();
    }
    if (status.state == TW_NET_CONNECTING || status.state == TW_NET_OPEN) {
        return TW_ERR_PENDING;
    }
    tw_shell_printf(of, "%s %s ", tw_net_state_name(status.state), tw_net_cause_name(status.cause));
    tw_shell_printf(of, "%u bytes, sum %u, longest poll %u ms\n", came, sum, longest_ms);
    const char *problem = tw_net_problem(&tls.base, fetching);
    tw_shell_printf(of, problem[0] == '\0' ? "" : "%s\n", problem);
    close_fetch(of);
    return TW_ERR_OK;
}

static const tw_shell_command_t commands[] = {
    {"trust", "MEMORY [TIME|anybody]", "begins with the authorities of ca.pem", trust},
    {"fetch", "NAME ADDRESS PORT [UPLOAD]", "talks to a server", fetch},
    {"errand", "URL|HOST PORT", "sends the module", run_errand},
};
static const tw_shell_table_t own_table = {commands, 3, NULL};
static const tw_shell_table_t *const tables[] = {&own_table, TERMINAL_TABLES, &tw_shell_netkey};

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_text(err));
        hal_console_print("\r\n");
        hal_exit(1);
    }
}

static void start_engine(void) {
    tw_engine_config_t config;
    net = make_net();
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    config.scheduler = &tw_scheduler;
    config.grants = &grants;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_device(engine, &net->device));
    check(add_errands(engine, net, &tls.base));
    check(tw_engine_start(engine));
    check(launch_errands(engine));
}

static void poll_tls(void) {
    uint32_t before_ms = hal_ticks_ms();
    if (is_started) {
        tw_net_poll(&tls.base, before_ms);
    }
    uint32_t passed_ms = hal_ticks_ms() - before_ms;
    longest_ms = passed_ms > longest_ms ? passed_ms : longest_ms;
}

int main(void) {
    check(tw_board_store(&store));
    tw_shell_config_t config;
    terminal_config_init(&config, store);
    check(terminal_mount(&shell, &config));
    start_engine();
    config.engine = engine;
    config.tables = tables;
    config.table_count = sizeof tables / sizeof tables[0];
    tw_shell_init(&shell, &config);
    for (;;) {
        terminal_turn(engine, &shell);
        poll_tls();
    }
}
