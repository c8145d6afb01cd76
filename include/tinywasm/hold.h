// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_HOLD_H
#define TINYWASM_HOLD_H

// Who uses what of the machine, so that two do not use it at once. An application that wants to
// know gives a table:
//
//     static tw_holds_t holds;
//     static tw_hold_t slots[16];
//     tw_holds_init(&holds, engine, slots, 16);          // before tw_engine_start
//     err = tw_hold_take(engine, "gpio", 25, TW_GRANT_NONE, "led");
//
// From then on what tw_call_allowed (tinywasm/grant.h) allows a module, its instance holds until it
// goes; and what is held by the application or by another instance it does not get: the guest traps
// with a fault of code BUSY, "blink.wasm: BUSY: pin 25 by 'blink': 'led' holds it: ...". A pair,
// as a bus and an address, is one thing; a whole bus is each of them. The new version of an
// instance (tinywasm/swap.h) takes over from the old. Without a table nothing is held.
//
// Nothing here may be called from an ISR.

#include "tinywasm/grant.h"

#ifdef __cplusplus
extern "C" {
#endif

// One thing that is held. The fields are the table's.
typedef struct tw_hold {
    const char *kind;  // NULL: free
    uint32_t a;
    uint32_t b;
    const char *holder;          // the application's word; NULL: owner
    const tw_instance_t *owner;  // NULL: the application
} tw_hold_t;

// Its fields are the engine's.
typedef struct tw_holds {
    tw_watch_t watch;
    const struct tw__holds_ops *ops;
    tw_hold_t *slots;
    uint32_t count;
} tw_holds_t;

// After tw_engine_init, before tw_engine_start. holds and its count slots outlive the engine.
void tw_holds_init(tw_holds_t *holds, tw_engine_t *engine, tw_hold_t *slots, uint32_t count);

// The application takes a (and b, or TW_GRANT_NONE: all of them) of a kind, as tw_call_allowed has
// them. holder is its word for who uses it, kind and holder are borrowed until it is let go; what
// a holder has it may take again. BUSY: the fault names who holds it. LIMIT: every slot is taken.
// STATE: the engine has no table.
TW_MUST_CHECK tw_err_t tw_hold_take(tw_engine_t *engine, const char *kind, uint32_t a, uint32_t b,
                                    const char *holder);
// Lets go all that the holder has taken; nothing if that is nothing.
void tw_hold_let_go(tw_engine_t *engine, const char *holder);
// Who holds it: the application's word or an instance's name, valid until it is let go; NULL:
// nobody.
const char *tw_hold_find(tw_engine_t *engine, const char *kind, uint32_t a, uint32_t b);

#ifdef __cplusplus
}
#endif
#endif
