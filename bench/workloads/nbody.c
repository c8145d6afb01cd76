// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Five bodies that attract each other, in f64; the root is taken by Newton's steps, since not every
// board has a library of mathematics.
#include "export.h"

#define BODIES 5

typedef struct body {
    double at[3];
    double speed[3];
    double mass;
} body_t;

static body_t bodies[BODIES];

static double root(double square) {
    double guess = square < 1.0 ? 1.0 : square;
    for (uint32_t i = 0; i < 5; i++) {
        guess = 0.5 * (guess + square / guess);
    }
    return guess;
}

static void place_bodies(void) {
    static const double places[BODIES] = {0.0, 2.25, 5.5, 11.0, 19.75};
    static const double speeds[BODIES] = {0.0, 0.875, 0.625, 0.375, 0.25};
    for (uint32_t i = 0; i < BODIES; i++) {
        bodies[i] = (body_t){{places[i], (double)i * 0.125, -places[i] * 0.0625},
                             {0.0, speeds[i], (double)i * 0.015625},
                             i == 0 ? 2.0 : 1.0 / (double)(64 * i)};
    }
}

static void attract(body_t *a, body_t *b, double step) {
    double way[3];
    double square = 0.0625;
    for (uint32_t k = 0; k < 3; k++) {
        way[k] = a->at[k] - b->at[k];
        square += way[k] * way[k];
    }
    double pull = step / (square * root(square));
    for (uint32_t k = 0; k < 3; k++) {
        a->speed[k] -= way[k] * b->mass * pull;
        b->speed[k] += way[k] * a->mass * pull;
    }
}

static void advance(double step) {
    for (uint32_t i = 0; i < BODIES; i++) {
        for (uint32_t j = i + 1; j < BODIES; j++) {
            attract(&bodies[i], &bodies[j], step);
        }
    }
    for (uint32_t i = 0; i < BODIES; i++) {
        for (uint32_t k = 0; k < 3; k++) {
            bodies[i].at[k] += step * bodies[i].speed[k];
        }
    }
}

EXPORT(nbody) uint32_t nbody(uint32_t steps) {
    place_bodies();
    for (uint32_t i = 0; i < steps; i++) {
        advance(0.03125);
    }
    uint32_t sum = 0;
    for (uint32_t i = 0; i < BODIES; i++) {
        for (uint32_t k = 0; k < 3; k++) {
            sum = MIX(sum, (int32_t)(bodies[i].at[k] * 1048576.0));
        }
    }
    return sum;
}
