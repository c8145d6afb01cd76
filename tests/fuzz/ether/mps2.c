// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define hal_net_open mps2_open
#define hal_net_send mps2_send
#define hal_net_receive mps2_receive
#define hal_net_is_up mps2_is_up
#include "../../../ports/mps2/parts/net.c"

#include "ether.h"

const struct ether_driver ether_mps2 = {mps2_open, mps2_send, mps2_receive, mps2_is_up};
