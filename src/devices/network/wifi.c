// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/wifi.h"

static uint32_t length(const char *text, uint32_t most) {
    uint32_t size = 0;
    while (size <= most && text[size] != '\0') {
        size++;
    }
    return size;
}

static void copy(char *target, const char *source) {
    uint32_t i = 0;
    do {
        target[i] = source[i];
    } while (source[i++] != '\0');
}

// Control characters are in no name or key here: these are parts of commands, and are printed.
static bool is_plain(const char *text) {
    bool is_good = true;
    for (; is_good && *text != '\0'; text++) {
        is_good = (uint8_t)*text >= ' ' && *text != 0x7f;
    }
    return is_good;
}

// ---- requests -----------------------------------------------------------------------------------

static tw_err_t begin(tw_wifi_t *wifi, tw_wifi_request_t request) {
    if (wifi->state == TW_WIFI_NONE) {
        wifi->answer = TW_WIFI_NO_RADIO;
        return TW_ERR_NOENT;
    }
    wifi->request = (uint8_t)request;
    wifi->ops->begin(wifi);
    return TW_ERR_OK;
}

tw_err_t tw_wifi_scan(tw_wifi_t *wifi) {
    if (wifi->request != TW_WIFI_NOTHING) {
        return TW_ERR_BUSY;
    }
    wifi->network_count = 0;
    return begin(wifi, TW_WIFI_SCAN);
}

tw_err_t tw_wifi_join(tw_wifi_t *wifi, const char *ssid, const char *key) {
    uint32_t ssid_size = length(ssid, TW_WIFI_SSID_BYTES);
    uint32_t key_size = length(key, TW_WIFI_KEY_BYTES);
    bool is_key =
        key_size == 0 || (key_size >= TW_WIFI_KEY_BYTES_LEAST && key_size <= TW_WIFI_KEY_BYTES);
    if (ssid_size == 0 || ssid_size > TW_WIFI_SSID_BYTES || !is_key || !is_plain(ssid) ||
        !is_plain(key)) {
        return TW_ERR_INVAL;
    }
    if (wifi->request != TW_WIFI_NOTHING) {
        return TW_ERR_BUSY;
    }
    copy(wifi->ssid, ssid);
    copy(wifi->key, key);
    wifi->is_wanted = true;
    return begin(wifi, TW_WIFI_JOIN);
}

tw_err_t tw_wifi_leave(tw_wifi_t *wifi) {
    wifi->is_wanted = false;
    return wifi->request != TW_WIFI_NOTHING ? TW_ERR_BUSY : begin(wifi, TW_WIFI_LEAVE);
}

void tw_wifi_end(tw_wifi_t *wifi, tw_wifi_answer_t answer) {
    if (wifi->request != TW_WIFI_NOTHING) {
        wifi->request = TW_WIFI_NOTHING;
        wifi->answer = (uint8_t)answer;
    }
}

// ---- what it knows ------------------------------------------------------------------------------

tw_wifi_state_t tw_wifi_state(const tw_wifi_t *wifi) {
    return (tw_wifi_state_t)wifi->state;
}

bool tw_wifi_is_busy(const tw_wifi_t *wifi) {
    return wifi->request != TW_WIFI_NOTHING;
}

tw_wifi_answer_t tw_wifi_answer(const tw_wifi_t *wifi) {
    return (tw_wifi_answer_t)wifi->answer;
}

const char *tw_wifi_text(tw_wifi_answer_t answer) {
    static const char *const texts[] = {
        "DONE",
        "WRONG_KEY: the network takes no such key: check it",
        "NOT_FOUND: nobody in reach has that name: check it, or go nearer",
        "TIMED_OUT: the network did not answer in time: try again, or go nearer",
        "FAILED: the radio says no more: try again",
        "NO_RADIO: no radio answers: check its wiring, power and speed",
        "BUSY: another request is under way, or somebody else has the radio: try again later",
        "INVALID: the name has not 1 to 32 bytes, or the key not 8 to 64 (or 0): correct it",
    };
    return (uint32_t)answer < sizeof texts / sizeof texts[0] ? texts[answer] : "?";
}

int32_t tw_wifi_signal(const tw_wifi_t *wifi) {
    return wifi->state == TW_WIFI_JOINED ? wifi->signal_dbm : 0;
}

const tw_wifi_network_t *tw_wifi_network(const tw_wifi_t *wifi, uint32_t i) {
    return i < wifi->network_count ? &wifi->networks[i] : NULL;
}

// ---- a scan -------------------------------------------------------------------------------------

static bool is_same(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void take_out(tw_wifi_t *wifi, uint32_t i) {
    wifi->network_count--;
    for (; i < wifi->network_count; i++) {
        wifi->networks[i] = wifi->networks[i + 1];
    }
}

// Its place among those that are there, the strongest first.
static void put_in(tw_wifi_t *wifi, const tw_wifi_network_t *network) {
    uint32_t i = wifi->network_count++;
    while (i > 0 && wifi->networks[i - 1].signal_dbm < network->signal_dbm) {
        wifi->networks[i] = wifi->networks[i - 1];
        i--;
    }
    wifi->networks[i] = *network;
}

void tw_wifi_add(tw_wifi_t *wifi, const tw_wifi_network_t *network) {
    if (network->ssid[0] == '\0' || !is_plain(network->ssid)) {
        return;
    }
    for (uint32_t i = 0; i < wifi->network_count; i++) {
        if (is_same(wifi->networks[i].ssid, network->ssid)) {
            if (wifi->networks[i].signal_dbm >= network->signal_dbm) {
                return;
            }
            take_out(wifi, i);
        }
    }
    if (wifi->network_count == TW_WIFI_NETWORKS) {
        if (wifi->networks[TW_WIFI_NETWORKS - 1].signal_dbm >= network->signal_dbm) {
            return;
        }
        wifi->network_count--;
    }
    put_in(wifi, network);
}
