// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Fetches three things from a server, again and again, and says of each its status, how many bytes
// it had, and a sum of them in which their order counts.
#include "clock.h"
#include "fetcher.h"
#include "http.h"

static char url[64];
static uint8_t bytes[300];

static uint32_t add(uint32_t sum, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        sum = sum * 31 + bytes[i];
    }
    return sum;
}

static void fetch(char which) {
    const tw_str_t none = {url, 0};
    const tw_list_t nothing = {url, 0};
    uint32_t size = fetcher_server((tw_buffer_t){url, sizeof url - 2});
    url[size++] = '/';
    url[size++] = which;
    int32_t status = http_request(tw_str("GET"), (tw_str_t){url, size}, none, nothing);
    uint32_t total = 0;
    uint32_t sum = 0;
    int32_t more = status;
    while (more > 0) {
        more = http_read((tw_buffer_t){bytes, sizeof bytes});
        sum = more > 0 ? add(sum, (uint32_t)more) : sum;
        total += more > 0 ? (uint32_t)more : 0;
    }
    fetcher_say(tw_str("status"), (uint32_t)status, (uint32_t)more);
    fetcher_say(tw_str("body"), total, sum);
    (void)http_close();
}

void fetcher_module_run(void) {
    for (;;) {
        clock_sleep_ms(1000);
        for (char which = 'a'; which < 'd'; which++) {
            fetch(which);
        }
    }
}
