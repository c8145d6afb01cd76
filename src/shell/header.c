// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/modem.h"

// The first packet of a YMODEM file: its name, NUL, its size in decimal, and more that does not
// matter here.
tw_err_t tw__receive_ymodem_header(struct tw__receive *receive) {
    const uint8_t *text = receive->packet + 2;
    uint32_t at = 0;
    while (at < receive->data_size && text[at] != '\0') {
        at++;
    }
    if (at == receive->data_size) {
        return TW_ERR_CORRUPT;  // a name without an end
    }
    uint64_t size = 0;
    uint32_t digits = 0;
    for (at++; at < receive->data_size && text[at] >= '0' && text[at] <= '9'; at++, digits++) {
        size = size < UINT32_MAX ? size * 10 + (uint32_t)(text[at] - '0') : size;
    }
    if (size >= TW_MODEM_SIZE_UNKNOWN) {
        return TW_ERR_NOSPC;
    }
    return receive->ops->begin(receive->ctx, (const char *)text,
                               digits == 0 ? TW_MODEM_SIZE_UNKNOWN : (uint32_t)size);
}
