// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For apps/weather: measures the temperature and publishes it, in degrees, retained so that whoever
// subscribes later has the last value. A broker that is not there is tried again.
#include "clock.h"
#include "mqtt.h"
#include "sensor.h"
#include "weather.h"

#define TOPIC "weather/temperature"
#define AT_LEAST_ONCE 1

// Writes thousandths in the bytes before end; their first character.
static char *write_thousandths(char *end, int32_t value) {
    uint32_t left = value < 0 ? 0 - (uint32_t)value : (uint32_t)value;
    for (uint32_t digits = 0; left != 0 || digits < 4; digits++) {
        if (digits == 3) {
            *--end = '.';
        }
        *--end = (char)('0' + left % 10);
        left /= 10;
    }
    if (value < 0) {
        *--end = '-';
    }
    return end;
}

static int32_t publish(int32_t value) {
    char text[16];
    char *end = text + sizeof text;
    char *first = write_thousandths(end, value);
    const tw_list_t payload = {first, (uint32_t)(end - first)};
    return mqtt_publish(tw_str(TOPIC), payload, AT_LEAST_ONCE, true);
}

static int32_t report(void) {
    sensor_result_s32_problem_t result = sensor_read(SENSOR_QUANTITY_TEMPERATURE);
    if (result.is_err) {
        weather_say(tw_str("the sensor does not answer"), tw_str(""));
        return 0;
    }
    return publish(result.of.ok);
}

static int32_t join(void) {
    char host[64];
    tw_str_t broker = {host, weather_broker((tw_buffer_t){host, sizeof host})};
    const tw_str_t none = {host, 0};
    return mqtt_connect(broker, weather_port(), tw_str("weather"), none, none);
}

void weather_module_run(void) {
    for (;;) {
        clock_sleep_ms((int32_t)weather_period_ms());
        int32_t result = join();
        weather_say(tw_str(result == 0 ? "reporting" : "no broker"), tw_str(""));
        while (result == 0) {
            result = report();
            clock_sleep_ms((int32_t)weather_period_ms());
        }
        mqtt_disconnect();
    }
}
