// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "own.h"

#include <stdio.h>
#include <string.h>

#include "build_table.h"
#include "tinywasm/keep.h"
#include "tinywasm/tinywasm.h"

#define NAME_BYTES 32u

static _Alignas(16) uint8_t arena[16384];
static tw_engine_t *engine;
static tw_filestore_t *store;
static tw_grants_t grants;

// ---- what is expected ---------------------------------------------------------------------------

void own_list_remove(struct own *own, uint32_t file) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < own->list_count; i++) {
        if (own->list[i].file != file) {
            own->list[kept++] = own->list[i];
        }
    }
    own->list_count = kept;
}

void own_list_add(struct own *own, uint32_t file, uint32_t version) {
    own_list_remove(own, file);
    own->list[own->list_count].file = file;
    own->list[own->list_count++].version = version;
}

// Of the same length for all: what a list takes depends on how many are in it alone.
static void name_entry(uint32_t file, uint32_t version, char *name, char *func) {
    snprintf(name, NAME_BYTES, "module_number_%05u.wasm", (unsigned)file);
    snprintf(func, NAME_BYTES, "begin_%05u", (unsigned)version);
}

static void build_grants(const struct own *own, struct built *table) {
    build_begin(table);
    build_default(table);
    for (uint32_t row = 0; row < own->grants_rows; row++) {
        build_range(table, row == 0 ? "gpio" : NULL, own->grants_seed, own->grants_seed, row, row);
    }
    build_end(table);
}

// ---- the engine ---------------------------------------------------------------------------------

tw_err_t own_start(tw_filestore_t *fs) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    tw_grants_init(&grants, NULL, 0);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store = fs;
    config.grants = &grants;
    config.keeper = &tw_keeper;
    tw_err_t err = tw_engine_init(&engine, &config);
    return err == TW_ERR_OK ? tw_engine_start(engine) : err;
}

void own_stop(void) {
    if (engine != NULL) {
        tw_engine_stop(engine);
        engine = NULL;
    }
}

tw_err_t own_set_list(uint32_t file, uint32_t version, bool is_on) {
    char name[NAME_BYTES];
    char func[NAME_BYTES];
    name_entry(file, version, name, func);
    return tw_autostart_set(engine, name, func, is_on);
}

tw_err_t own_set_grants(const struct own *own) {
    struct built table;
    build_grants(own, &table);
    return tw_grants_store(engine, table.bytes, own->grants_rows == 0 ? 0 : table.size);
}

// ---- the module ---------------------------------------------------------------------------------

#define MODULE_NAME "module.wasm"
#define NUMBER_OFF 32u

// (module (func (export "v") (result i32) (i32.const NUMBER)))
tw_err_t own_set_module(uint32_t number) {
    uint8_t bytes[] = {0x00, 'a',  's',  'm',  0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60,
                       0x00, 0x01, 0x7f, 0x03, 0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 'v',
                       0x00, 0x00, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x41, 0x00, 0x0b};
    bytes[NUMBER_OFF] = (uint8_t)number;
    if (number == 0) {
        tw_err_t err = tw_filestore_remove(store, MODULE_NAME);
        return err == TW_ERR_NOENT ? TW_ERR_OK : err;
    }
    return tw_filestore_save(store, MODULE_NAME, bytes, sizeof bytes);
}

static tw_err_t ask_module(tw_module_t *module, int32_t *number) {
    tw_instance_t *instance = NULL;
    tw_func_t func;
    tw_value_t result = tw_value_i32(0);
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.stack_bytes = 256;
    tw_err_t err = tw_instance_create(module, NULL, &limits, &instance);
    err = err == TW_ERR_OK ? tw_instance_find_func(instance, "v", &func) : err;
    err = err == TW_ERR_OK ? tw_instance_call(instance, func, NULL, 0, &result, 1) : err;
    *number = result.of.i32;
    return instance == NULL ? err : err != TW_ERR_OK ? err : tw_instance_destroy(instance);
}

tw_err_t own_load(const struct own *own) {
    tw_module_t *module = NULL;
    int32_t number = 0;
    tw_err_t err = tw_module_load_file(engine, MODULE_NAME, &module);
    if (err != TW_ERR_OK) {
        return own->module == 0 && err == TW_ERR_NOENT ? TW_ERR_OK : err;
    }
    err = ask_module(module, &number);
    err = err == TW_ERR_OK ? tw_module_unload(module) : err;
    return err == TW_ERR_OK && (uint32_t)number != own->module ? TW_ERR_CORRUPT : err;
}

// ---- what is there ------------------------------------------------------------------------------

struct look {
    const struct own *own;
    uint32_t count;
    bool differs;
};

static bool look_at(void *ctx, const char *file, const char *func) {
    struct look *look = ctx;
    char wanted[NAME_BYTES];
    char wanted_func[NAME_BYTES];
    if (look->count == look->own->list_count) {
        look->differs = true;
        return false;
    }
    name_entry(look->own->list[look->count].file, look->own->list[look->count].version, wanted,
               wanted_func);
    look->differs = look->differs || strcmp(file, wanted) != 0 || strcmp(func, wanted_func) != 0;
    look->count++;
    return true;
}

static bool is_list(const struct own *own) {
    struct look look = {own, 0, false};
    tw_err_t err = tw_autostart_visit(engine, look_at, &look);
    return err == TW_ERR_OK && !look.differs && look.count == own->list_count;
}

// The store's bytes, and that the engine has them in force.
static bool are_grants(const struct own *own) {
    static uint8_t bytes[BUILT_BYTES];
    struct built table;
    uint32_t size = 0;
    tw_err_t err = store->ops->read(store, ".grants", 0, bytes, sizeof bytes, &size);
    if (own->grants_rows == 0) {
        return err == TW_ERR_NOENT && grants.table == NULL;
    }
    build_grants(own, &table);
    return err == TW_ERR_OK && size == table.size && memcmp(bytes, table.bytes, size) == 0 &&
           grants.table != NULL && memcmp(grants.table, table.bytes, size) == 0;
}

bool own_is(const struct own *own) {
    return is_list(own) && are_grants(own) && own_load(own) == TW_ERR_OK;
}
