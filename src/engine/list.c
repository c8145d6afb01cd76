// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// What there is: modules and instances by number and by name, and how an instance fares.

tw_module_t *tw_engine_module_at(const tw_engine_t *engine, uint32_t i) {
    uint32_t count = 0;
    for (const tw_module_t *at = engine->modules; at != NULL; at = at->next) {
        count++;
    }
    tw_module_t *module = i < count ? engine->modules : NULL;
    for (uint32_t k = i + 1; k < count; k++) {
        module = module->next;
    }
    return module;
}

tw_instance_t *tw_engine_instance_at(const tw_engine_t *engine, uint32_t i) {
    uint32_t count = 0;
    for (const tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        count++;
    }
    tw_instance_t *instance = i < count ? engine->instances : NULL;
    for (uint32_t k = i + 1; k < count; k++) {
        instance = instance->next;
    }
    return instance;
}

const tw_host_module_t *tw_engine_host_module_at(const tw_engine_t *engine, uint32_t i) {
    return i < engine->host_module_count ? engine->host_modules[i] : NULL;
}

tw_module_t *tw_engine_find_module(const tw_engine_t *engine, const char *name) {
    tw_module_t *at = engine->modules;
    while (at != NULL && (name[0] == '\0' || !tw__text_equal(tw_module_name(at), name))) {
        at = at->next;
    }
    return at;
}

tw_instance_t *tw_engine_find_instance(const tw_engine_t *engine, const char *name) {
    tw_instance_t *at = engine->instances;
    while (at != NULL && (name[0] == '\0' || !tw__text_equal(at->name, name))) {
        at = at->next;
    }
    return at;
}

const char *tw_instance_name(const tw_instance_t *instance) {
    return instance->name;
}

tw_module_t *tw_instance_module(const tw_instance_t *instance) {
    return instance->module;
}

tw_instance_state_t tw_instance_state(const tw_instance_t *instance) {
    if (instance->stage == TW_STAGE_FAILED) {
        return TW_INSTANCE_HALTED;
    }
    if (tw__is_begun(instance)) {
        const struct tw__task *task = instance->task;
        bool is_waiting = task->is_frozen ||
                          (!task->is_put && (task->is_blocked || tw__pending_is_waiting(instance)));
        return is_waiting ? TW_INSTANCE_WAITING : TW_INSTANCE_READY;
    }
    bool is_stopped = instance->engine->interp->unfinished(instance->state) != NULL;
    return is_stopped ? TW_INSTANCE_STOPPED : TW_INSTANCE_IDLE;
}

const char *tw_instance_state_name(tw_instance_state_t state) {
    static const char *const names[] = {"idle", "ready", "waiting", "stopped", "halted"};
    uint32_t i = (uint32_t)state;
    return i < sizeof names / sizeof names[0] ? names[i] : "?";
}
