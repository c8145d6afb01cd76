// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Virtual calls: expressions as trees of objects, each with a table of functions, which are
// evaluated and differentiated; and a list of things that are told of each step.
#include "export.h"

#define MOST_NODES 128
#define THINGS 12

typedef struct expr expr_t;

typedef struct methods {
    int32_t (*value)(const expr_t *self, int32_t x);
    int32_t (*slope)(const expr_t *self, int32_t x);
    uint32_t (*size)(const expr_t *self);
} methods_t;

struct expr {
    const methods_t *methods;
    const expr_t *left;
    const expr_t *right;
    int32_t constant;
};

static expr_t pool[MOST_NODES];
static uint32_t pool_used;

static int32_t value_of(const expr_t *of, int32_t x) {
    return of->methods->value(of, x);
}

static int32_t slope_of(const expr_t *of, int32_t x) {
    return of->methods->slope(of, x);
}

static uint32_t size_of(const expr_t *of) {
    return of->methods->size(of);
}

// Sums and products wrap, as in wasm.
static int32_t wrapped(uint32_t value) {
    return (int32_t)value;
}

static int32_t constant_value(const expr_t *self, int32_t x) {
    (void)x;
    return self->constant;
}
static int32_t constant_slope(const expr_t *self, int32_t x) {
    (void)self;
    (void)x;
    return 0;
}
static uint32_t leaf_size(const expr_t *self) {
    (void)self;
    return 1;
}
static int32_t x_value(const expr_t *self, int32_t x) {
    (void)self;
    return x;
}
static int32_t x_slope(const expr_t *self, int32_t x) {
    (void)self;
    (void)x;
    return 1;
}
static int32_t sum_value(const expr_t *self, int32_t x) {
    return wrapped((uint32_t)value_of(self->left, x) + (uint32_t)value_of(self->right, x));
}
static int32_t sum_slope(const expr_t *self, int32_t x) {
    return wrapped((uint32_t)slope_of(self->left, x) + (uint32_t)slope_of(self->right, x));
}
static uint32_t pair_size(const expr_t *self) {
    return 1 + size_of(self->left) + size_of(self->right);
}
static int32_t product_value(const expr_t *self, int32_t x) {
    return wrapped((uint32_t)value_of(self->left, x) * (uint32_t)value_of(self->right, x));
}
static int32_t product_slope(const expr_t *self, int32_t x) {
    uint32_t left = (uint32_t)value_of(self->left, x) * (uint32_t)slope_of(self->right, x);
    uint32_t right = (uint32_t)slope_of(self->left, x) * (uint32_t)value_of(self->right, x);
    return wrapped(left + right);
}

static const methods_t constants = {constant_value, constant_slope, leaf_size};
static const methods_t variables = {x_value, x_slope, leaf_size};
static const methods_t sums = {sum_value, sum_slope, pair_size};
static const methods_t products = {product_value, product_slope, pair_size};

static const expr_t *make(const methods_t *methods, const expr_t *left, const expr_t *right,
                          int32_t constant) {
    expr_t *made = &pool[pool_used++];
    *made = (expr_t){methods, left, right, constant};
    return made;
}

// A polynomial by Horner's rule.
static const expr_t *polynomial(uint32_t degree) {
    const expr_t *whole = make(&constants, 0, 0, 3);
    for (uint32_t i = 0; i < degree; i++) {
        const expr_t *x = make(&variables, 0, 0, 0);
        const expr_t *product = make(&products, whole, x, 0);
        whole = make(&sums, product, make(&constants, 0, 0, (int32_t)(i * 5) - 7), 0);
    }
    return whole;
}

typedef struct thing {
    uint32_t (*step)(struct thing *self, uint32_t time);
    uint32_t state;
} thing_t;

static uint32_t count_step(thing_t *self, uint32_t time) {
    (void)time;
    return ++self->state;
}
static uint32_t shift_step(thing_t *self, uint32_t time) {
    self->state = self->state << 1 ^ time;
    return self->state;
}
static uint32_t decay_step(thing_t *self, uint32_t time) {
    self->state -= self->state >> 3;
    self->state += time & 1023;
    return self->state;
}

static thing_t things[THINGS];

static uint32_t step_all(uint32_t time) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < THINGS; i++) {
        sum += things[i].step(&things[i], time);
    }
    return sum;
}

EXPORT(objects) uint32_t objects(uint32_t steps) {
    static uint32_t (*const kinds[])(thing_t *, uint32_t) = {count_step, shift_step, decay_step};
    pool_used = 0;
    const expr_t *whole = polynomial(8);
    for (uint32_t i = 0; i < THINGS; i++) {
        things[i] = (thing_t){kinds[i % 3], i};
    }
    uint32_t sum = size_of(whole);
    for (uint32_t time = 0; time < steps; time++) {
        sum = MIX(sum, value_of(whole, (int32_t)(time & 15)));
        if (time % 4 == 0) {
            sum = MIX(sum, slope_of(whole, (int32_t)(time & 7)));
        }
        sum = MIX(sum, step_all(time));
    }
    return sum;
}
