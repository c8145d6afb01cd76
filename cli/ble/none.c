// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "sealed.h"

// ble:// in a build without NimBLE.

static int connect_ble(const char *address, const char **problem) {
    (void)address;
    *problem = "this tw has no Bluetooth: run tools/setup ble and build it anew";
    return -1;
}

const struct scheme scheme_ble = {"ble://", connect_ble};
