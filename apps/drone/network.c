// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "network.h"

#include "hal.h"
#include "tinywasm/board_wifi.h"

#define RETRY_MS 3000u
#define RADIO_MS 3000u  // a radio may take so long to begin

static void say(const char *a, const char *b) {
    hal_console_print("wifi: ");
    hal_console_print(a);
    hal_console_print(b);
    hal_console_print("\n");
}

tw_err_t network_add(network_t *network, tw_engine_t *engine) {
    *network = (network_t){.said = TW_WIFI_IDLE, .begin_ms = hal_ticks_ms()};
    bool has_wire = tw_board_wire(&network->wire) == TW_ERR_OK;
    tw_err_t err = tw_board_wifi(&network->wifi, &network->net);
    if (err == TW_ERR_UNSUPPORTED) {
        return has_wire ? TW_ERR_OK : err;
    }
    return err == TW_ERR_OK ? tw_engine_add_device(engine, &network->net->device) : err;
}

void network_join(network_t *network, const settings_t *settings) {
    network->settings = settings;
    network->is_given_up = network->wifi == NULL;
    if (network->is_given_up) {
        return;
    }
    tw_err_t err = tw_wifi_join(network->wifi, settings->ssid, settings->key);
    if (err == TW_ERR_INVAL) {
        say("", tw_wifi_text(TW_WIFI_INVALID));
        network->is_given_up = true;
    }
    network->is_asked = !network->is_given_up;
    network->again_ms = hal_ticks_ms() + RETRY_MS;
}

static void tell_state(network_t *network) {
    static const char *const texts[] = {"no radio answers", "", "joining ", "joined ", "lost "};
    tw_wifi_state_t state = tw_wifi_state(network->wifi);
    bool is_early = hal_ticks_ms() - network->begin_ms < RADIO_MS;
    if (state == TW_WIFI_NONE && is_early) {
        return;
    }
    if (state != network->said && state != TW_WIFI_IDLE) {
        say(texts[state], state == TW_WIFI_NONE ? "" : network->settings->ssid);
    }
    network->said = (uint8_t)state;
}

// A network that nobody answers for is tried again: the drone may be switched on later.
static void ask_again(network_t *network) {
    tw_wifi_t *wifi = network->wifi;
    bool is_idle = tw_wifi_state(wifi) == TW_WIFI_IDLE && !tw_wifi_is_busy(wifi);
    if (!is_idle || wifi->is_wanted || network->is_given_up) {
        return;
    }
    if (network->is_asked) {
        network->is_asked = false;
        network->is_given_up = tw_wifi_answer(wifi) == TW_WIFI_WRONG_KEY;
        network->again_ms = hal_ticks_ms() + RETRY_MS;
        say("", tw_wifi_text(tw_wifi_answer(wifi)));
    } else if ((int32_t)(hal_ticks_ms() - network->again_ms) >= 0) {
        network_join(network, network->settings);
    }
}

// No radio has ever answered: from now on it is the wire.
static void take_wire(network_t *network) {
    bool has_radio = network->wifi != NULL && tw_wifi_state(network->wifi) != TW_WIFI_NONE;
    bool is_late = hal_ticks_ms() - network->begin_ms >= RADIO_MS;
    network->has_answered = network->has_answered || has_radio;
    if (network->has_answered || !is_late || network->wire == NULL || network->is_wired) {
        return;
    }
    network->net = network->wire;
    network->is_wired = tw_net_start(network->wire) == TW_ERR_OK;
    hal_console_print(network->is_wired ? "wire: in use\n" : "wire: it does not start\n");
    network->wire = network->is_wired ? network->wire : NULL;
}

static bool poll_wire(network_t *network) {
    tw_net_info_t info;
    tw_net_poll(network->wire, hal_ticks_ms());
    tw_net_info(network->wire, &info);
    return info.has_addr;
}

bool network_poll(network_t *network) {
    take_wire(network);
    if (network->is_wired) {
        return poll_wire(network);
    }
    if (network->wifi == NULL) {
        return false;
    }
    tell_state(network);
    ask_again(network);
    return tw_wifi_state(network->wifi) == TW_WIFI_JOINED;
}
