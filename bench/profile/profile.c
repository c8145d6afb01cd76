// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "profile.h"

#include "core/regcode.h"
#include "hal.h"

#define OP_PLACES 1024u
#define PAIR_PLACES 8192u  // both more than any workload needs

struct op {
    const char *handler;
    uint32_t operation;
    uint32_t count;
    uint32_t ticks;
};

struct pair {
    const struct op *first;
    const struct op *second;
    uint32_t count;
};

static const char *const operation_names[] = {
#define RC(name, units) #name,
#define RC_SLOW(name, units) #name,
#include "core/opcodes/regcode.def"
};

static struct op ops[OP_PLACES];
static struct pair pairs[PAIR_PLACES];
static struct op *last;
static uint32_t since;

static struct op *find_op(const char *handler, uint32_t operation) {
    uint32_t at = ((uint32_t)(uintptr_t)handler + operation * 37u) % OP_PLACES;
    while (ops[at].handler != NULL &&
           (ops[at].handler != handler || ops[at].operation != operation)) {
        at = (at + 1) % OP_PLACES;
    }
    ops[at].handler = handler;
    ops[at].operation = operation;
    return &ops[at];
}

static void count_pair(const struct op *first, const struct op *second) {
    uint32_t at = (uint32_t)((uintptr_t)first * 31u + (uintptr_t)second) / 4 % PAIR_PLACES;
    while (pairs[at].count != 0 && (pairs[at].first != first || pairs[at].second != second)) {
        at = (at + 1) % PAIR_PLACES;
    }
    pairs[at].first = first;
    pairs[at].second = second;
    pairs[at].count++;
}

void profile_enter(const char *handler, uint32_t operation) {
    uint32_t now = hal_counter_read();
    struct op *op = find_op(handler, operation);
    if (last != NULL) {
        last->ticks += now - since;
        count_pair(last, op);
    }
    op->count++;
    last = op;
    since = hal_counter_read();
}

// ---- output ------------------------------------------------------------------------------------

static void print_number(const char *name, uint32_t value) {
    char digits[11];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_print(name);
    hal_console_print(&digits[at]);
}

static int is_equal(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

// The operation, and the handler where that is another name.
static void print_op(const struct op *op) {
    const char *name = "?";
    if (op->operation < sizeof operation_names / sizeof operation_names[0]) {
        name = operation_names[op->operation];
    }
    if (!is_equal(name, op->handler)) {
        hal_console_print(op->handler);
        hal_console_print(":");
    }
    hal_console_print(name);
}

static void print_start(const char *kind, const char *workload) {
    hal_console_print(kind);
    hal_console_print(workload);
    hal_console_print(" ");
}

void profile_print(const char *workload) {
    for (uint32_t i = 0; i < OP_PLACES; i++) {
        if (ops[i].count != 0) {
            print_start("op ", workload);
            print_op(&ops[i]);
            print_number(" count ", ops[i].count);
            print_number(" ticks ", ops[i].ticks);
            hal_console_print("\n");
            ops[i].count = 0;
            ops[i].ticks = 0;
        }
    }
    for (uint32_t i = 0; i < PAIR_PLACES; i++) {
        if (pairs[i].count != 0) {
            print_start("pair ", workload);
            print_op(pairs[i].first);
            hal_console_print("/");
            print_op(pairs[i].second);
            print_number(" count ", pairs[i].count);
            hal_console_print("\n");
            pairs[i].count = 0;
        }
    }
    last = NULL;
}
