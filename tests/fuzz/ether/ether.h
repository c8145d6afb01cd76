// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef FUZZ_ETHER_H
#define FUZZ_ETHER_H

// Two drivers in one program: each file of this folder is one of them under names of its own.

#include "hal.h"

struct ether_driver {
    hal_result_t (*open)(uint8_t mac[6]);
    hal_result_t (*send)(const void *frame, size_t size);
    size_t (*receive)(void *frame);
    int (*is_up)(void);
};

extern const struct ether_driver ether_lm3s6965;
extern const struct ether_driver ether_mps2;

#endif
