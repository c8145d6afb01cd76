// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Ethernet.
// J HEX: open with that address: what it is then; n SIZE SEED: send a frame of such bytes (`fill`);
// q: what has come: its size and FNV-1a hash; l: the link

#include "port.h"

#include "hal.h"

static uint8_t frame[HAL_NET_FRAME_BYTES + 2];

static void fill(uint32_t size, uint32_t seed) {
    for (uint32_t i = 0; i < size; i++) {
        seed = seed * 1664525u + 1013904223u;
        frame[i] = (uint8_t)(seed >> 24);
    }
}

static uint32_t hash(size_t size) {
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        value = (value ^ frame[i]) * 16777619u;
    }
    return value;
}

static void open_net(void) {
    uint8_t mac[LINE_BYTES / 2] = {0};
    (void)hex_argument(0, mac);
    int result = hal_net_open(mac);
    print_result(result);
    if (result == HAL_OK) {
        hal_console_print(" ");
        print_hex(mac, 6);
    }
}

static void send_frame(void) {
    uint32_t size = number(0) < sizeof frame ? number(0) : (uint32_t)sizeof frame;
    fill(size, number(1));
    print_result(hal_net_send(frame, size));
}

static void receive_frame(void) {
    size_t size = hal_net_receive(frame);
    print_number((uint32_t)size);
    hal_console_print(" ");
    print_number(hash(size));
}

static void print_link(void) {
    int is_up = hal_net_is_up();
    print_result(is_up < 0 ? is_up : HAL_OK);
    if (is_up >= 0) {
        hal_console_print(" ");
        print_number((uint32_t)is_up);
    }
}

bool answer_net(char command) {
    switch (command) {
        case 'J':
            open_net();
            return true;
        case 'n':
            send_frame();
            return true;
        case 'q':
            receive_frame();
            return true;
        case 'l':
            print_link();
            return true;
        default:
            return false;
    }
}
