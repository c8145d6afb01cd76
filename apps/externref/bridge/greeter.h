// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.
#ifndef BRIDGE_GREETER_H
#define BRIDGE_GREETER_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Greetings, as things of the host that a module holds.

typedef struct greeter_greeting greeter_greeting_t;

// Before tw_engine_start: gives greeting room for count handles (tinywasm/bridge.h).
void greeter_greeting_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count);
extern tw_handles_t greeter_greeting_handles;
// The application's: the last handle of self is gone.
void greeter_greeting_destroy(greeter_greeting_t *self);

// What modules import as "greeter", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t greeter;

// One that greets with text, as "Hello"; of longer ones than 15 bytes the first 15 count.
tw_err_t greeter_new(tw_call_t *call, tw_str_t text, greeter_greeting_t **result);

// Prints the greeting and a name: "Hello, world".
tw_err_t greeter_hello(tw_call_t *call, greeter_greeting_t *self, tw_str_t name);

// Prints a number.
tw_err_t greeter_print_u32(tw_call_t *call, uint32_t number);

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

// Called once.
tw_err_t greeter_module_start(tw_instance_t *instance);
tw_err_t greeter_module_start_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

// Called once a second from then on.
tw_err_t greeter_module_update(tw_instance_t *instance);
tw_err_t greeter_module_update_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
