// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef KIT_H
#define KIT_H

// An engine with a scheduler, and what the tests of it have in common.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/tinywasm.h"

#define SLICE 1000u

extern uint8_t arena[256u * 1024u];
extern tw_engine_t *engine;
extern tw_limits_t limits;  // of what create makes
extern uint32_t now_ms;     // of the next poll

struct seen {
    tw_pending_t pending[8];  // of the calls of wait and doze
    uint32_t pending_count;
    uint32_t cancelled;
    uint32_t fed;
    uint32_t reports;
    tw_err_t reported;
    tw_instance_t *reported_of;
    char text[200];
    int32_t mode;  // what `mode` answers
};
extern struct seen seen;

struct ending {  // of an execution; outlives the engine
    uint32_t times;
    tw_err_t err;
    uint32_t count;
    tw_value_t first;
};

extern const tw_host_module_t test_module;

int setup(void **state);
int teardown(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

tw_module_t *load(const uint8_t *bytes, size_t size);
tw_instance_t *create(tw_module_t *module, const char *name);
tw_func_t find(tw_instance_t *instance, const char *name);
void done(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
          uint32_t result_count);
// arg is for a function that takes one.
tw_err_t begin(tw_instance_t *instance, const char *name, int32_t arg, struct ending *ending);
tw_err_t post(const char *handler, int32_t first, int32_t second, uint32_t id);
bool poll(uint32_t times);
// Polls until nothing is ready.
void settle(void);
// A word of the guest's memory.
uint32_t word(tw_instance_t *instance, uint32_t addr);

#endif
