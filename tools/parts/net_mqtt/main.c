// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the host module mqtt and one client.

#include "../simple_with_modules.h"
#include "tinywasm/mqtt.h"

int main(void) {
    static tw_mqtt_t mqtt;
    static tw_mqtt_client_t clients[1];
    static tw_net_use_t use;
    tw_net_use_init(&use, no_net());
    tw_mqtt_init(&mqtt, &use, clients, 1);
    run_with_module(&mqtt.device, sizeof clients[0]);
}
