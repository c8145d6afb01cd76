// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For apps/datalogger: measures the temperature at each call, and of each five values logs the
// mean, the least and the most, in degrees.
#include "logger.h"
#include "sensor.h"

#define WINDOW 5

static int32_t values[WINDOW];
static uint32_t value_count;

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

static char *write_text(char *end, const char *text, uint32_t size) {
    while (size > 0) {
        *--end = text[--size];
    }
    return end;
}

// Towards the nearest.
static int32_t mean(int32_t sum) {
    return (sum + (sum < 0 ? -WINDOW / 2 : WINDOW / 2)) / WINDOW;
}

static void log_window(void) {
    char text[64];
    char *end = text + sizeof text;
    int32_t least = values[0];
    int32_t most = values[0];
    int32_t sum = 0;
    for (uint32_t i = 0; i < WINDOW; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
        sum += values[i];
    }
    char *first = write_text(write_thousandths(end, most), " most ", 6);
    first = write_text(write_thousandths(first, least), " least ", 7);
    first = write_text(write_thousandths(first, mean(sum)), "mean ", 5);
    logger_line((tw_str_t){first, (uint32_t)(end - first)});
}

void logger_module_sample(void) {
    sensor_result_s32_problem_t result = sensor_read(SENSOR_QUANTITY_TEMPERATURE);
    if (result.is_err) {
        logger_line(tw_str("the sensor does not answer"));
        return;
    }
    values[value_count++] = result.of.ok;
    if (value_count == WINDOW) {
        value_count = 0;
        log_window();
    }
}
