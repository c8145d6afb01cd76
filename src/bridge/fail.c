// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "bridge/bridge.h"

// Traps that name the function and the argument.

#if TW_CFG_ERR_TEXT
// The name of the parameter that a cell belongs to; "result" behind the last.
static const char *name_of(const tw_lift_t *lift, uint32_t cell) {
    const char *at = lift->names;
    for (uint32_t first = 0; *at != '\0'; at += strlen(at) + 1) {
        first += (uint8_t)*at;
        if (cell < first) {
            return at + 1;
        }
    }
    return "result";
}

void tw__bridge_fail_arg(tw_lift_t *lift, uint32_t cell, tw_trap_t trap, const char *format, ...) {
    char text[TW_FAULT_TEXT_BYTES];
    if (lift->err != TW_ERR_OK) {
        return;
    }
    const tw_call_t *call = lift->call;
    size_t used = tw__format(text, sizeof text, "%s.%s: argument %s: ", call->host_module->name,
                             call->func->name, name_of(lift, cell));
    va_list args;
    va_start(args, format);
    tw__format_list(text + used, sizeof text - used, format, args);
    va_end(args);
    lift->err = tw_call_trap(lift->call, trap, text);
}

tw_err_t tw__bridge_fail(tw_call_t *call, const char *format, ...) {
    char text[TW_FAULT_TEXT_BYTES];
    size_t used =
        tw__format(text, sizeof text, "%s.%s: ", call->host_module->name, call->func->name);
    va_list args;
    va_start(args, format);
    tw__format_list(text + used, sizeof text - used, format, args);
    va_end(args);
    return tw_call_trap(call, TW_TRAP_HOST, text);
}
#else
void tw__bridge_fail_arg_code(tw_lift_t *lift, tw_trap_t trap) {
    if (lift->err == TW_ERR_OK) {
        lift->err = tw_call_trap(lift->call, trap, NULL);
    }
}

tw_err_t tw__bridge_fail_code(tw_call_t *call) {
    return tw_call_trap(call, TW_TRAP_HOST, NULL);
}
#endif
