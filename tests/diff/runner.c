// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// diff-runner: runs modules and prints everything that can be seen of them, in the words that
// oracle.py uses too. For each FILE.wasm that the command line names:
//
//     FILE.wasm is instantiated as "m"; it may import from "host" (below) and from the instance
//     "env" of the first module on the command line. Each of its functions is called ROUNDS
//     times, with arguments made of the numbers of function, round and parameter. Then the probes
//     FILE.0.wasm, FILE.1.wasm ... are instantiated: small modules that show a memory or a table.
//
// With an interpreter that does not link instances there is no "env", and in place of probes the
// module's own memory is shown, and `table: unseen`.
//
// Each module has a process of its own; one that crashes or hangs says so and the next is run.

#define _DEFAULT_SOURCE  // MAP_ANONYMOUS

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../limit_time.h"
#include "again.h"
#include "tinywasm/object.h"
#include "tinywasm/tinywasm.h"

#define ARENA_BYTES ((size_t)128 * 1024 * 1024)
#define MEMORY_BYTES ((uint64_t)16 * 1024 * 1024)
#define STACK_BYTES (2u * 1024u * 1024u)
#define FUEL 3000000u
#define TIMEOUT_S 60
#define ROUNDS 3
#ifndef DIFF_INTERP
#define DIFF_INTERP tw_interp_core
#endif
#define TABLE_SHOWN 40
#define PROBES 6

enum shown { SHOWN_ON, SHOWN_END };  // whether anything after this can be compared

struct file {
    uint8_t *bytes;
    size_t size;
};

struct run {
    tw_engine_t *engine;
    tw_limits_t limits;
    tw_module_t *module;
    tw_instance_t *instance;
    const char *path;
    bool is_kept;        // the module is loaded from kept code
    uint64_t slice;      // fuel at a time; 0: all at once
    uint64_t prefix;     // limits.memory_prefix_bytes
    uint64_t fuel;       // burnt so far
    uint64_t host_hash;  // of what host functions saw
};

static struct again again;

void tw_panic(const char *file, int line) {
    fprintf(stdout, "panic at %s:%d\n", file, line);
    fflush(stdout);
    abort();
}

// The block has exactly the file's size, so that a sanitizer sees a read past the end.
static bool read_file(const char *path, struct file *file) {
    FILE *stream = fopen(path, "rb");
    long size;
    if (stream == NULL) {
        return false;
    }
    if (fseek(stream, 0, SEEK_END) != 0 || (size = ftell(stream)) < 0) {
        abort();
    }
    rewind(stream);
    file->size = (size_t)size;
    file->bytes = malloc(file->size > 0 ? file->size : 1);
    if (file->bytes == NULL || fread(file->bytes, 1, file->size, stream) != file->size) {
        abort();
    }
    fclose(stream);
    return true;
}

static bool has(uint32_t feature) {
    return (DIFF_INTERP.features & feature) != 0;
}

// ---- numbers that both sides derive -----------------------------------------------------------

static uint64_t mix(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static uint64_t canonical(tw_valtype_t type, uint64_t bits) {
    if (type == TW_F32 && (bits & 0x7fffffffu) > 0x7f800000u) {
        return 0x7fc00000u;
    }
    if (type == TW_F64 && (bits & 0x7fffffffffffffffu) > 0x7ff0000000000000u) {
        return 0x7ff8000000000000u;
    }
    return bits;
}

// A value of that type; many are corner cases.
static uint64_t derive(tw_valtype_t type, uint64_t seed) {
    static const uint32_t i32s[] = {0, 1, 0xffffffffu, 0x80000000u, 0x7fffffffu, 2, 100, 0xffff};
    static const uint64_t i64s[] = {0, 1, UINT64_MAX, (uint64_t)1 << 63, INT64_MAX, 0xffffffffu,
                                    0x100000000u, 100};
    static const uint32_t f32s[] = {0, 0x80000000u, 0x3f800000u, 0xbf800000u, 0x7f800000u,
                                    0x7fc00000u, 0x4f000000u, 0x00000001u};
    static const uint64_t f64s[] = {0, 0x8000000000000000u, 0x3ff0000000000000u,
                                    0xbff0000000000000u, 0x7ff0000000000000u, 0x7ff8000000000000u,
                                    0x41e0000000000000u, 0x3fe8000000000000u};
    uint64_t number = mix(seed);
    unsigned pick = (unsigned)(number & 7);
    bool is_corner = (number >> 3 & 3) != 0;
    uint64_t any = mix(number);
    switch (type) {
    case TW_I32: return is_corner ? i32s[pick] : (uint32_t)any;
    case TW_I64: return is_corner ? i64s[pick] : any;
    case TW_F32: return canonical(type, is_corner ? f32s[pick] : (uint32_t)any);
    case TW_F64: return canonical(type, is_corner ? f64s[pick] : any);
    case TW_EXTERNREF: return any % 3;  // 0 is null
    default: return 0;
    }
}

static tw_value_t make_value(tw_valtype_t type, uint64_t bits) {
    tw_value_t value;
    memset(&value, 0, sizeof value);
    value.type = type;
    if (type == TW_I64 || type == TW_F64) {
        value.of.f64_bits = bits;
    } else {
        value.of.f32_bits = (uint32_t)bits;
    }
    return value;
}

static bool is_ref(tw_valtype_t type) { return (type & TW_VALTYPE_REF) != 0; }

static bool is_externref(tw_valtype_t type) { return is_ref(type) && (type & 0x7f) == 0x6f; }

// What is printed of a value: functions are null or not.
static uint64_t visible_bits(const tw_value_t *value) {
    if (value->type == TW_I64 || value->type == TW_F64) {
        return canonical(value->type, value->of.f64_bits);
    }
    if (is_ref(value->type) && !is_externref(value->type)) {
        return value->of.ref != TW_REF_NULL;
    }
    return canonical(value->type, value->of.f32_bits);
}

static const char *short_name(tw_valtype_t type) {
    return type == TW_I32       ? "i32"
           : type == TW_I64     ? "i64"
           : type == TW_F32     ? "f32"
           : type == TW_F64     ? "f64"
           : is_externref(type) ? "extern"
                                : "func";
}

static void print_value(const tw_value_t *value) {
    printf(" %s:%" PRIx64, short_name(value->type), visible_bits(value));
}

// ---- the host module --------------------------------------------------------------------------

// Every function does the same by its signature: hashes its arguments and makes its results of the
// hash. Its number says which it is.
struct host_shape {
    const char *params;
    const char *results;
};
static const struct host_shape shapes[] = {
    {"", ""}, {"i", "i"}, {"iIfF", "I"}, {"r", "r"}, {"FfIi", "iIfF"}, {"I", "f"}, {"", "F"},
    {"iiiiii", "ii"}, {"i", ""}, {"I", ""}, {"f", ""}, {"F", ""}, {"ii", "i"}, {"ii", ""},
    {"i", "p"}, {"ip", ""}, {"pi", ""}, {"p", "i"},
};
#define HOST_COUNT (sizeof shapes / sizeof shapes[0])

static tw_valtype_t letter_type(char letter) {
    return letter == 'i'   ? TW_I32
           : letter == 'I' ? TW_I64
           : letter == 'f' ? TW_F32
           : letter == 'F' ? TW_F64
           : letter == 'p' ? TW_FUNCREF
                           : TW_EXTERNREF;
}

static tw_err_t host_call(tw_call_t *call, uint32_t number) {
    struct run *run = tw_call_ctx(call);
    const struct host_shape *shape = &shapes[number];
    uint64_t hash = mix(number);
    for (uint32_t i = 0; shape->params[i] != '\0'; i++) {
        tw_valtype_t type = letter_type(shape->params[i]);
        tw_value_t arg = make_value(type, tw_arg_bits(call, i));
        hash = mix(hash ^ visible_bits(&arg));
    }
    run->host_hash = mix(run->host_hash ^ hash);
    if ((hash & 0x3f) == 5) {
        return tw_call_trap(call, TW_TRAP_HOST, "the host does not want to");
    }
    for (uint32_t i = 0; shape->results[i] != '\0'; i++) {
        tw_ret_bits(call, derive(letter_type(shape->results[i]), hash + i));
    }
    return TW_ERR_OK;
}

static tw_err_t host0(tw_call_t *call) { return host_call(call, 0); }
static tw_err_t host1(tw_call_t *call) { return host_call(call, 1); }
static tw_err_t host2(tw_call_t *call) { return host_call(call, 2); }
static tw_err_t host3(tw_call_t *call) { return host_call(call, 3); }
static tw_err_t host4(tw_call_t *call) { return host_call(call, 4); }
static tw_err_t host5(tw_call_t *call) { return host_call(call, 5); }
static tw_err_t host6(tw_call_t *call) { return host_call(call, 6); }
static tw_err_t host7(tw_call_t *call) { return host_call(call, 7); }
static tw_err_t host8(tw_call_t *call) { return host_call(call, 8); }
static tw_err_t host9(tw_call_t *call) { return host_call(call, 9); }
static tw_err_t host10(tw_call_t *call) { return host_call(call, 10); }
static tw_err_t host11(tw_call_t *call) { return host_call(call, 11); }
static tw_err_t host12(tw_call_t *call) { return host_call(call, 12); }
static tw_err_t host13(tw_call_t *call) { return host_call(call, 13); }
static tw_err_t host14(tw_call_t *call) { return host_call(call, 14); }
static tw_err_t host15(tw_call_t *call) { return host_call(call, 15); }
static tw_err_t host16(tw_call_t *call) { return host_call(call, 16); }
static tw_err_t host17(tw_call_t *call) { return host_call(call, 17); }

static const tw_host_func_t host_funcs[HOST_COUNT] = {
    {"f0", "()", host0},      {"f1", "(i)i", host1},        {"f2", "(iIfF)I", host2},
    {"f3", "(r)r", host3},    {"f4", "(FfIi)iIfF", host4},  {"f5", "(I)f", host5},
    {"f6", "()F", host6},     {"f7", "(iiiiii)ii", host7},  {"f8", "(i)", host8},
    {"f9", "(I)", host9},     {"f10", "(f)", host10},       {"f11", "(F)", host11},
    {"f12", "(ii)i", host12}, {"f13", "(ii)", host13},      {"f14", "(i)p", host14},
    {"f15", "(ip)", host15},  {"f16", "(pi)", host16},      {"f17", "(p)i", host17},
};

// ---- running ----------------------------------------------------------------------------------

// The words that both engines have for how a call ended.
static const char *trap_class(tw_trap_t trap) {
    switch (trap) {
    case TW_TRAP_UNDEFINED_ELEMENT: return "out of bounds table access";
    case TW_TRAP_NULL_FUNCTION_REFERENCE:
    case TW_TRAP_NULL_EXCEPTION_REFERENCE:
    case TW_TRAP_NULL_STRUCTURE_REFERENCE:
    case TW_TRAP_NULL_ARRAY_REFERENCE:
    case TW_TRAP_NULL_I31_REFERENCE: return "null reference";
    default: return tw_trap_name(trap);
    }
}

static bool copy_name(tw_name_t name, char *text, size_t size) {
    if (name.size >= size || memchr(name.bytes, 0, name.size) != NULL) {
        return false;
    }
    memcpy(text, name.bytes, name.size);
    text[name.size] = '\0';
    return true;
}

#if TW_CFG_EXCEPTIONS
#define EXCEPTION_VALUES 8u

// Numbers with their bits; of a reference, whether it is null.
static void print_thrown(const tw_value_t *value) {
    if (value->type == TW_V128) {
        printf(" v128:");
        for (int i = 0; i < 16; i++) {
            printf("%02x", value->of.v128[i]);
        }
    } else if (is_ref(value->type)) {
        printf(" ref:%d", value->of.ref != TW_REF_NULL);
    } else {
        print_value(value);
    }
}

// The name that the module exports the tag by.
static bool name_of_tag(const struct run *run, uint32_t id, char *name, size_t size) {
    tw_export_t export_;
    tw_tag_t tag;
    for (uint32_t i = 0; tw_module_export_at(run->module, i, &export_); i++) {
        if (export_.type.kind == TW_EXTERN_TAG && copy_name(export_.name, name, size) &&
            tw_instance_find_tag(run->instance, name, &tag) == TW_ERR_OK && tag.id == id) {
            return true;
        }
    }
    return false;
}

static void print_exception(const struct run *run) {
    tw_value_t values[EXCEPTION_VALUES];
    tw_tag_t tag;
    char name[64];
    if (!tw_instance_exception(run->instance, &tag, values, EXCEPTION_VALUES)) {
        printf(" exception: lost\n");
        return;
    }
    printf(" exception: %s", name_of_tag(run, tag.id, name, sizeof name) ? name : "?");
    for (uint32_t i = 0; i < tw_functype_param_count(tag.type) && i < EXCEPTION_VALUES; i++) {
        print_thrown(&values[i]);
    }
    printf("\n");
}
#else
static void print_exception(const struct run *run) { (void)run; }
#endif

static enum shown print_end(const struct run *run, tw_err_t err) {
    const tw_fault_t *fault = tw_engine_fault(run->engine);
    if (err == TW_ERR_FUEL) {
        printf(" fuel\n");
        return SHOWN_END;
    }
    if (err == TW_ERR_TRAP && fault->trap == TW_TRAP_CALL_STACK_EXHAUSTED) {
        printf(" stack\n");
        return SHOWN_END;
    }
    if (err == TW_ERR_EXCEPTION) {
        print_exception(run);
        return SHOWN_ON;
    }
    if (err == TW_ERR_TRAP) {
        printf(" trap: %s\n", trap_class(fault->trap));
        return SHOWN_ON;
    }
    printf(" %s: %s\n", tw_err_name(err), fault->text);
    return SHOWN_END;
}

// Resumes after each slice until the call ends or all its fuel is burnt.
static tw_err_t finish(struct run *run, tw_instance_t *instance, tw_err_t err, tw_value_t *results,
                       uint32_t count) {
    uint64_t given = run->limits.fuel;
    while (err == TW_ERR_FUEL && given < FUEL) {
        tw_instance_add_fuel(instance, run->slice);
        given += run->slice;
        err = tw_instance_resume(instance, results, count);
    }
    if (instance != NULL) {
        run->fuel += given - tw_instance_fuel(instance);
    }
    return err;
}

static enum shown call_export(struct run *run, tw_instance_t *instance, tw_func_t func,
                              uint64_t seed) {
    uint32_t param_count = tw_functype_param_count(func.type);
    uint32_t result_count = tw_functype_result_count(func.type);
    tw_value_t *args = calloc(param_count + 1u, sizeof *args);
    tw_value_t *results = malloc((result_count + 1u) * sizeof *results);
    enum shown shown = SHOWN_ON;
    tw_err_t err;
    if (args == NULL || results == NULL) {
        abort();
    }
    memset(results, 0xa5, (result_count + 1u) * sizeof *results);
    for (uint32_t i = 0; i < param_count; i++) {
        tw_valtype_t type = tw_functype_param(func.type, i);
        args[i] = make_value(type, derive(type, seed + i));
    }
    err = tw_instance_call(instance, func, args, param_count, results, result_count);
    err = finish(run, instance, err, results, result_count);
    if (err != TW_ERR_OK) {
        shown = print_end(run, err);
    } else {
        for (uint32_t i = 0; i < result_count; i++) {
            print_value(&results[i]);
        }
        printf("\n");
    }
    free(args);
    free(results);
    return shown;
}

// False: a parameter that needs a reference that we cannot make.
static bool can_call(const tw_functype_t *type) {
    for (uint32_t i = 0; i < tw_functype_param_count(type); i++) {
        tw_valtype_t param = tw_functype_param(type, i);
        if (is_ref(param) && (param & TW_VALTYPE_NULLABLE) == 0) {
            return false;
        }
    }
    return true;
}

static enum shown call_all(struct run *run) {
    tw_export_t export_;
    char name[4096];
    for (uint32_t i = 0; tw_module_export_at(run->module, i, &export_); i++) {
        tw_func_t func;
        if (export_.type.kind != TW_EXTERN_FUNC || !can_call(export_.type.functype) ||
            !copy_name(export_.name, name, sizeof name)) {
            continue;
        }
        if (tw_instance_find_func(run->instance, name, &func) != TW_ERR_OK) {
            printf("find %u: %s\n", i, tw_engine_fault(run->engine)->text);
            continue;
        }
        for (uint32_t round = 0; round < ROUNDS; round++) {
            printf("call %u.%u:", i, round);
            if (call_export(run, run->instance, func, i * 1000u + round * 100u) == SHOWN_END) {
                return SHOWN_END;
            }
        }
    }
    return SHOWN_ON;
}

static void print_globals(struct run *run) {
    tw_export_t export_;
    char name[4096];
    for (uint32_t i = 0; tw_module_export_at(run->module, i, &export_); i++) {
        tw_value_t value;
        if (export_.type.kind != TW_EXTERN_GLOBAL ||
            !copy_name(export_.name, name, sizeof name)) {
            continue;
        }
        if (tw_instance_global_get(run->instance, name, &value) != TW_ERR_OK) {
            printf("global %u: %s\n", i, tw_engine_fault(run->engine)->text);
            continue;
        }
        printf("global %u:", i);
        print_value(&value);
        printf("\n");
    }
}

static uint32_t crc32(const uint8_t *bytes, size_t size) {
    static uint32_t table[256];
    uint32_t crc = 0xffffffffu;
    for (uint32_t i = 0; table[255] == 0 && i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++) {
            c = (c & 1) != 0 ? 0xedb88320u ^ c >> 1 : c >> 1;
        }
        table[i] = c;
    }
    for (size_t i = 0; i < size; i++) {
        crc = table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
    }
    return ~crc;
}

static void print_memory(struct run *run, tw_instance_t *instance) {
    uint64_t size = tw_memory_size(instance);
    uint8_t *bytes = malloc((size_t)size + 1);
    if (bytes == NULL) {
        abort();
    }
    if (tw_memory_read(instance, 0, bytes, (size_t)size) != TW_ERR_OK) {
        printf("memory: %s\n", tw_engine_fault(run->engine)->text);
    } else {
        printf("memory: %" PRIu64 " %08" PRIx32 "\n", size, crc32(bytes, (size_t)size));
    }
    free(bytes);
}

// A table's probe has `size` and `get`.
static void print_table(struct run *run, tw_instance_t *instance, tw_func_t size, tw_func_t get) {
    tw_value_t count;
    if (tw_instance_call(instance, size, NULL, 0, &count, 1) != TW_ERR_OK) {
        printf("table: %s\n", tw_engine_fault(run->engine)->text);
        return;
    }
    printf("table: %" PRId32, count.of.i32);
    for (int32_t i = 0; i < count.of.i32 && i < TABLE_SHOWN; i++) {
        tw_value_t index = tw_value_i32(i);
        tw_value_t element;
        if (tw_instance_call(instance, get, &index, 1, &element, 1) != TW_ERR_OK) {
            printf(" %s\n", tw_engine_fault(run->engine)->text);
            return;
        }
        print_value(&element);
    }
    printf("\n");
}

static bool show_probe(struct run *run, const struct file *file) {
    tw_module_t *module;
    tw_instance_t *instance;
    tw_func_t size;
    tw_func_t get;
    if (tw_module_load(run->engine, file->bytes, file->size, &module) != TW_ERR_OK ||
        tw_instance_create(module, NULL, &run->limits, &instance) != TW_ERR_OK) {
        printf("probe: %s\n", tw_engine_fault(run->engine)->text);
        return false;
    }
    if (tw_instance_find_func(instance, "size", &size) == TW_ERR_OK &&
        tw_instance_find_func(instance, "get", &get) == TW_ERR_OK) {
        print_table(run, instance, size, get);
    } else {
        print_memory(run, instance);
    }
    return tw_instance_destroy(instance) == TW_ERR_OK && tw_module_unload(module) == TW_ERR_OK;
}

// In place of probes: no more than oracle.py makes, in the same order.
static void show_own(struct run *run) {
    tw_export_t export_;
    unsigned shown = 0;
    for (uint32_t i = 0; shown < PROBES && tw_module_export_at(run->module, i, &export_); i++) {
        if (export_.type.kind == TW_EXTERN_MEMORY) {
            print_memory(run, run->instance);
        } else if (export_.type.kind == TW_EXTERN_TABLE) {
            printf("table: unseen\n");
        } else {
            continue;
        }
        shown++;
    }
}

static void show_probes(struct run *run) {
    struct file file;
    char path[4096];
    size_t stem = strlen(run->path) - strlen(".wasm");
    run->limits.fuel = FUEL;
    for (unsigned i = 0;; i++) {
        bool is_shown;
        snprintf(path, sizeof path, "%.*s.%u.wasm", (int)stem, run->path, i);
        if (!read_file(path, &file)) {
            return;
        }
        is_shown = show_probe(run, &file);
        free(file.bytes);
        if (!is_shown) {
            return;
        }
    }
}

// ---- modules ----------------------------------------------------------------------------------

static enum shown create(struct run *run) {
    tw_err_t err = tw_instance_create(run->module, "m", &run->limits, &run->instance);
    if (run->instance != NULL) {
        err = finish(run, run->instance, err, NULL, 0);
        run->fuel = 0;  // a module without a start function has not taken its fuel
    }
    printf("create:");
    if (err == TW_ERR_OK) {
        printf(" ok\n");
        return SHOWN_ON;
    }
    print_end(run, err);
    return SHOWN_END;
}

static void run_module(struct run *run, const struct file *file) {
    tw_err_t err = run->is_kept
        ? again_load(&again, run->engine, file->bytes, file->size, &run->module)
        : tw_module_load(run->engine, file->bytes, file->size, &run->module);
    if (err != TW_ERR_OK) {
        printf("load: %s: %s\n", tw_err_name(err), tw_engine_fault(run->engine)->text);
        return;
    }
    if (create(run) == SHOWN_ON && call_all(run) == SHOWN_ON) {
        print_globals(run);
        has(TW_INTERP_LINK) ? show_probes(run) : show_own(run);
        printf("host: %" PRIx64 "\n", run->host_hash);
    }
    printf("burnt: %" PRIu64 "\n", run->fuel);
    if (run->instance != NULL && tw_instance_destroy(run->instance) != TW_ERR_OK) {
        printf("destroy: %s\n", tw_engine_fault(run->engine)->text);
    }
    if (tw_module_unload(run->module) != TW_ERR_OK) {
        printf("unload: %s\n", tw_engine_fault(run->engine)->text);
    }
}

static void start(struct run *run, tw_host_module_t *host, size_t file_size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena_size = ARENA_BYTES;
    config.interp = &DIFF_INTERP;
    if (run->is_kept) {
        config.filestore = again_store(&again, file_size);
        config.keeper = &tw_keeper;
    }
    config.arena = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (config.arena == MAP_FAILED || tw_engine_init(&run->engine, &config) != TW_ERR_OK ||
        tw_engine_add_host_module(run->engine, host) != TW_ERR_OK ||
        tw_engine_start(run->engine) != TW_ERR_OK) {
        abort();
    }
    tw_limits_init(&run->limits);
    run->limits.memory_bytes = MEMORY_BYTES;
    run->limits.memory_prefix_bytes = run->prefix;
    run->limits.stack_bytes = STACK_BYTES;
    run->limits.table_elements = 100000;
    run->limits.fuel = !has(TW_INTERP_FUEL) ? TW_FUEL_ENDLESS
                       : run->slice != 0    ? run->slice
                                            : FUEL;
}

struct env {
    tw_module_t *module;
    tw_instance_t *instance;
};

static bool open_env(struct run *run, const struct file *file, struct env *env) {
    memset(env, 0, sizeof *env);
    if (!has(TW_INTERP_LINK)) {
        return true;
    }
    if (tw_module_load(run->engine, file->bytes, file->size, &env->module) != TW_ERR_OK ||
        tw_instance_create(env->module, "env", &run->limits, &env->instance) != TW_ERR_OK) {
        printf("env: %s\n", tw_engine_fault(run->engine)->text);
        return false;
    }
    return true;
}

static bool close_env(const struct env *env) {
    return env->instance == NULL || (tw_instance_destroy(env->instance) == TW_ERR_OK &&
                                     tw_module_unload(env->module) == TW_ERR_OK);
}

static void run_file(const struct file *env_file, struct run run) {
    tw_host_module_t host = {"host", host_funcs, HOST_COUNT, &run};
    struct file file;
    struct env env;
    size_t used;
    if (!read_file(run.path, &file)) {
        printf("cannot read it\n");
        return;
    }
    start(&run, &host, file.size);
    used = tw_engine_arena_used(run.engine, NULL);
    if (!open_env(&run, env_file, &env)) {
        return;
    }
    run_module(&run, &file);
    if (!close_env(&env) || tw_engine_arena_used(run.engine, NULL) != used) {
        printf("leak: %zu bytes, %s\n", tw_engine_arena_used(run.engine, NULL) - used,
               tw_engine_fault(run.engine)->text);
    }
    free(file.bytes);
}

static void run_child(const struct file *env, const struct run *run) {
    int status = 0;
    pid_t child;
    printf("module %s\n", run->path);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        limit_time(TIMEOUT_S);
        run_file(env, *run);
        fflush(stdout);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("diff-runner");
        exit(1);
    }
    if (status != 0) {
        printf("ended by signal %d, exit code %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0,
               WIFEXITED(status) ? WEXITSTATUS(status) : 0);
    }
}

int main(int argc, char **argv) {
    struct file env;
    struct run run = {.prefix = TW_MEMORY_PREFIX_AUTO};
    if (argc < 4 || !read_file(argv[3], &env)) {
        fputs("usage: diff-runner SLICE PREFIX|auto|kept ENV.wasm FILE.wasm...\n", stderr);
        return 2;
    }
    run.slice = strtoull(argv[1], NULL, 0);
    run.is_kept = strcmp(argv[2], "kept") == 0;
    if (strcmp(argv[2], "auto") != 0 && !run.is_kept) {
        run.prefix = strtoull(argv[2], NULL, 0);
    }
    for (int i = 4; i < argc; i++) {
        run.path = argv[i];
        run_child(&env, &run);
    }
    free(env.bytes);
    return 0;
}
