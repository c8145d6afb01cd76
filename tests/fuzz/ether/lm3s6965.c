// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define hal_net_open lm3s6965_open
#define hal_net_send lm3s6965_send
#define hal_net_receive lm3s6965_receive
#define hal_net_is_up lm3s6965_is_up
#include "../../../ports/lm3s6965/parts/net.c"

#include "ether.h"

const struct ether_driver ether_lm3s6965 = {lm3s6965_open, lm3s6965_send, lm3s6965_receive,
                                            lm3s6965_is_up};
