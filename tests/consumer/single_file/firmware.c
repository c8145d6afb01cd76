// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Somebody else's firmware for a Cortex-M3 (the emulated lm3s6965evb), made of this file, the two
// files of `make single-file`, the module's bytes, and nothing else: no libc, no port of ours.

#include "tinywasm.h"

#include "ping_wasm.h"

#define UART0_DATA (*(volatile uint32_t *)0x4000c000u)
#define UART0_CTRL (*(volatile uint32_t *)0x4000c030u)

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
void start(void);

void *memcpy(void *restrict target, const void *restrict source, size_t size) {
    unsigned char *to = target;
    const unsigned char *from = source;
    for (size_t i = 0; i < size; i++) {
        to[i] = from[i];
    }
    return target;
}

void *memmove(void *target, const void *source, size_t size) {
    unsigned char *to = target;
    const unsigned char *from = source;
    for (size_t i = 0; i < size; i++) {
        size_t at = to < from ? i : size - 1 - i;
        to[at] = from[at];
    }
    return target;
}

void *memset(void *target, int byte, size_t size) {
    unsigned char *to = target;
    for (size_t i = 0; i < size; i++) {
        to[i] = (unsigned char)byte;
    }
    return target;
}

int memcmp(const void *a, const void *b, size_t size) {
    const unsigned char *p = a;
    const unsigned char *q = b;
    for (size_t i = 0; i < size; i++) {
        if (p[i] != q[i]) {
            return p[i] - q[i];
        }
    }
    return 0;
}

size_t strlen(const char *text) {
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}

static uint64_t arena[1024];

static void print(const char *text) {
    for (; *text != '\0'; text++) {
        UART0_DATA = (unsigned char)*text;
    }
}

static void leave(int code) {
    volatile uint32_t block[2] = {0x20026u, (uint32_t)code};
    register uint32_t operation __asm__("r0") = 0x20;
    register volatile uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
    }
}

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    print("pong\n");
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        print(tw_err_name(err));
        leave(1);
    }
}

void start(void) {
    UART0_CTRL = 0x301;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_engine_t *engine = NULL;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    for (int i = 0; i < 3; i++) {
        check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    }
    leave(0);
}

__attribute__((section(".vectors"), used)) static void *const vectors[] = {(void *)0x20010000u,
                                                                          (void *)start};
