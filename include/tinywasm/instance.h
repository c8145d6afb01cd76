// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_INSTANCE_H
#define TINYWASM_INSTANCE_H

// Instances of modules: linked, with memory, globals, tables and a stack of their own; calls.

#include "tinywasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_FUEL_ENDLESS UINT64_MAX
#define TW_MEMORY_PREFIX_AUTO UINT64_MAX

// Memory is promised to the guest in full, and backed as far as limits say. The prefix, its first
// bytes, is taken from the arena in one piece when the instance is made: it is fast, can be viewed,
// and never moves. Behind it, 256 bytes are taken when the guest first writes something there that
// is not 0. A write beyond the budget traps (TW_TRAP_MEMORY_BUDGET_EXHAUSTED). memory.grow
// promises a page if it begins inside the prefix's room or what the budget has beside the prefixes;
// what memories begin with does not count.

typedef struct tw_limits {
    uint64_t memory_bytes;    // the budget of all its memories together; default 16 MiB
    uint64_t memory_prefix_bytes;  // of each memory, as far as the budget goes; more than it begins
                              // with is kept for growing. Default TW_MEMORY_PREFIX_AUTO: all of
                              // the memory if the budget covers it, else half of the budget
    uint32_t stack_bytes;     // for frames of one execution; default 4,096
    uint32_t table_elements;  // of all its tables together; default 65,536
    uint32_t heap_bytes;      // of objects that it has made and that can be reached: structs,
                              // arrays, exceptions, 16 and their values each; default 16 MiB
    uint64_t fuel;            // of each root call, in wasm instructions; default 100 million.
                              // UNSUPPORTED if the interpreter counts none, unless ENDLESS
    bool keep_trapped;        // an instance whose creation traps is kept, for what it has put into
                              // tables of others (spec 4.5.4); only destroy is left. default false
    bool link_lazily;         // imports that are missing or of another type become stubs that
                              // trap when called; default false
} tw_limits_t;

void tw_limits_init(tw_limits_t *limits);

// Links by name and type, reserves memory, runs start and `_initialize` (if exported with type
// () -> ()). name (1 to 31 bytes, copied) is what other modules import from; NULL for none; EXIST
// when taken. limits may be NULL for the defaults (with an interpreter that counts no fuel, endless
// fuel). FUEL, INTERRUPTED and PENDING leave an instance
// to resume; after every other error there is none (but see keep_trapped). An import of a memory
// named env.memory that nobody defines becomes the instance's own.
TW_MUST_CHECK tw_err_t tw_instance_create(tw_module_t *module, const char *name,
                                          const tw_limits_t *limits, tw_instance_t **instance);
// The same, but `_initialize` is left for the application to call, after others if it wants. An
// instance is there only after OK: a start function that would stop has failed.
TW_MUST_CHECK tw_err_t tw_instance_create_uninitialized(tw_module_t *module, const char *name,
                                                        const tw_limits_t *limits,
                                                        tw_instance_t **instance);
// Gives its arena part back. STATE while another instance imports from it, or inside a host call.
// Executions of others that are inside it end; their host functions are cancelled.
TW_MUST_CHECK tw_err_t tw_instance_destroy(tw_instance_t *instance);
// A function by its export name. NOENT; INVAL if the export is not a function.
TW_MUST_CHECK tw_err_t tw_instance_find_func(tw_instance_t *instance, const char *name,
                                             tw_func_t *func);
// A global by its export name: its value now.
TW_MUST_CHECK tw_err_t tw_instance_global_get(tw_instance_t *instance, const char *name,
                                              tw_value_t *value);

// Calls func. INVAL if counts or types differ from its type; STATE from a host function, or while
// an execution of the instance is unfinished. TRAP, EXCEPTION: the execution is over, the instance
// may be called again. FUEL, INTERRUPTED, PENDING: it is unfinished: resume it.
TW_MUST_CHECK tw_err_t tw_instance_call(tw_instance_t *instance, tw_func_t func,
                                        const tw_value_t *args, uint32_t arg_count,
                                        tw_value_t *results, uint32_t result_count);
// Goes on after FUEL, INTERRUPTED or a completed PENDING; STATE when nothing is unfinished,
// UNSUPPORTED with an interpreter that cannot suspend (and so answers none of the three). For an
// unfinished tw_instance_create pass NULL and 0; it may stop again, and once it has failed only
// tw_instance_destroy is left. PENDING while a host function has not answered; if the instance was
// interrupted meanwhile, that function is cancelled, the execution is over and the answer is
// INTERRUPTED.
TW_MUST_CHECK tw_err_t tw_instance_resume(tw_instance_t *instance, tw_value_t *results,
                                          uint32_t result_count);
// Gives up an unfinished execution; a pending host function is cancelled. Nothing if there is none.
void tw_instance_cancel(tw_instance_t *instance);
// Fuel in wasm instructions. add saturates. The counter is set to limits.fuel by each call.
void tw_instance_add_fuel(tw_instance_t *instance, uint64_t fuel);
uint64_t tw_instance_fuel(const tw_instance_t *instance);
// Stops the execution within TW_CFG_FUEL_QUANTUM of fuel; nothing with an interpreter that cannot
// suspend. ISR-safe.
void tw_instance_interrupt(tw_instance_t *instance);

// Guest memory 0 of an instance. Addresses are numbers; every range is checked (TRAP).
uint64_t tw_memory_size(const tw_instance_t *instance);
TW_MUST_CHECK tw_err_t tw_memory_read(tw_instance_t *instance, tw_addr_t addr, void *target,
                                      size_t size);
TW_MUST_CHECK tw_err_t tw_memory_write(tw_instance_t *instance, tw_addr_t addr, const void *source,
                                       size_t size);
// A pointer into guest memory, valid until the next guest call, grow or destroy. LIMIT if the range
// leaves the prefix: raise limits.memory_prefix_bytes, or read and write, which work anywhere.
TW_MUST_CHECK tw_err_t tw_memory_view(tw_instance_t *instance, tw_addr_t addr, size_t size,
                                      uint8_t **bytes);
// Little-endian, whatever the host is.
TW_MUST_CHECK tw_err_t tw_memory_read_u8(tw_instance_t *instance, tw_addr_t addr, uint8_t *value);
TW_MUST_CHECK tw_err_t tw_memory_read_u16(tw_instance_t *instance, tw_addr_t addr,
                                          uint16_t *value);
TW_MUST_CHECK tw_err_t tw_memory_read_u32(tw_instance_t *instance, tw_addr_t addr,
                                          uint32_t *value);
TW_MUST_CHECK tw_err_t tw_memory_read_u64(tw_instance_t *instance, tw_addr_t addr,
                                          uint64_t *value);
TW_MUST_CHECK tw_err_t tw_memory_write_u8(tw_instance_t *instance, tw_addr_t addr, uint8_t value);
TW_MUST_CHECK tw_err_t tw_memory_write_u16(tw_instance_t *instance, tw_addr_t addr,
                                           uint16_t value);
TW_MUST_CHECK tw_err_t tw_memory_write_u32(tw_instance_t *instance, tw_addr_t addr,
                                           uint32_t value);
TW_MUST_CHECK tw_err_t tw_memory_write_u64(tw_instance_t *instance, tw_addr_t addr,
                                           uint64_t value);

// "" for none.
const char *tw_instance_name(const tw_instance_t *instance);
tw_module_t *tw_instance_module(const tw_instance_t *instance);

typedef enum tw_instance_state {
    TW_INSTANCE_IDLE,     // nothing is unfinished
    TW_INSTANCE_READY,    // has a slice coming (tinywasm/schedule.h)
    TW_INSTANCE_WAITING,  // its execution waits for a host function, or for an instance it calls
    TW_INSTANCE_STOPPED,  // an unfinished call of the application's own: resume or cancel it
    TW_INSTANCE_HALTED    // it has trapped, or its creation has failed; a restart may be due
} tw_instance_state_t;
tw_instance_state_t tw_instance_state(const tw_instance_t *instance);
// "waiting"; "?" for an unknown state.
const char *tw_instance_state_name(tw_instance_state_t state);

typedef struct tw_instance_stats {
    uint64_t fuel_left;
    uint64_t memory_bytes;     // promised now, memory 0
    uint64_t memory_backed_bytes;  // and backed: what limits.memory_bytes must allow
    uint32_t stack_bytes;      // given
    uint32_t stack_peak_bytes; // ever used
    uint32_t heap_bytes;       // of the objects that it has made and that are not collected
    uint32_t collections;      // how often the engine has gone through the objects of all instances
    uint32_t arena_bytes;      // all else that the instance holds of the arena
    // Counted in an engine with a scheduler only:
    uint64_t fuel_used;        // by what the scheduler ran
    uint32_t traps;            // of that
    uint32_t restarts;
    uint32_t events_dropped;   // for want of room in its inbox
} tw_instance_stats_t;
void tw_instance_get_stats(const tw_instance_t *instance, tw_instance_stats_t *stats);

#ifdef __cplusplus
}
#endif
#endif
