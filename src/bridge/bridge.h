// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BRIDGE_BRIDGE_H
#define TW_BRIDGE_BRIDGE_H

// What the files of this room share. The room is what generated glue calls: it reads the cells of a
// call, checks what the guest gave, and records the trap of what is wrong.

#include "base/fault.h"
#include "base/mem.h"
#include "tinywasm/bridge.h"

// Makes the guest trap and remembers it, unless something is wrong already. The format is
// tw__format's and says what is wrong with the argument that the cell belongs to, and what to do.
#if TW_CFG_ERR_TEXT
void tw__bridge_fail_arg(tw_lift_t *lift, uint32_t cell, tw_trap_t trap, const char *format, ...);
// The same for a whole call.
tw_err_t tw__bridge_fail(tw_call_t *call, const char *format, ...);
#else
#define tw__bridge_fail_arg(lift, cell, trap, ...) tw__bridge_fail_arg_code(lift, trap)
#define tw__bridge_fail(call, ...) tw__bridge_fail_code(call)
void tw__bridge_fail_arg_code(tw_lift_t *lift, tw_trap_t trap);
tw_err_t tw__bridge_fail_code(tw_call_t *call);
#endif

#endif
