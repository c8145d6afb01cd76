// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "port.h"

#include "hal.h"

// From the linker script.
extern uint32_t port_data_load[], port_data_start[], port_data_end[];
extern uint32_t port_bss_start[], port_bss_end[];

int main(void);

void port_run(void) {
    const uint32_t *from = port_data_load;
    for (uint32_t *to = port_data_start; to < port_data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = port_bss_start; to < port_bss_end; to++) {
        *to = 0;
    }
    port_start();
    hal_exit(main());
}

void port_print_hex(const char *label, uint32_t value) {
    char text[9];
    for (unsigned i = 0; i < 8; i++) {
        text[i] = "0123456789abcdef"[(value >> (28 - 4 * i)) & 15u];
    }
    text[8] = '\0';
    hal_console_print(label);
    hal_console_print(text);
}
