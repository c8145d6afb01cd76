// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "ports.h"

// For builds without libserialport.

bool ports_are_known(void) {
    return false;
}

bool ports_visit(ports_visit_t visit, void *ctx) {
    (void)visit;
    (void)ctx;
    return false;
}

int port_open(const char *path, unsigned baud, void **handle) {
    (void)path;
    (void)baud;
    *handle = 0;
    return -2;
}

void port_close(void *handle) {
    (void)handle;
}
