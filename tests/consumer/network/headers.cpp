// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/board_net.h"
#include "tinywasm/carrier_net.h"
#include "tinywasm/http.h"
#include "tinywasm/mqtt.h"
#include "tinywasm/net_lwip.h"
#include "tinywasm/net_posix.h"
#include "tinywasm/net_tls.h"
#include "tinywasm/shell.h"
#include "tinywasm/sockets.h"
