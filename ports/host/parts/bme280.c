// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Bosch's BME280 at I2C address 0x76: registers that count on, trimming values as a chip may have
// them, and the raw numbers that stand for temperature, pressure and humidity by the data sheet's
// formulas with floats. It measures all the time while it is in normal mode, and once in forced
// mode.

#include "models.h"

#define ID 0xd0u
#define RESET 0xe0u
#define RESET_NOW 0xb6u
#define CTRL_HUM 0xf2u
#define CTRL_MEAS 0xf4u
#define MODE(ctrl_meas) ((ctrl_meas) & 3u)
#define SLEEP_MODE 0u
#define FORCED_MODE 2u  // and 1
#define NORMAL_MODE 3u
#define PRESSURE 0xf7u
#define TEMPERATURE 0xfau
#define HUMIDITY 0xfdu
#define MEASURE_US 9300u
#define RAW_BITS 20u

static const int32_t T1 = 27504, T2 = 26435, T3 = -1000;
static const int32_t P[] = {36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000};
static const int32_t H1 = 75, H2 = 362, H3 = 0, H4 = 315, H5 = 50, H6 = 30;

static struct {
    uint8_t registers[256];
    uint8_t at;
    bool has_register;
    double celsius, pascals, percent;
    sim_event_t measured;
} state = {.celsius = 20, .pascals = 101325, .percent = 50};

// ---- the formulas -------------------------------------------------------------------------------

static double fine_of(double raw) {
    double linear = (raw / 16384.0 - T1 / 1024.0) * T2;
    double square = raw / 131072.0 - T1 / 8192.0;
    return linear + square * square * T3;
}

static double pressure_of(double raw, double fine) {
    double offset = fine / 2.0 - 64000.0;
    double high = offset * offset * P[5] / 32768.0 + offset * P[4] * 2.0;
    high = high / 4.0 + P[3] * 65536.0;
    double scale = (P[2] * offset * offset / 524288.0 + P[1] * offset) / 524288.0;
    scale = (1.0 + scale / 32768.0) * P[0];
    double value = (1048576.0 - raw - high / 4096.0) * 6250.0 / scale;
    return value + (P[8] * value * value / 2147483648.0 + value * P[7] / 32768.0 + P[6]) / 16.0;
}

static double humidity_of(double raw, double fine) {
    double offset = fine - 76800.0;
    double value = raw - (H4 * 64.0 + H5 / 16384.0 * offset);
    value *= H2 / 65536.0 * (1.0 + H6 / 67108864.0 * offset * (1.0 + H3 / 67108864.0 * offset));
    return value * (1.0 - H1 * value / 524288.0);
}

static double celsius_of(double raw, double fine) {
    (void)fine;
    return fine_of(raw) / 5120.0;
}

// The raw number for a value; of falls the value when the number rises.
static uint32_t raw_of(double (*of)(double raw, double fine), bool falls, double fine,
                       double value) {
    uint32_t raw = 0;
    for (uint32_t bit = 1u << (RAW_BITS - 1); bit != 0; bit >>= 1) {
        bool is_below = falls ? of(raw | bit, fine) >= value : of(raw | bit, fine) <= value;
        raw |= is_below ? bit : 0;
    }
    return raw;
}

// ---- the chip -----------------------------------------------------------------------------------

static void put_20_bits(uint32_t number, uint32_t raw) {
    state.registers[number] = (uint8_t)(raw >> 12);
    state.registers[number + 1] = (uint8_t)(raw >> 4);
    state.registers[number + 2] = (uint8_t)(raw << 4);
}

static void put_humidity(uint32_t raw) {
    raw = raw > UINT16_MAX ? UINT16_MAX : raw;
    state.registers[HUMIDITY] = (uint8_t)(raw >> 8);
    state.registers[HUMIDITY + 1] = (uint8_t)raw;
}

static void measure(void *ctx) {
    (void)ctx;
    uint32_t temperature = raw_of(celsius_of, false, 0, state.celsius);
    double fine = fine_of(temperature);
    put_20_bits(TEMPERATURE, temperature);
    put_20_bits(PRESSURE, raw_of(pressure_of, true, fine, state.pascals));
    put_humidity((state.registers[CTRL_HUM] & 7u) == 0
                     ? 0x8000u
                     : raw_of(humidity_of, false, fine, state.percent));
    if (MODE(state.registers[CTRL_MEAS]) != NORMAL_MODE) {
        state.registers[CTRL_MEAS] &= (uint8_t)~3u;
    }
}

static void put_pair(uint32_t number, int32_t value) {
    state.registers[number] = (uint8_t)value;
    state.registers[number + 1] = (uint8_t)((uint32_t)value >> 8);
}

static void reset(void) {
    for (uint32_t i = 0; i < sizeof state.registers; i++) {
        state.registers[i] = 0;
    }
    sim_cancel(&state.measured);
    state.registers[ID] = 0x60;
    put_20_bits(PRESSURE, 0x80000);
    put_20_bits(TEMPERATURE, 0x80000);
    put_humidity(0x8000);
    put_pair(0x88, T1);
    put_pair(0x8a, T2);
    put_pair(0x8c, T3);
    for (uint32_t i = 0; i < sizeof P / sizeof P[0]; i++) {
        put_pair(0x8e + 2 * i, P[i]);
    }
    state.registers[0xa1] = (uint8_t)H1;
    put_pair(0xe1, H2);
    state.registers[0xe3] = (uint8_t)H3;
    state.registers[0xe4] = (uint8_t)(H4 >> 4);
    state.registers[0xe5] = (uint8_t)((H4 & 0xf) | (H5 & 0xf) << 4);
    state.registers[0xe6] = (uint8_t)(H5 >> 4);
    state.registers[0xe7] = (uint8_t)H6;
}

static void write_register(uint8_t number, uint8_t value) {
    if (number == RESET && value == RESET_NOW) {
        reset();
    } else if (number >= CTRL_HUM && number <= 0xf5u && number != 0xf3u) {
        state.registers[number] = value;
    }
    if (number == CTRL_MEAS && MODE(value) != SLEEP_MODE) {
        sim_at(&state.measured, sim_now_us() + MEASURE_US, measure, NULL);
    }
}

static void start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    state.has_register = is_read;
}

// Pairs of register and value.
static bool write_byte(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    if (state.has_register) {
        write_register(state.at, byte);
    } else {
        state.at = byte;
    }
    state.has_register = !state.has_register;
    return true;
}

static uint8_t read_byte(sim_i2c_chip_t *chip) {
    (void)chip;
    return state.registers[state.at++];
}

// ---- what scripts set ---------------------------------------------------------------------------

static void changed(void) {
    if (MODE(state.registers[CTRL_MEAS]) == NORMAL_MODE && !state.measured.is_waiting) {
        measure(NULL);
    }
}

static void set_temperature(void *ctx, int32_t millicelsius) {
    (void)ctx;
    state.celsius = millicelsius / 1000.0;
    changed();
}

static void set_pressure(void *ctx, int32_t millipascals) {
    (void)ctx;
    state.pascals = millipascals / 1000.0;
    changed();
}

static void set_humidity(void *ctx, int32_t millipercents) {
    (void)ctx;
    state.percent = millipercents / 1000.0;
    changed();
}

void sim_bme280_attach(void) {
    static sim_i2c_chip_t chip = {
        .address = 0x76, .start = start, .write = write_byte, .read = read_byte};
    static const sim_property_t properties[] = {
        {"temperature", "C", -40000, 85000, set_temperature},
        {"pressure", "Pa", 30000000, 110000000, set_pressure},
        {"humidity", "%", 0, 100000, set_humidity}};
    static sim_part_t part = {.name = "bme280", .properties = properties, .property_count = 3};
    reset();
    sim_i2c_attach(&chip);
    sim_register(&part);
}
