// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_TINYWASM_H
#define TINYWASM_TINYWASM_H

// TinyWASM: a WebAssembly runtime environment for microcontrollers. This header includes all that
// an application needs; read the headers in this order.

#include "tinywasm/config.h"
#include "tinywasm/error.h"
#include "tinywasm/types.h"
#include "tinywasm/log.h"
#include "tinywasm/filestore.h"
#include "tinywasm/host.h"
#include "tinywasm/interp.h"
#include "tinywasm/engine.h"
#include "tinywasm/module.h"
#include "tinywasm/instance.h"
#include "tinywasm/schedule.h"
#include "tinywasm/event.h"
#include "tinywasm/swap.h"
#include "tinywasm/autostart.h"
#include "tinywasm/grant.h"
#include "tinywasm/hold.h"

#define TW_VERSION "0.1.0"

#endif
