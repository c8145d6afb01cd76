// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The network as firmware: an engine with a module, and lwIP as its device. A line is a command:
//   start [IP MASK GATEWAY] [DNS PORT]   with DHCP unless there is an address; "-" for either group
//   info            the interface: state, addresses, counters, memory
//   listen PORT     from now on echoes what TCP connections and datagrams there bring
//   flow IP PORT BYTES    connects, sends so many bytes and compares what comes back with them
//   state           of the flow: sockets' state, sent, received, wrong
//   resolve NAME, ping IP MS    ask, and wait for the answer
//   call            the module's function: how often it was called
//   work MS         how often the module is called between polls in that time
//   close           all sockets
// Answers are one line.

#include "net.h"

#include "counter_wasm.h"
#include "hal.h"

#define ARENA_BYTES 12000u
#define WAIT_MS 30000u

static _Alignas(8) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static tw_instance_t *instance;
tw_net_t *net;
static char line[LINE_BYTES + 1];
static const char *words[WORDS];
static uint32_t word_count;

// ---- texts --------------------------------------------------------------------------------------

void print_number(uint32_t value) {
    char digits[11];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_write(&digits[at], sizeof digits - at);
}

void print_field(const char *name, uint32_t value) {
    hal_console_print(" ");
    hal_console_print(name);
    hal_console_print("=");
    print_number(value);
}

static void print_ip(const char *name, const uint8_t ip[4]) {
    char text[TW_NET_ADDR_BYTES];
    tw_net_addr_t addr = {{ip[0], ip[1], ip[2], ip[3]}, 0};
    tw_net_format_addr(&addr, text);
    hal_console_print(name);
    hal_console_print(text);
}

static void print_err(tw_err_t err) {
    hal_console_print(err == TW_ERR_OK ? "ok" : tw_err_name(err));
}

static uint32_t number(uint32_t index) {
    uint32_t value = 0;
    for (const char *at = index < word_count ? words[index] : ""; *at != '\0'; at++) {
        value = value * 10 + (uint32_t)(*at - '0');
    }
    return value;
}

static bool take_ip(uint32_t index, uint8_t ip[4]) {
    return index < word_count && tw_net_parse_ip(words[index], ip);
}

// ---- the engine ---------------------------------------------------------------------------------

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

static const tw_host_func_t functions[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {.name = "hosted", .funcs = functions, .func_count = 1};

static tw_err_t make_instance(void) {
    tw_module_t *module = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 512;
    tw_err_t err = tw_module_load(engine, counter_wasm, sizeof counter_wasm, &module);
    return err == TW_ERR_OK ? tw_instance_create(module, "counter", &limits, &instance) : err;
}

static tw_err_t start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    tw_err_t err = tw_engine_init(&engine, &config);
    err = err == TW_ERR_OK ? tw_engine_add_device(engine, &net->device) : err;
    err = err == TW_ERR_OK ? tw_engine_add_host_module(engine, &hosted) : err;
    err = err == TW_ERR_OK ? tw_engine_start(engine) : err;
    return err == TW_ERR_OK ? make_instance() : err;
}

static void start(void) {
    static tw_net_lwip_config_t config = {.name = "tinywasm"};
    if (take_ip(1, config.ip)) {
        (void)take_ip(2, config.mask);
        (void)take_ip(3, config.gateway);
    }
    if (word_count >= 2 && take_ip(word_count - 2, config.dns)) {
        config.dns_port = (uint16_t)number(word_count - 1);
    }
    net = tw_net_lwip_init(&config);
    print_err(start_engine());
}

static void call_module(void) {
    tw_func_t func;
    tw_value_t result = {0};
    tw_err_t err = tw_instance_find_func(instance, "ping", &func);
    err = err == TW_ERR_OK ? tw_instance_call(instance, func, NULL, 0, &result, 1) : err;
    print_err(err);
    print_field("calls", (uint32_t)result.of.i32);
}

// ---- commands -----------------------------------------------------------------------------------

static void print_info(void) {
    tw_net_info_t info;
    size_t peak = 0;
    tw_net_info(net, &info);
    print_ip("ip=", info.ip);
    print_ip(" mask=", info.mask);
    print_ip(" gateway=", info.gateway);
    print_ip(" dns=", info.dns);
    print_field("up", info.is_up);
    print_field("addr", info.has_addr);
    print_field("sockets", info.sockets);
    print_field("in", info.frames_in);
    print_field("out", info.frames_out);
    print_field("dropped", info.dropped_in);
    print_field("memory", info.memory);
    print_field("most", info.memory_most);
    print_field("there", info.memory_there);
    (void)tw_engine_arena_used(engine, &peak);
    print_field("arena", (uint32_t)peak);
}

// Polls until the question is answered.
static void wait_for_answer(tw_err_t err, uint32_t question, bool is_ping) {
    tw_net_answer_t answer = {{0}, 0};
    uint32_t begin = hal_ticks_ms();
    for (err = err == TW_ERR_OK ? TW_ERR_PENDING : err; err == TW_ERR_PENDING;) {
        (void)go_on();
        err = tw_net_answer(net, question, &answer);
        err = err == TW_ERR_PENDING && hal_ticks_ms() - begin > WAIT_MS ? TW_ERR_BUSY : err;
    }
    print_err(err);
    if (err == TW_ERR_OK) {
        print_ip(" ", answer.ip);
    }
    if (err == TW_ERR_OK && is_ping) {
        print_field("us", answer.us);
    }
}

static void ping(void) {
    uint8_t ip[4] = {0};
    uint32_t question = 0;
    (void)take_ip(1, ip);
    tw_err_t err = tw_net_ping(net, ip, number(2), &question);
    wait_for_answer(err, question, true);
}

static void resolve(void) {
    uint32_t question = 0;
    tw_err_t err = tw_net_resolve(net, words[1], &question);
    wait_for_answer(err, question, false);
}

static void flow(void) {
    tw_net_addr_t addr = {{0}, (uint16_t)number(2)};
    (void)take_ip(1, addr.ip);
    print_err(begin_flow(&addr, number(3)));
}

static void work(void) {
    tw_func_t func;
    tw_value_t result = {0};
    uint32_t count = 0;
    uint32_t begin = hal_ticks_ms();
    tw_err_t err = tw_instance_find_func(instance, "ping", &func);
    while (err == TW_ERR_OK && hal_ticks_ms() - begin < number(1)) {
        (void)go_on();
        err = tw_instance_call(instance, func, NULL, 0, &result, 1);
        count++;
    }
    print_err(err);
    print_field("times", count);
}

static void answer(void) {
    switch (words[0][0]) {
        case 's':
            words[0][3] == 't' ? print_flow() : start();
            break;
        case 'i':
            print_info();
            break;
        case 'l':
            print_err(listen_at((uint16_t)number(1)));
            break;
        case 'f':
            flow();
            break;
        case 'r':
            resolve();
            break;
        case 'p':
            ping();
            break;
        case 'c':
            words[0][1] == 'a' ? call_module() : close_all();
            break;
        case 'w':
            work();
            break;
        default:
            hal_console_print("?");
            break;
    }
    hal_console_print("\n");
}

bool go_on(void) {
    bool is_busy = tw_engine_poll(engine, hal_ticks_ms());
    return run_echoes() || run_flow() || is_busy;
}

static bool read_line(void) {
    static uint32_t size;
    char byte = 0;
    while (hal_console_read(&byte, 1) == 1 && byte != '\n') {
        if (size < LINE_BYTES) {
            line[size++] = byte;
        }
    }
    line[size] = '\0';
    size = byte == '\n' ? 0 : size;
    return byte == '\n';
}

static void split_line(void) {
    word_count = 0;
    for (char *at = line; *at != '\0' && word_count < WORDS;) {
        words[word_count++] = at;
        while (*at != ' ' && *at != '\0') {
            at++;
        }
        while (*at == ' ') {
            *at++ = '\0';
        }
    }
}

int main(void) {
    hal_console_print("net of " BOARD_NAME "\n");
    for (;;) {
        if (read_line()) {
            split_line();
            answer();
        } else if (net == NULL || !go_on()) {
            hal_sleep_until_interrupt();
        }
    }
}
