// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "picture.h"

#define COLORS 16u
#define INFO_BYTES 40u
#define HEADER_BYTES (14u + INFO_BYTES + COLORS * 4u)
#define ROW_BYTES (TW_WASM4_WIDTH / 2u)
#define FILE_BYTES (HEADER_BYTES + TW_WASM4_HEIGHT * ROW_BYTES)

static uint8_t *put(uint8_t *at, uint32_t value, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        *at++ = (uint8_t)(i < 4 ? value >> 8 * i : 0);
    }
    return at;
}

static void fill_header(uint8_t header[HEADER_BYTES], const tw_wasm4_t *console) {
    uint32_t colors[COLORS] = {0};
    uint8_t *at = put(header, 0x4d42, 2);
    tw_wasm4_palette(console, colors);
    at = put(at, FILE_BYTES, 4);
    at = put(at, 0, 4);
    at = put(at, HEADER_BYTES, 4);
    at = put(at, INFO_BYTES, 4);
    at = put(at, TW_WASM4_WIDTH, 4);
    at = put(at, TW_WASM4_HEIGHT, 4);  // the lowest row is first
    at = put(at, 1, 2);
    at = put(at, 4, 2);  // bits of a pixel
    at = put(at, 0, 24);
    for (uint32_t i = 0; i < COLORS; i++) {
        at = put(at, colors[i], 4);
    }
}

static tw_err_t write_rows(const tw_wasm4_t *console, tw_filestore_t *store) {
    uint8_t indices[TW_WASM4_WIDTH];
    uint8_t row[ROW_BYTES];
    tw_err_t err = TW_ERR_OK;
    for (uint32_t y = TW_WASM4_HEIGHT; y > 0 && err == TW_ERR_OK; y--) {
        tw_wasm4_row(console, y - 1, indices);
        for (uint32_t i = 0; i < ROW_BYTES; i++) {
            row[i] = (uint8_t)(indices[2 * i] << 4 | indices[2 * i + 1]);
        }
        err = tw_filestore_save_write(store, row, sizeof row);
    }
    return err;
}

tw_err_t picture_save(const tw_wasm4_t *console, tw_filestore_t *store, const char *name) {
    uint8_t header[HEADER_BYTES];
    fill_header(header, console);
    tw_err_t err = tw_filestore_save_begin(store, name, FILE_BYTES);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_filestore_save_write(store, header, sizeof header);
    err = err == TW_ERR_OK ? write_rows(console, store) : err;
    if (err != TW_ERR_OK) {
        tw_filestore_save_abort(store);
        return err;
    }
    return tw_filestore_save_commit(store);
}
