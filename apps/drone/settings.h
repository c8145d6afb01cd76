// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef SETTINGS_H
#define SETTINGS_H

// The drone's network and address: the application's parameters, until others are kept in the
// filestore, three lines of a file.

#include "tinywasm/net.h"
#include "tinywasm/wifi.h"

typedef struct settings {
    char ssid[TW_WIFI_SSID_BYTES + 1];
    char key[TW_WIFI_KEY_BYTES + 1];  // "" for none
    tw_net_addr_t address;
} settings_t;

// Of the filestore, or else the parameters. CORRUPT: what is kept there is none; then the
// parameters.
tw_err_t settings_load(settings_t *settings, tw_filestore_t *store);
// Keeps a line "SSID KEY ADDRESS", KEY - for none, and loads it. INVAL: it is none.
tw_err_t settings_keep(settings_t *settings, tw_filestore_t *store, const char *line);

#endif
