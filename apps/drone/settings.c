// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include "app.h"

#define FILE_NAME "drone.txt"
#define LINE_BYTES 128u
#define DEFAULTS APP_SSID " " APP_KEY " " APP_ADDRESS

// The next word of a line; false if there is none, or it is longer than most.
static bool take_word(const char **at, char *word, uint32_t most) {
    uint32_t size = 0;
    while (**at == ' ') {
        (*at)++;
    }
    while (**at > ' ' && size < most) {
        word[size++] = *(*at)++;
    }
    word[size] = '\0';
    return size > 0 && **at <= ' ';
}

// 192.168.10.1:8889
static bool take_address(const char **at, tw_net_addr_t *address) {
    char text[TW_NET_ADDR_BYTES];
    uint32_t port = 0;
    uint32_t i = 0;
    if (!take_word(at, text, sizeof text - 1)) {
        return false;
    }
    while (text[i] != '\0' && text[i] != ':') {
        i++;
    }
    for (uint32_t k = i + 1; text[i] == ':' && text[k] >= '0' && text[k] <= '9'; k++) {
        port = port * 10u + (uint32_t)(text[k] - '0');
    }
    text[i] = '\0';
    address->port = (uint16_t)port;
    return port > 0 && port < UINT16_MAX && tw_net_parse_ip(text, address->ip);
}

static bool parse(settings_t *settings, const char *line) {
    settings_t read;
    if (!take_word(&line, read.ssid, TW_WIFI_SSID_BYTES) ||
        !take_word(&line, read.key, TW_WIFI_KEY_BYTES) || !take_address(&line, &read.address)) {
        return false;
    }
    if (read.key[0] == '-' && read.key[1] == '\0') {
        read.key[0] = '\0';
    }
    *settings = read;
    return true;
}

tw_err_t settings_load(settings_t *settings, tw_filestore_t *store) {
    char line[LINE_BYTES + 1];
    uint32_t size = 0;
    tw_err_t err = tw_filestore_read(store, FILE_NAME, 0, line, LINE_BYTES, &size);
    line[err == TW_ERR_OK ? size : 0] = '\0';
    if (err == TW_ERR_OK && parse(settings, line)) {
        return TW_ERR_OK;
    }
    (void)parse(settings, DEFAULTS);
    return err == TW_ERR_OK ? TW_ERR_CORRUPT : err == TW_ERR_NOENT ? TW_ERR_OK : err;
}

tw_err_t settings_keep(settings_t *settings, tw_filestore_t *store, const char *line) {
    uint32_t size = 0;
    while (line[size] != '\0') {
        size++;
    }
    return parse(settings, line) ? tw_filestore_save(store, FILE_NAME, line, size) : TW_ERR_INVAL;
}
