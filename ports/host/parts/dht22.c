// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A DHT22 on a pin of its own. Who pulls the line low for 800 us or longer and lets go, gets 40
// bits: each 50 us low, then high for 27 us (0) or 70 (1). In real time the PC is too late for
// that.

#include "board.h"
#include "models.h"

#define START_US 800u
#define PAUSE_US 30u
#define LEAD_US 80u
#define LOW_US 50u
#define ZERO_US 27u
#define ONE_US 70u
#define BYTES 5u
#define BITS 40u
#define LEVELS (2u + 2u * BITS + 1u)  // low and high of the lead, of each bit, and the last low

static struct {
    int32_t temperature, humidity;  // tenths
    bool is_silent, has_wrong_sum, loses_bit;
    uint8_t bytes[BYTES];
    uint32_t at;  // of LEVELS
    bool is_sending;
    uint64_t fell_us;
    sim_event_t next;
} state;

static void encode(void) {
    uint32_t magnitude = (uint32_t)(state.temperature < 0 ? -state.temperature : state.temperature);
    uint32_t temperature = magnitude | (state.temperature < 0 ? 0x8000u : 0);
    state.bytes[0] = (uint8_t)((uint32_t)state.humidity >> 8);
    state.bytes[1] = (uint8_t)state.humidity;
    state.bytes[2] = (uint8_t)(temperature >> 8);
    state.bytes[3] = (uint8_t)temperature;
    uint32_t sum = 0u + state.bytes[0] + state.bytes[1] + state.bytes[2] + state.bytes[3];
    state.bytes[4] = (uint8_t)(sum + (state.has_wrong_sum ? 1u : 0));
}

static uint32_t length_of(uint32_t level) {
    uint32_t bit = (level - 2u) / 2u;
    if (level < 2) {
        return LEAD_US;
    }
    if (level % 2u == 0) {
        return LOW_US;
    }
    return (state.bytes[bit / 8u] >> (7u - bit % 8u) & 1u) != 0 ? ONE_US : ZERO_US;
}

static void step(void *ctx) {
    (void)ctx;
    uint32_t level = state.at;
    bool is_lost = state.loses_bit && (level == 40 || level == 41);
    if (level == LEVELS) {
        state.is_sending = false;
        sim_pin_release(BOARD_DHT22_PIN);
        return;
    }
    if (level % 2u == 0 && !is_lost) {
        sim_pin_drive(BOARD_DHT22_PIN, false);
    } else {
        sim_pin_release(BOARD_DHT22_PIN);
    }
    state.at++;
    sim_at(&state.next, state.next.at_us + length_of(level), step, NULL);
}

static void changed(sim_pin_watch_t *watch, bool is_high) {
    (void)watch;
    if (!is_high) {
        state.fell_us = sim_now_us();
        return;
    }
    bool is_asked = !state.is_sending && sim_now_us() - state.fell_us >= START_US;
    if (is_asked && !state.is_silent) {
        encode();
        state.is_sending = true;
        state.at = 0;
        sim_at(&state.next, sim_now_us() + PAUSE_US, step, NULL);
    }
}

static void set_temperature(void *ctx, int32_t millicelsius) {
    (void)ctx;
    state.temperature = millicelsius / 100;
}

static void set_humidity(void *ctx, int32_t millipercents) {
    (void)ctx;
    state.humidity = millipercents / 100;
}

static void set_flag(void *ctx, int32_t thousandths) {
    *(bool *)ctx = thousandths != 0;
}

static void set_silent(void *ctx, int32_t thousandths) {
    (void)ctx;
    set_flag(&state.is_silent, thousandths);
}

static void set_wrong_sum(void *ctx, int32_t thousandths) {
    (void)ctx;
    set_flag(&state.has_wrong_sum, thousandths);
}

static void set_lost_bit(void *ctx, int32_t thousandths) {
    (void)ctx;
    set_flag(&state.loses_bit, thousandths);
}

void sim_dht22_attach(void) {
    static sim_pin_watch_t watch = {.pin = BOARD_DHT22_PIN, .changed = changed};
    static const sim_property_t properties[] = {
        {"temperature", "C", -40000, 80000, set_temperature},
        {"humidity", "%", 0, 100000, set_humidity},
        {"silent", "", 0, 1000, set_silent},
        {"wrong_sum", "", 0, 1000, set_wrong_sum},
        {"lost_bit", "", 0, 1000, set_lost_bit}};
    static sim_part_t part = {.name = "dht22", .properties = properties, .property_count = 5};
    sim_pin_watch(&watch);
    sim_register(&part);
}
