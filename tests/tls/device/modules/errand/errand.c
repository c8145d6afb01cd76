// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Goes where it is sent: fetches from a server by https, or says something to a broker over TLS and
// waits until it comes back.
#include "errand.h"
#include "clock.h"
#include "http.h"
#include "mqtt.h"

#define TOPIC "errand"
#define AT_LEAST_ONCE 1

static char what[160];
static char problem[200];
static uint8_t bytes[300];
static uint32_t count;
static uint32_t sum;

static void take(uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        sum = sum * 31 + bytes[i];
    }
    count += size;
}

static int32_t fetch(tw_str_t url) {
    const tw_str_t none = {what, 0};
    const tw_list_t nothing = {what, 0};
    int32_t answer = http_request(tw_str("GET"), url, none, nothing);
    int32_t more = answer;
    while (more > 0) {
        more = http_read((tw_buffer_t){bytes, sizeof bytes});
        take(more > 0 ? (uint32_t)more : 0);
    }
    return more < 0 ? more : answer;
}

static int32_t say_and_listen(tw_str_t broker, uint16_t port) {
    const tw_str_t none = {what, 0};
    const tw_list_t payload = {"there and back", 14};
    int32_t answer = mqtt_connect_secure(broker, port, tw_str("errand"), none, none);
    answer = answer == 0 ? mqtt_subscribe(tw_str(TOPIC), AT_LEAST_ONCE) : answer;
    answer = answer == 0 ? mqtt_publish(tw_str(TOPIC), payload, AT_LEAST_ONCE, false) : answer;
    int32_t more = answer == 0 ? mqtt_receive((tw_buffer_t){bytes, sizeof bytes}) : answer;
    take(more > 0 ? (uint32_t)more : 0);
    return more < 0 ? more : answer;
}

static void go(tw_str_t to, uint16_t port) {
    const tw_buffer_t text = {problem, sizeof problem};
    int32_t answer = port == 0 ? fetch(to) : say_and_listen(to, port);
    uint32_t size = port == 0 ? http_problem(text) : mqtt_problem(text);
    if (port == 0) {
        (void)http_close();
    } else {
        (void)mqtt_disconnect();
    }
    errand_done(answer, count, sum, (tw_str_t){problem, size});
}

void errand_module_run(void) {
    for (;;) {
        clock_sleep_ms(10);
        uint32_t size = errand_next((tw_buffer_t){what, sizeof what});
        count = 0;
        sum = 0;
        if (size > 0) {
            go((tw_str_t){what, size}, errand_port());
        }
    }
}
