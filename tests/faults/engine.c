// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Modules that come and go, and memory that ends at every place. faults-engine [-n N] [ID]: every
// N-th case only, or the one named ID: engine:churn:SEED, a hundred random steps of loading,
// creating, running, trapping, swapping, destroying and unloading; or engine:alloc:N, a scenario of
// all that in which the N-th allocation fails.
//
// Injected: an allocation that failed. Lost: after everything is gone the arena is not as it was at
// the start; or what a failed call should have left alone has changed; or the same call done again
// does not succeed; or the arena denies memory while it is mostly free.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "caller_wasm.h"
#include "engine/state.h"
#include "library_wasm.h"
#include "tinywasm/tinywasm.h"
#include "version_wasm.h"
#include "worker_wasm.h"

#define ARENA_BYTES (96u * 1024u)
#define CHURN_SEEDS 100u
#define CHURN_STEPS 100u
#define SLOTS 6u
#define FULL_PERCENT 70u  // of the arena: below that nothing is denied
#define ALLOCATIONS_MOST 2000u

static _Alignas(16) uint8_t arena_bytes[ARENA_BYTES];
static tw_engine_t *engine;
static const char *case_id;
static uint32_t now_ms;
static uint32_t injected;
static uint32_t lost;
static uint32_t churn_steps;
static uint32_t churn_swaps;  // that came to their good end
static uint32_t churn_reports;

static void lose(const char *what) {
    printf("LOST %s: %s (%s)\n", case_id, what, tw_engine_fault(engine)->text);
    lost++;
}

// ---- the machine --------------------------------------------------------------------------------

static tw_pending_t waiting[TW_CFG_PENDING_CALLS];  // by slot
static bool is_waiting[TW_CFG_PENDING_CALLS];
static int32_t mode;  // of version.wasm: what goes wrong
static uint32_t swaps_over;
static tw_err_t swap_err;
static tw_trap_t swap_trap;
static tw_err_t reported;

static void on_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    is_waiting[pending.slot] = false;
}

static tw_err_t wait_for(tw_call_t *call, bool is_wait) {
    tw_pending_t pending;
    tw_err_t err =
        is_wait ? tw_call_wait(call, on_cancel, &pending) : tw_call_pend(call, on_cancel, &pending);
    if (err == TW_ERR_PENDING) {
        waiting[pending.slot] = pending;
        is_waiting[pending.slot] = true;
    }
    return err;
}

static tw_err_t host_wait(tw_call_t *call) {
    return wait_for(call, false);
}

static tw_err_t host_doze(tw_call_t *call) {
    return wait_for(call, true);
}

static tw_err_t host_mode(tw_call_t *call) {
    tw_ret_i32(call, mode);
    return TW_ERR_OK;
}

static const tw_host_func_t funcs[] = {
    {"wait", "(i)i", host_wait}, {"doze", "(i)i", host_doze}, {"mode", "()i", host_mode}};
static const tw_host_module_t test = {"test", funcs, 3, NULL};

static void answer(uint32_t slot) {
    if (is_waiting[slot]) {
        is_waiting[slot] = false;
        if (tw_pending_complete(engine, waiting[slot], 1) != TW_ERR_OK) {
            lose("a waiting call has a stale token");
        }
    }
}

static void on_report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    (void)ctx;
    (void)instance;
    churn_reports++;
    reported = fault->err;
}

static void on_swap(void *ctx, tw_instance_t *instance, tw_err_t err) {
    (void)ctx;
    (void)instance;
    swaps_over++;
    swap_err = err;
    churn_swaps += err == TW_ERR_OK;
    swap_trap = tw_engine_fault(engine)->trap;
}

static void start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena_bytes;
    config.arena_size = sizeof arena_bytes;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = 500;
    config.report = on_report;
    memset(is_waiting, 0, sizeof is_waiting);
    mode = 0;
    now_ms = 0;
    swaps_over = 0;
    swap_trap = TW_TRAP_NONE;
    reported = TW_ERR_OK;
    if (tw_engine_init(&engine, &config) != TW_ERR_OK ||
        tw_engine_add_host_module(engine, &test) != TW_ERR_OK ||
        tw_engine_start(engine) != TW_ERR_OK) {
        printf("FAIL the engine does not start\n");
        exit(1);
    }
}

static tw_limits_t small_limits(void) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 2048;
    limits.stack_bytes = 1024;
    limits.fuel = 20000;
    return limits;
}

static void poll(uint32_t times) {
    for (uint32_t i = 0; i < times; i++) {
        now_ms += 3;
        (void)tw_engine_poll(engine, now_ms);
    }
}

struct binary {
    const unsigned char *bytes;
    size_t size;
    const char *name;
};
static const struct binary binaries[] = {
    {library_wasm, sizeof library_wasm, "library"},
    {caller_wasm, sizeof caller_wasm, "caller"},
    {version_wasm, sizeof version_wasm, "version"},
    {worker_wasm, sizeof worker_wasm, "worker"},
};
#define BINARIES (sizeof binaries / sizeof binaries[0])

// Takes everything away, whoever imports from whom.
static void clear_all(void) {
    bool has_gone = true;
    while (has_gone) {
        has_gone = false;
        tw_instance_t *instance;
        for (uint32_t i = 0; (instance = tw_engine_instance_at(engine, i)) != NULL && !has_gone;) {
            has_gone = tw_instance_destroy(instance) == TW_ERR_OK;
            i++;
        }
    }
    tw_module_t *module;
    while ((module = tw_engine_module_at(engine, 0)) != NULL) {
        if (tw_module_unload(module) != TW_ERR_OK) {
            lose("a module without instances does not go");
            return;
        }
    }
}

static void check_end(size_t start_bytes) {
    clear_all();
    if (tw_engine_instance_at(engine, 0) != NULL) {
        lose("instances are left that nothing imports from");
    }
    if (tw_engine_arena_used(engine, NULL) != start_bytes || !tw__arena_check(engine->arena)) {
        lose("the arena is not as it was at the start");
    }
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        if (is_waiting[i]) {
            lose("a call of an instance that is gone still waits");
        }
    }
    tw_engine_stop(engine);
}

// ---- churn --------------------------------------------------------------------------------------

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

// True if an error is one that the operation may give in whatever state things are.
static bool is_expected(tw_err_t err, size_t used_before) {
    static const tw_err_t expected[] = {TW_ERR_OK,          TW_ERR_STATE, TW_ERR_UNLINKABLE,
                                        TW_ERR_EXIST,       TW_ERR_NOENT, TW_ERR_BUSY,
                                        TW_ERR_INTERRUPTED, TW_ERR_TRAP};
    if (err == TW_ERR_NOMEM) {
        return used_before > ARENA_BYTES / 100 * FULL_PERCENT;
    }
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        if (err == expected[i]) {
            return true;
        }
    }
    return false;
}

static tw_module_t *any_module(uint32_t number) {
    uint32_t count = 0;
    while (tw_engine_module_at(engine, count) != NULL) {
        count++;
    }
    return count == 0 ? NULL : tw_engine_module_at(engine, number % count);
}

static tw_instance_t *any_instance(uint32_t number) {
    uint32_t count = 0;
    while (tw_engine_instance_at(engine, count) != NULL) {
        count++;
    }
    return count == 0 ? NULL : tw_engine_instance_at(engine, number % count);
}

static tw_err_t load_any(uint32_t random) {
    const struct binary *binary = &binaries[random % BINARIES];
    tw_module_t *module = NULL;
    if (tw_engine_module_at(engine, SLOTS - 1) != NULL) {
        return TW_ERR_OK;
    }
    tw_err_t err = tw_module_load(engine, binary->bytes, binary->size, &module);
    if (err == TW_ERR_OK) {
        tw_module_set_name(module, binary->name);
    }
    return err;
}

static tw_err_t create_any(uint32_t random) {
    static const char *const names[] = {NULL, "library", "a", "b"};
    tw_module_t *module = any_module(random >> 4);
    tw_limits_t limits = small_limits();
    tw_instance_t *instance = NULL;
    const char *name = names[random % 4];
    if (module == NULL || tw_engine_instance_at(engine, SLOTS - 1) != NULL) {
        return TW_ERR_OK;
    }
    name = strcmp(tw_module_name(module), "library") == 0 ? "library" : name;
    return (random & 8) == 0
               ? tw_instance_create(module, name, &limits, &instance)
               : tw_instance_launch(module, name, &limits, NULL, NULL, NULL, &instance);
}

static tw_err_t begin_any(uint32_t random) {
    static const char *const names[] = {"_start", "spin", "trap", "work",   "ask",
                                        "sleep",  "once", "slow", "forever"};
    tw_instance_t *instance = any_instance(random >> 8);
    tw_func_t func;
    tw_value_t value = tw_value_i32((int32_t)(random % 3000));
    if (instance == NULL ||
        tw_instance_find_func(instance, names[random % 9], &func) != TW_ERR_OK) {
        return TW_ERR_OK;
    }
    const tw_restart_t restart = {random % 3, 5};
    tw_err_t err = tw_instance_set_restart(instance, &restart);
    return err != TW_ERR_OK ? err
                            : tw_instance_begin(instance, func, &value,
                                                tw_functype_param_count(func.type), NULL, NULL);
}

static tw_err_t post_any(uint32_t random) {
    static const char *const handlers[] = {"on_event", "on_ask", "on_trap", "on_spin"};
    const tw_event_t event = {handlers[random % 16 < 13 ? 0 : random % 4], {1, 2}, 0};
    tw_err_t err = tw_event_post(engine, &event);
    return err == TW_ERR_LIMIT ? TW_ERR_OK : err;
}

static tw_err_t swap_any(uint32_t random) {
    static const int32_t modes[] = {0, 0, 0, 10, 20, 22, 30, 32, 33, 40};
    tw_instance_t *instance = any_instance(random >> 8);
    tw_module_t *module = any_module(random >> 16);
    if (instance == NULL || module == NULL) {
        return TW_ERR_OK;
    }
    tw_err_t err = tw_instance_swap(instance, module, on_swap, NULL);
    mode = modes[random % 10];
    return err;
}

static tw_err_t destroy_any(uint32_t random) {
    tw_instance_t *instance = any_instance(random);
    return instance == NULL ? TW_ERR_OK : tw_instance_destroy(instance);
}

static tw_err_t unload_any(uint32_t random) {
    tw_module_t *module = any_module(random);
    return module == NULL ? TW_ERR_OK : tw_module_unload(module);
}

static tw_err_t interrupt_any(uint32_t random) {
    tw_instance_t *instance = any_instance(random);
    if (instance != NULL) {
        tw_instance_interrupt(instance);
    }
    return TW_ERR_OK;
}

static tw_err_t poll_some(uint32_t random) {
    answer(random % TW_CFG_PENDING_CALLS);
    answer((random >> 8) % TW_CFG_PENDING_CALLS);
    poll(1 + random % 20);
    return TW_ERR_OK;
}

static void churn_step(uint32_t *random) {
    static tw_err_t (*const steps[])(uint32_t) = {
        load_any,  load_any,  create_any, create_any,   create_any,  begin_any,
        begin_any, post_any,  swap_any,   swap_any,     destroy_any, unload_any,
        poll_some, poll_some, poll_some,  interrupt_any};
    uint32_t which = next_random(random) % (sizeof steps / sizeof steps[0]);
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_err_t err = steps[which](next_random(random) >> 4);
    if (!is_expected(err, used)) {
        lose(tw_err_name(err));
    }
    churn_steps++;
}

static void churn(uint32_t seed) {
    uint32_t random = seed * 2654435761u + 12345u;
    start_engine();
    size_t start_bytes = tw_engine_arena_used(engine, NULL);
    for (uint32_t i = 0; i < CHURN_STEPS; i++) {
        churn_step(&random);
    }
    check_end(start_bytes);
}

// ---- one allocation fails -----------------------------------------------------------------------

static bool has_failed;

// A call that has failed for want of memory changed nothing, and succeeds when done again.
#define RETRY_MOST 2
static bool is_again(tw_err_t err, size_t used_before, uint32_t attempt) {
    if (err == TW_ERR_OK) {
        return false;
    }
    // What writes to a guest's memory traps where the arena has no room to back it.
    bool is_for_memory =
        err == TW_ERR_NOMEM || (err == TW_ERR_TRAP && swap_trap == TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
    if (!is_for_memory || attempt + 1 == RETRY_MOST) {
        lose("a call does not succeed");
        return false;
    }
    has_failed = true;
    if (tw_engine_arena_used(engine, NULL) != used_before) {
        lose("a call that failed has kept memory");
    }
    return true;
}

static tw_module_t *load(const struct binary *binary) {
    tw_module_t *module = NULL;
    for (uint32_t i = 0; i < RETRY_MOST; i++) {
        size_t used = tw_engine_arena_used(engine, NULL);
        if (!is_again(tw_module_load(engine, binary->bytes, binary->size, &module), used, i)) {
            break;
        }
    }
    return module;
}

static tw_instance_t *launch(tw_module_t *module, const char *name) {
    tw_limits_t limits = small_limits();
    tw_instance_t *instance = NULL;
    for (uint32_t i = 0; i < RETRY_MOST; i++) {
        size_t used = tw_engine_arena_used(engine, NULL);
        if (!is_again(tw_instance_launch(module, name, &limits, "", NULL, NULL, &instance), used,
                      i)) {
            break;
        }
    }
    poll(5);
    return instance;
}

static void begin(tw_instance_t *instance, const char *name, int32_t arg) {
    tw_func_t func;
    tw_value_t value = tw_value_i32(arg);
    if (instance == NULL || tw_instance_find_func(instance, name, &func) != TW_ERR_OK) {
        lose("an instance is not there");
        return;
    }
    for (uint32_t i = 0; i < RETRY_MOST; i++) {
        size_t used = tw_engine_arena_used(engine, NULL);
        if (!is_again(tw_instance_begin(instance, func, &value, tw_functype_param_count(func.type),
                                        NULL, NULL),
                      used, i)) {
            break;
        }
    }
}

static uint32_t word(tw_instance_t *instance, uint32_t addr) {
    uint32_t value = 0;
    return instance != NULL && tw_memory_read_u32(instance, addr, &value) == TW_ERR_OK ? value
                                                                                       : UINT32_MAX;
}

// A swap may fail at once or later; the old version is then as it was.
static tw_instance_t *swap(tw_instance_t *old, tw_module_t *module) {
    uint32_t rounds = word(old, 0);
    for (uint32_t i = 0; i < RETRY_MOST; i++) {
        size_t used = tw_engine_arena_used(engine, NULL);
        uint32_t over = swaps_over;
        tw_err_t err = tw_instance_swap(old, module, on_swap, NULL);
        for (uint32_t k = 0; err == TW_ERR_OK && swaps_over == over && k < 100; k++) {
            poll(1);
        }
        err = err == TW_ERR_OK ? swap_err : err;
        if (err != TW_ERR_OK &&
            (tw_engine_find_instance(engine, "app") != old || word(old, 0) != rounds ||
             tw_instance_state(old) != TW_INSTANCE_WAITING)) {
            lose("a swap that failed has not left the old version as it was");
        }
        if (!is_again(err, used, i)) {
            break;
        }
    }
    return tw_engine_find_instance(engine, "app");
}

// An instance that traps is made anew, or, without memory for that, gone.
static void trap_and_restart(tw_module_t *module) {
    const tw_restart_t restart = {1, 1};
    for (uint32_t i = 0; i < RETRY_MOST; i++) {
        tw_instance_t *instance = launch(module, "worker");
        if (instance == NULL || tw_instance_set_restart(instance, &restart) != TW_ERR_OK) {
            lose("an instance cannot be made");
            return;
        }
        begin(instance, "third", 0);
        poll(4);
        begin(instance, "trap", 0);
        poll(8);
        if (tw_engine_find_instance(engine, "worker") != NULL) {
            break;
        }
        has_failed = true;
        if (reported != TW_ERR_NOMEM || i + 1 == RETRY_MOST) {
            lose("an instance is gone that memory could be had for");
        }
    }
}

// Gives what it has computed, which must not depend on what has failed.
static uint32_t run_scenario(void) {
    tw_module_t *modules[BINARIES];
    for (uint32_t i = 0; i < BINARIES; i++) {
        modules[i] = load(&binaries[i]);
    }
    tw_instance_t *library = launch(modules[0], "library");
    tw_instance_t *caller = launch(modules[1], "caller");
    tw_instance_t *app = launch(modules[2], "app");
    begin(caller, "once", 700);
    begin(app, "_start", 0);
    poll(20);
    for (uint32_t i = 0; i < 3; i++) {
        answer(0);
        poll(2);
    }
    const tw_event_t event = {"on_event", {1, 2}, 0};
    if (tw_event_post(engine, &event) != TW_ERR_OK) {
        lose("an event is dropped");
    }
    poll(3);
    uint32_t events = word(app, 16);
    tw_module_t *second = load(&binaries[2]);
    app = swap(app, second);
    poll(3);
    trap_and_restart(modules[3]);
    tw_value_t sum = tw_value_i32(0);
    tw_func_t func;
    if (library == NULL || tw_instance_find_func(library, "sum", &func) != TW_ERR_OK ||
        tw_instance_call(library, func, NULL, 0, &sum, 1) != TW_ERR_OK) {
        lose("the library does not answer");
    }
    return (uint32_t)sum.of.i32 + word(app, 0) * 10000 + events * 1000000;
}

// True if the allocation that was to fail is still to come.
static bool is_unreached(void) {
    for (uint32_t i = 0; i < ALLOCATIONS_MOST; i++) {
        void *block = tw__arena_alloc(engine->arena, 1);
        if (block == NULL) {
            return true;
        }
        tw__arena_free(engine->arena, block);
    }
    return false;
}

// The scenario with allocation n failing (0: none); false if it has fewer.
static bool fail_allocation(uint32_t n, uint32_t *result) {
    start_engine();
    size_t start_bytes = tw_engine_arena_used(engine, NULL);
    uint32_t lost_before = lost;
    has_failed = false;
    tw__arena_fail_at(engine->arena, n);
    uint32_t got = run_scenario();
    bool is_reached = n != 0 && !is_unreached();
    tw__arena_fail_at(engine->arena, 0);
    if (n == 0) {
        *result = got;
    } else if (got != *result && lost == lost_before) {
        lose("another result than without the failure");
    }
    check_end(start_bytes);
    injected += is_reached;
    return is_reached;
}

// ---- all of it ----------------------------------------------------------------------------------

struct selection {
    uint32_t every;
    const char *wanted;  // NULL: all
    uint32_t seen;
};

static bool is_selected(struct selection *selection, const char *id) {
    case_id = id;
    return selection->wanted != NULL ? strcmp(selection->wanted, id) == 0
                                     : selection->seen++ % selection->every == 0;
}

int main(int argc, char **argv) {
    struct selection selection = {1, NULL, 0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-n") == 0 && i + 1 < argc) {
            selection.every = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else {
            selection.wanted = argv[i];
        }
    }
    selection.every = selection.every == 0 ? 1 : selection.every;
    char id[64];
    for (uint32_t seed = 0; seed < CHURN_SEEDS; seed++) {
        snprintf(id, sizeof id, "engine:churn:%u", (unsigned)seed);
        if (is_selected(&selection, id)) {
            churn(seed);
        }
    }
    if (selection.wanted == NULL && (churn_swaps == 0 || churn_reports == 0)) {
        case_id = "engine:churn";
        lose("no swap succeeded, or nothing failed: the steps do not do what they should");
    }
    printf("engine: %u churn steps, %u swaps done, %u failures reported\n", (unsigned)churn_steps,
           (unsigned)churn_swaps, (unsigned)churn_reports);
    case_id = "engine:alloc:0";
    uint32_t result = 0;
    (void)fail_allocation(0, &result);
    bool goes_on = true;
    for (uint32_t n = 1; goes_on && n < ALLOCATIONS_MOST; n++) {
        snprintf(id, sizeof id, "engine:alloc:%u", (unsigned)n);
        goes_on = !is_selected(&selection, id) || fail_allocation(n, &result);
    }
    printf("faults: %u injected, %u lost\n", (unsigned)injected, (unsigned)lost);
    return lost != 0;
}
