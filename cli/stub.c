// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "value.h"
#include "wasm.h"

#define INSTANCE_NAME_BYTES 31  // see tw_instance_create

struct stub_module {
    char *name;
    struct buffer bytes;
};

// ---- what a stub does ----

static tw_err_t print_call(tw_call_t *call) {
    uint32_t count = tw_functype_param_count(call->type);
    const struct stubs *stubs = tw_call_ctx(call);
    if (stubs->is_quiet) {
        return TW_ERR_OK;
    }
    printf("call %s.%s(", call->host_module->name, call->func->name);
    for (uint32_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        print_bits(stdout, tw_functype_param(call->type, i), tw_arg_bits(call, i));
    }
    puts(")");
    return TW_ERR_OK;
}

// ---- small things ----

static void *grow(void *array, size_t size) {
    void *grown = realloc(array, size);
    if (grown == NULL) {
        fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something");
        exit(EXIT_MODULE);
    }
    return grown;
}

static char *copy_name(tw_name_t name) {
    char *copy = grow(NULL, (size_t)name.size + 1);
    memcpy(copy, name.bytes, name.size);
    copy[name.size] = '\0';
    return copy;
}

static bool is_text(tw_name_t name) {
    return memchr(name.bytes, '\0', name.size) == NULL;
}

static bool is_name(const char *text, tw_name_t name) {
    return strlen(text) == name.size && memcmp(text, name.bytes, name.size) == 0;
}

static bool is_same(tw_name_t a, tw_name_t b) {
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

// ---- functions ----

static char letter_of(tw_valtype_t type) {
    switch (type) {
        case TW_I32:
            return 'i';
        case TW_I64:
            return 'I';
        case TW_F32:
            return 'f';
        case TW_F64:
            return 'F';
        case TW_EXTERNREF:
            return 'r';
        case TW_FUNCREF:
            return 'p';
        default:
            return '\0';
    }
}

// The signature of a host function of that type; NULL if there is none.
static char *make_signature(const tw_functype_t *type) {
    uint32_t params = tw_functype_param_count(type);
    uint32_t results = tw_functype_result_count(type);
    uint32_t cells = 0;
    char *signature = grow(NULL, (size_t)params + results + 3);
    char *at = signature;
    bool is_good = true;
    *at++ = '(';
    for (uint32_t i = 0; i < params; i++) {
        *at = letter_of(tw_functype_param(type, i));
        is_good &= *at++ != '\0';
    }
    *at++ = ')';
    for (uint32_t i = 0; i < results; i++) {
        *at = letter_of(tw_functype_result(type, i));
        cells += *at == 'I' || *at == 'F' ? 2 : 1;
        is_good &= *at++ != '\0';
    }
    *at = '\0';
    if (!is_good || cells > TW_HOST_RESULT_CELLS) {
        free(signature);
        return NULL;
    }
    return signature;
}

static tw_host_module_t *host_module_for(struct stubs *stubs, tw_name_t name) {
    for (uint32_t i = 0; i < stubs->host_module_count; i++) {
        if (is_name(stubs->host_modules[i].name, name)) {
            return &stubs->host_modules[i];
        }
    }
    uint32_t count = stubs->host_module_count + 1;
    stubs->host_modules = grow(stubs->host_modules, count * sizeof stubs->host_modules[0]);
    tw_host_module_t *made = &stubs->host_modules[stubs->host_module_count];
    memset(made, 0, sizeof *made);
    made->name = copy_name(name);
    made->ctx = stubs;
    stubs->host_module_count = count;
    return made;
}

static bool has_func(const tw_host_module_t *host_module, tw_name_t name) {
    for (uint32_t i = 0; i < host_module->func_count; i++) {
        if (is_name(host_module->funcs[i].name, name)) {
            return true;
        }
    }
    return false;
}

// Of functions that are imported twice with two types, the first is satisfied; the second traps.
static void add_func(struct stubs *stubs, const tw_import_t *import) {
    if (!is_text(import->module) || !is_text(import->name)) {
        return;
    }
    char *signature = make_signature(import->type.functype);
    if (signature == NULL) {
        return;
    }
    tw_host_module_t *host_module = host_module_for(stubs, import->module);
    if (has_func(host_module, import->name)) {
        free(signature);
        return;
    }
    size_t size = (host_module->func_count + 1) * sizeof host_module->funcs[0];
    tw_host_func_t *funcs = grow((void *)(uintptr_t)host_module->funcs, size);
    tw_host_func_t *func = &funcs[host_module->func_count];
    func->name = copy_name(import->name);
    func->signature = signature;
    func->fn = print_call;
    host_module->funcs = funcs;
    host_module->func_count++;
}

// ---- tables, memories, globals ----

static bool is_wanted(const tw_import_t *import, tw_name_t module_name) {
    return is_same(import->module, module_name) && wasm_can_make(&import->type);
}

static bool has_name(const tw_import_t *imports, uint32_t count, tw_name_t name) {
    for (uint32_t i = 0; i < count; i++) {
        if (is_same(imports[i].name, name)) {
            return true;
        }
    }
    return false;
}

// All that is imported from module_name, each name once.
static void make_module(struct stub_module *made, const tw_module_t *module,
                        tw_name_t module_name) {
    tw_import_t *imports = NULL;
    uint32_t count = 0;
    tw_import_t import;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        if (is_wanted(&import, module_name) && !has_name(imports, count, import.name)) {
            imports = grow(imports, (count + 1) * sizeof imports[0]);
            imports[count++] = import;
        }
    }
    made->name = copy_name(module_name);
    memset(&made->bytes, 0, sizeof made->bytes);
    wasm_write(&made->bytes, imports, count);
    free(imports);
}

static void add_definition(struct stubs *stubs, const tw_module_t *module,
                           const tw_import_t *import) {
    bool is_instance_name = import->module.size >= 1 &&
                            import->module.size <= INSTANCE_NAME_BYTES && is_text(import->module);
    if (!is_instance_name || !is_wanted(import, import->module)) {
        return;
    }
    for (uint32_t i = 0; i < stubs->module_count; i++) {
        if (is_name(stubs->modules[i].name, import->module)) {
            return;
        }
    }
    size_t size = (stubs->module_count + 1) * sizeof stubs->modules[0];
    stubs->modules = grow(stubs->modules, size);
    make_module(&stubs->modules[stubs->module_count], module, import->module);
    stubs->module_count++;
}

void stubs_make(struct stubs *stubs, const tw_module_t *module, bool is_quiet) {
    tw_import_t import;
    memset(stubs, 0, sizeof *stubs);
    stubs->is_quiet = is_quiet;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        if (import.type.kind == TW_EXTERN_FUNC) {
            add_func(stubs, &import);
        } else {
            add_definition(stubs, module, &import);
        }
    }
}

int stubs_instantiate(const struct stubs *stubs, tw_engine_t *engine, const tw_limits_t *limits) {
    for (uint32_t i = 0; i < stubs->module_count; i++) {
        const struct stub_module *stub = &stubs->modules[i];
        tw_module_t *module = NULL;
        tw_instance_t *instance = NULL;
        tw_err_t err = tw_module_load(engine, stub->bytes.bytes, stub->bytes.size, &module);
        if (err == TW_ERR_OK) {
            tw_module_set_name(module, stub->name);
            err = tw_instance_create(module, stub->name, limits, &instance);
        }
        if (err != TW_ERR_OK) {
            return fail_fault(engine, stub->name);
        }
    }
    return 0;
}

void stubs_free(struct stubs *stubs) {
    for (uint32_t i = 0; i < stubs->host_module_count; i++) {
        tw_host_module_t *host_module = &stubs->host_modules[i];
        for (uint32_t k = 0; k < host_module->func_count; k++) {
            free((void *)(uintptr_t)host_module->funcs[k].name);
            free((void *)(uintptr_t)host_module->funcs[k].signature);
        }
        free((void *)(uintptr_t)host_module->funcs);
        free((void *)(uintptr_t)host_module->name);
    }
    for (uint32_t i = 0; i < stubs->module_count; i++) {
        free(stubs->modules[i].name);
        buffer_free(&stubs->modules[i].bytes);
    }
    free(stubs->host_modules);
    free(stubs->modules);
    memset(stubs, 0, sizeof *stubs);
}
