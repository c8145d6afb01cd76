// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A photoresistor between the supply and a channel of the ADC: the brighter, the higher.

#include "board.h"
#include "models.h"

static void set_light(void *ctx, int32_t millipercents) {
    (void)ctx;
    sim_adc_set(BOARD_LDR_CHANNEL,
                (uint16_t)(((uint64_t)millipercents * 65535u + 50000u) / 100000u));
}

void sim_ldr_attach(void) {
    static const sim_property_t properties[] = {{"light", "%", 0, 100000, set_light}};
    static sim_part_t part = {.name = "ldr", .properties = properties, .property_count = 1};
    sim_register(&part);
}
