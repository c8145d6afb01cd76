// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For apps/weather: subscribes to what others report, and shows the last of each on the display. A
// broker that is not there, or goes, is tried again.
#include "clock.h"
#include "display.h"
#include "mqtt.h"
#include "../weather/weather.h"

#define FILTER "weather/#"
#define WHITE 0xffffffu

static char topic[64];
static char payload[64];

static int32_t join(void) {
    char host[64];
    tw_str_t broker = {host, weather_broker((tw_buffer_t){host, sizeof host})};
    const tw_str_t none = {host, 0};
    int32_t result = mqtt_connect(broker, weather_port(), tw_str("panel"), none, none);
    return result == 0 ? mqtt_subscribe(tw_str(FILTER), 1) : result;
}

// On the console, and in two lines on the display.
static void show(uint32_t topic_size, uint32_t size) {
    const tw_str_t what = {topic, topic_size};
    const tw_str_t value = {payload, size};
    weather_say(what, value);
    display_clear();
    display_text(0, 0, 1, what, WHITE);
    display_text(0, 10, 2, value, WHITE);
    display_show();
}

static int32_t receive(void) {
    int32_t size = mqtt_receive((tw_buffer_t){payload, sizeof payload});
    if (size >= 0) {
        int32_t topic_size = mqtt_topic((tw_buffer_t){topic, sizeof topic});
        show(topic_size < 0 ? 0 : (uint32_t)topic_size, (uint32_t)size);
    }
    return size;
}

void weather_module_run(void) {
    for (;;) {
        clock_sleep_ms((int32_t)weather_period_ms());
        int32_t result = join();
        weather_say(tw_str(result == 0 ? "watching" : "no broker"), tw_str(""));
        while (result >= 0) {
            result = receive();
        }
        mqtt_disconnect();
    }
}
