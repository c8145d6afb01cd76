// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// More parts that may be missing.
// A CHANNEL: what the converter measures
// M CHANNEL PERIOD HIGH: pulses, in ns; N CHANNEL: no more of them
// S BUS HZ MODE: configure SPI; Y BUS SELECT SIZE HEX: send HEX, then receive SIZE bytes;
// Z BUS SELECT HEX: send HEX and print what comes meanwhile; Q BUS SELECT HELD: hold the select
//   line, or let go
// B BUS HZ: configure I2C; K BUS ADDRESS SIZE HEX: send HEX, if there is any, then receive SIZE
//   bytes
// H SIZE: so many random bytes

#include "port.h"

#include "hal.h"

#define ANSWER_BYTES 64u

static void print_bytes(int result, const uint8_t *bytes, size_t size) {
    print_result(result);
    if (result == HAL_OK && size > 0) {
        hal_console_print(" ");
        print_hex(bytes, size);
    }
}

static uint32_t answer_size(uint32_t index) {
    return number(index) < ANSWER_BYTES ? number(index) : ANSWER_BYTES;
}

static void measure(void) {
    int32_t value = hal_adc_read(number(0));
    print_result(value < 0 ? value : HAL_OK);
    if (value >= 0) {
        hal_console_print(" ");
        print_number((uint32_t)value);
    }
}

static void send_then_receive(void) {
    uint8_t out[LINE_BYTES / 2];
    uint8_t in[ANSWER_BYTES];
    const hal_spi_part_t parts[] = {{out, NULL, hex_argument(3, out)}, {NULL, in, answer_size(2)}};
    print_bytes(hal_spi_transfer(number(0), number(1), parts, 2), in, parts[1].size);
}

static void exchange(void) {
    uint8_t out[LINE_BYTES / 2];
    uint8_t in[LINE_BYTES / 2];
    const hal_spi_part_t part = {out, in, hex_argument(2, out)};
    print_bytes(hal_spi_transfer(number(0), number(1), &part, 1), in, part.size);
}

static void transfer(void) {
    uint8_t out[LINE_BYTES / 2];
    uint8_t in[ANSWER_BYTES];
    size_t in_size = answer_size(2);
    print_bytes(hal_i2c_transfer(number(0), number(1), out, hex_argument(3, out), in, in_size), in,
                in_size);
}

static void print_random(void) {
    uint8_t bytes[ANSWER_BYTES] = {0};
    print_bytes(hal_entropy_read(bytes, answer_size(0)), bytes, answer_size(0));
}

static bool answer_pulses(char command) {
    switch (command) {
        case 'A':
            measure();
            return true;
        case 'M':
            print_result(hal_pwm_start(number(0), number(1), number(2)));
            return true;
        case 'N':
            print_result(hal_pwm_stop(number(0)));
            return true;
        case 'H':
            print_random();
            return true;
        default:
            return false;
    }
}

bool answer_bus(char command) {
    switch (command) {
        case 'S':
            print_result(hal_spi_configure(number(0), number(1), number(2)));
            return true;
        case 'Y':
            send_then_receive();
            return true;
        case 'Z':
            exchange();
            return true;
        case 'Q':
            print_result(hal_spi_hold(number(0), number(1), number(2) != 0));
            return true;
        case 'B':
            print_result(hal_i2c_configure(number(0), number(1)));
            return true;
        case 'K':
            transfer();
            return true;
        default:
            return answer_pulses(command);
    }
}
