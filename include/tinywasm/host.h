// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_HOST_H
#define TINYWASM_HOST_H

// Host functions: what an application offers to modules. A host module is a const table, written
// by hand or generated from WIT, and lives in flash:
//
//     static tw_err_t pong(tw_call_t *call) { console_write("pong\n"); return TW_ERR_OK; }
//     static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
//     static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};
//
// Signature letters: i I f F r p V = i32 i64 f32 f64 externref funcref v128; "*~" is a buffer,
// the pair (i32 address, i32 length); "$" is an i32 address of a string that ends in NUL. Results
// follow ")". The runtime checks every "*~" and "$" before the function runs. Signatures are
// compared with the import's type when a module is instantiated (UNLINKABLE names both).
// A host function runs on the engine's thread, must not call into wasm, load, create or destroy
// (STATE; it returns tw_call_invoke instead), and returns TW_ERR_OK or what a tw_ function of its
// call or of guest memory gave it; any other error makes the guest trap (TW_TRAP_HOST).

#include "tinywasm/types.h"

#ifdef __cplusplus
extern "C" {
#endif

// At most this many 32-bit cells of results for one host function (an i64 takes two).
#define TW_HOST_RESULT_CELLS 8

typedef tw_err_t (*tw_host_fn_t)(tw_call_t *call);

typedef struct tw_host_func {
    const char *name;
    const char *signature;
    tw_host_fn_t fn;
} tw_host_func_t;

typedef struct tw_host_module {
    const char *name;
    const tw_host_func_t *funcs;
    uint32_t func_count;
    void *ctx;  // tw_call_ctx gives it back
} tw_host_module_t;

// Argument i of the signature, counted as wasm parameters ("*~" is two). Asserts the kind.
int32_t tw_arg_i32(const tw_call_t *call, uint32_t i);
int64_t tw_arg_i64(const tw_call_t *call, uint32_t i);
float tw_arg_f32(const tw_call_t *call, uint32_t i);
double tw_arg_f64(const tw_call_t *call, uint32_t i);
tw_ref_t tw_arg_ref(const tw_call_t *call, uint32_t i);
// The raw bits: 4 bytes zero-extended, or 8.
uint64_t tw_arg_bits(const tw_call_t *call, uint32_t i);
// The buffer whose address is parameter i, already checked. Valid until the function returns. What
// does not lie in the memory's prefix (tw_limits_t) is a copy in the arena, written back when the
// function returns; TRAP if there is no room for it: return that error.
TW_MUST_CHECK tw_err_t tw_arg_bytes(tw_call_t *call, uint32_t i, uint8_t **bytes, uint32_t *size);
// The string whose address is parameter i, its NUL found inside memory.
TW_MUST_CHECK tw_err_t tw_arg_str(tw_call_t *call, uint32_t i, const char **str);

// Bytes of the caller's memory 0 by a number that the guest gave, checked here: TRAP if they lie
// outside. Valid until the function returns, as those of tw_arg_bytes. is_const: a copy need not be
// written back.
TW_MUST_CHECK tw_err_t tw_call_lend(tw_call_t *call, tw_addr_t addr, uint64_t size, bool is_const,
                                    uint8_t **bytes);

// Results in order, each once; those not set are 0 (null).
void tw_ret_i32(tw_call_t *call, int32_t value);
void tw_ret_i64(tw_call_t *call, int64_t value);
void tw_ret_f32(tw_call_t *call, float value);
void tw_ret_f64(tw_call_t *call, double value);
void tw_ret_ref(tw_call_t *call, tw_ref_t value);
void tw_ret_bits(tw_call_t *call, uint64_t bits);

void *tw_call_ctx(const tw_call_t *call);
// The caller; its memory 0 is what addresses mean.
tw_instance_t *tw_call_instance(const tw_call_t *call);
// `return tw_call_trap(call, TW_TRAP_HOST, "motor is hot: wait");`: the guest traps. text borrowed
// for the call.
TW_MUST_CHECK tw_err_t tw_call_trap(tw_call_t *call, tw_trap_t trap, const char *text);

// A call that a host function answers later. A token of an answered, cancelled or destroyed call
// is stale and ignored.
typedef struct tw_pending {
    uint32_t slot;
    uint32_t generation;
} tw_pending_t;

// Called once when the call is given up (destroy, interrupt, swap). Returns only when the host
// will not touch guest memory again.
typedef void (*tw_cancel_fn_t)(void *ctx, tw_pending_t pending);

// Makes the call pend: *pending is its token; return the PENDING that this returns. The root call
// answers TW_ERR_PENDING until tw_pending_complete and tw_instance_resume. cancel may be NULL.
// LIMIT when TW_CFG_PENDING_CALLS pend; STATE in a function of several results.
TW_MUST_CHECK tw_err_t tw_call_pend(tw_call_t *call, tw_cancel_fn_t cancel, tw_pending_t *pending);
// Answers with one result (its bits; ignored when the function has none). Once. ISR-safe.
// NOENT for a stale token.
tw_err_t tw_pending_complete(tw_engine_t *engine, tw_pending_t pending, uint64_t result_bits);

// Runs after a guest function that tw_call_invoke asked for; its results are read with
// tw_call_invoked. Sets the host function's results, or invokes again.
typedef tw_err_t (*tw_then_fn_t)(tw_call_t *call);

typedef struct tw_func {  // a function of an instance; a value, valid while the instance lives
    tw_instance_t *instance;
    const tw_functype_t *type;
    uint32_t idx;
} tw_func_t;

// `return tw_call_invoke(call, func, args, count, then);`: the guest function func (of the calling
// instance) runs when this host function has returned (what this gives, TW_ERR_OK unless the
// arguments are wrong), then `then`. args is copied; LIMIT above TW_HOST_RESULT_CELLS cells.
TW_MUST_CHECK tw_err_t tw_call_invoke(tw_call_t *call, tw_func_t func, const tw_value_t *args,
                                      uint32_t arg_count, tw_then_fn_t then);
// Inside `then`: result i of the function that ran. type 0 past the end.
tw_value_t tw_call_invoked(const tw_call_t *call, uint32_t i);

#ifdef __cplusplus
}
#endif
#endif
