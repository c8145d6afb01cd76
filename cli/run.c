// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "grants.h"
#include "interp.h"
#include "run_project.h"
#include "session.h"
#include "stub.h"
#include "text.h"
#include "tinywasm/object.h"
#include "value.h"
#include "wasi.h"

// tw run: instantiates a module and calls one of its functions, or runs it as a command.

#define MOST_TAG_VALUES 16u  // that are shown of an exception
#define TAG_NAME_BYTES 200
#define DEFAULT_STACK (64u * 1024u)
#define COMMAND_STACK (1024u * 1024u)
#define COMMAND_MEMORY (256u * 1024u * 1024u)
#define COMMAND_START "_start"
#define LARGEST_STACK (64u * 1024u * 1024u)

struct options {
    const char *path;
    const char *invoke;  // NULL: list the exports
    const char *grants;  // NULL: all is granted
    char **args;         // of the function
    int arg_count;
    bool has_stubs;
    bool has_stats;
    bool has_fuel;
    bool has_memory;
    bool has_prefix;
    bool has_stack;
    const tw_interp_t *interp;
    tw_limits_t limits;
    struct process_options process;  // of a command
};

struct running {
    const struct options *options;
    struct file file;
    struct stubs stubs;
    struct process process;
    struct session session;
    struct buffer table;
    tw_grants_t grants;
    tw_module_t *module;
    tw_instance_t *instance;
    bool has_called;  // what fuel is left, is left of the function invoked
};

// ---- the command line ----

static int fail_option(const char *what, const char *word) {
    return fail_usage("tw run", TW_ERR_INVAL, "%s %s: see tw help run", what, word);
}

static bool parse_number(const char *text, uint64_t most, uint64_t *number) {
    char *end = NULL;
    errno = 0;
    *number = strtoull(text, &end, 0);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && *number <= most;
}

// Sets the option that takes a number. False: it is none of these, or the number does not fit.
static bool set_number(struct options *options, const char *name, const char *text) {
    uint64_t stack_bytes = 0;
    if (strcmp(name, "--fuel") == 0) {
        options->has_fuel = true;
        return parse_number(text, UINT64_MAX, &options->limits.fuel);
    }
    if (strcmp(name, "--memory") == 0) {
        options->has_memory = true;
        return parse_number(text, UINT64_MAX, &options->limits.memory_bytes);
    }
    if (strcmp(name, "--prefix") == 0) {
        options->has_prefix = true;
        return parse_number(text, UINT64_MAX, &options->limits.memory_prefix_bytes);
    }
    if (strcmp(name, "--heap") == 0) {
        uint64_t heap_bytes = 0;
        bool is_size = parse_number(text, UINT32_MAX, &heap_bytes);
        options->limits.heap_bytes = (uint32_t)heap_bytes;
        return is_size;
    }
    options->has_stack = true;
    bool is_good = strcmp(name, "--stack") == 0 && parse_number(text, LARGEST_STACK, &stack_bytes);
    options->limits.stack_bytes = (uint32_t)stack_bytes;
    return is_good;
}

// --invoke NAME ARG…: the arguments end where another option begins. Returns how many words.
static int set_invoke(struct options *options, int count, char **words) {
    int used = 1;
    options->invoke = words[0];
    options->args = words + 1;
    while (used < count && strncmp(words[used], "--", 2) != 0) {
        used++;
    }
    options->arg_count = used - 1;
    return used;
}

static int set_interp(struct options *options, const char *name) {
    options->interp = interp_find(name);
    return options->interp != NULL
               ? 0
               : fail_usage("tw run", TW_ERR_INVAL, "no interpreter '%s' here, only %s: name one",
                            name, interp_names());
}

static bool counts_fuel(const struct options *options) {
    return (options->interp->features & TW_INTERP_FUEL) != 0;
}

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Reads the option at args[*i] and what belongs to it. 0 or an exit code.
static int read_option(struct options *options, int count, char **args, int *i) {
    static const char *const with_word[] = {"--invoke", "--interp", "--fuel",  "--memory",
                                            "--prefix", "--heap",   "--stack", "--grants",
                                            "--dir",    "--env"};
    const char *name = args[*i];
    if (strcmp(name, "--stub") == 0) {
        options->has_stubs = true;
        return 0;
    }
    if (strcmp(name, "--stats") == 0) {
        options->has_stats = true;
        return 0;
    }
    if (!is_one_of(name, with_word, sizeof with_word / sizeof with_word[0])) {
        return fail_option("unknown option", name);
    }
    if (*i + 1 == count) {
        return fail_option("a word is missing behind", name);
    }
    ++*i;
    if (strcmp(name, "--invoke") == 0) {
        *i += set_invoke(options, count - *i, args + *i) - 1;
        return 0;
    }
    if (strcmp(name, "--interp") == 0) {
        return set_interp(options, args[*i]);
    }
    if (strcmp(name, "--grants") == 0) {
        options->grants = args[*i];
        return 0;
    }
    if (strcmp(name, "--dir") == 0) {
        process_add(options->process.dirs, &options->process.dir_count, args[*i]);
        return 0;
    }
    if (strcmp(name, "--env") == 0) {
        process_add(options->process.environ, &options->process.environ_count, args[*i]);
        return strchr(args[*i], '=') != NULL ? 0 : fail_option("no NAME=VALUE behind", name);
    }
    return set_number(options, name, args[*i]) ? 0
                                               : fail_option("no number that fits behind", name);
}

// The words of a command line are at most as many as there are.
static int make_lists(struct options *options, int count) {
    size_t room = (size_t)count + 1u;
    options->process.dirs = calloc(room, sizeof *options->process.dirs);
    options->process.environ = calloc(room, sizeof *options->process.environ);
    options->process.args = calloc(room, sizeof *options->process.args);
    bool has_all = options->process.dirs != NULL && options->process.environ != NULL &&
                   options->process.args != NULL;
    return has_all ? 0
                   : fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something");
}

static void free_lists(struct options *options) {
    free(options->process.dirs);
    free(options->process.environ);
    free(options->process.args);
}

// What stands behind `--` is the command's.
static void read_command_args(struct options *options, int count, char **args) {
    struct process_options *process = &options->process;
    process_add(process->args, &process->arg_count, options->path);
    for (int i = 0; i < count; i++) {
        process_add(process->args, &process->arg_count, args[i]);
    }
}

static int read_options(struct options *options, int count, char **args) {
    int own = 0;
    while (own < count && strcmp(args[own], "--") != 0) {
        own++;
    }
    tw_limits_init(&options->limits);
    options->limits.stack_bytes = DEFAULT_STACK;
    options->interp = &tw_interp_core;
    for (int i = 0; i < own; i++) {
        if (args[i][0] == '-' && args[i][1] != '\0') {
            int code = read_option(options, own, args, &i);
            if (code != 0) {
                return code;
            }
        } else if (options->path == NULL) {
            options->path = args[i];
        } else {
            return fail_usage("tw run", TW_ERR_INVAL,
                              "a second file %s: write what is meant for the command behind --",
                              args[i]);
        }
    }
    if (!counts_fuel(options) && !options->has_fuel) {
        options->limits.fuel = TW_FUEL_ENDLESS;
    }
    if (options->path == NULL) {
        return fail_usage("tw run", TW_ERR_INVAL, "no file is named: see tw help run");
    }
    read_command_args(options, count - own - (own < count), args + own + (own < count));
    return 0;
}

// ---- loading and linking ----

// The imports are known when the module is loaded, the host functions must be there before: the
// module is loaded twice.
static int make_stubs(struct running *running) {
    struct session scratch;
    tw_module_t *module = NULL;
    int code = session_open(&scratch, running->options->interp, &running->file, 0, NULL, 0, NULL);
    code = code == 0 ? session_load(&scratch, &module) : code;
    if (code == 0) {
        stubs_make(&running->stubs, module, false);
    }
    session_close(&scratch);
    return code;
}

static int read_grants(struct running *running) {
    if (running->options->grants == NULL) {
        return 0;
    }
    int code = grants_read(running->options->grants, &running->table);
    tw_grants_init(&running->grants, running->table.bytes, running->table.size);
    return code;
}

// Linear memory and objects that there is room for: what a module is, is known when it is loaded.
static uint64_t arena_for(const struct options *options) {
    bool may_be_command = options->invoke == NULL && !options->has_stubs;
    const tw_limits_t *limits = &options->limits;
    uint64_t memory =
        may_be_command && !options->has_memory ? COMMAND_MEMORY : limits->memory_bytes;
    return limits->heap_bytes <= UINT64_MAX - memory ? memory + limits->heap_bytes : memory;
}

static int load(struct running *running) {
    const struct options *options = running->options;
    int code = file_read(&running->file, options->path);
    code = code == 0 ? read_grants(running) : code;
    if (code == 0 && options->has_stubs) {
        code = make_stubs(running);
    }
    if (code == 0) {
        code = process_open(&running->process, &options->process);
    }
    if (code == 0) {
        bool has_stubs = options->has_stubs;
        code = session_open(&running->session, options->interp, &running->file, arena_for(options),
                            has_stubs ? running->stubs.host_modules : &running->process.wasi.module,
                            has_stubs ? running->stubs.host_module_count : 1,
                            options->grants == NULL ? NULL : &running->grants);
    }
    return code == 0 ? session_load(&running->session, &running->module) : code;
}

static int instantiate(struct running *running) {
    tw_engine_t *engine = running->session.engine;
    tw_limits_t limits = running->options->limits;
    limits.link_lazily = running->options->has_stubs;
    int code = stubs_instantiate(&running->stubs, engine, &limits);
    if (code != 0) {
        return code;
    }
    tw_err_t err = tw_instance_create(running->module, NULL, &limits, &running->instance);
    if (err == TW_ERR_UNLINKABLE && !limits.link_lazily) {
        return fail_fault_or(engine, running->file.name, ", or use --stub");
    }
    return err == TW_ERR_OK ? 0 : fail_fault(engine, running->file.name);
}

// ---- without a function ----

static void list_exports(const tw_module_t *module) {
    tw_export_t export_;
    for (uint32_t i = 0; tw_module_export_at(module, i, &export_); i++) {
        printf("%s ", externkind_name(export_.type.kind));
        print_name(export_.name);
        printf(": ");
        print_externtype(&export_.type);
        putchar('\n');
    }
}

// True if nothing but the host, that is nobody, can define all imports.
static bool needs_stubs(const tw_module_t *module) {
    tw_import_t import;
    bool is_needed = false;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        is_needed |= import.type.kind != TW_EXTERN_MEMORY;
    }
    return is_needed;
}

static int list(struct running *running) {
    list_exports(running->module);
    if (!running->options->has_stubs && needs_stubs(running->module)) {
        puts("use --invoke NAME, and --stub for what it imports");
        return 0;
    }
    int code = instantiate(running);
    if (code == 0) {
        puts("use --invoke NAME");
    }
    return code;
}

// ---- with one ----

static int read_args(const struct options *options, const tw_functype_t *type, tw_value_t *values) {
    uint32_t count = tw_functype_param_count(type);
    if ((uint32_t)options->arg_count != count) {
        return fail_usage(options->invoke, TW_ERR_INVAL,
                          "it takes %u arguments, not %d: give all, behind its name", count,
                          options->arg_count);
    }
    for (uint32_t i = 0; i < count; i++) {
        tw_valtype_t wanted = tw_functype_param(type, i);
        if (!parse_value(options->args[i], wanted, &values[i])) {
            return fail_usage(options->invoke, TW_ERR_INVAL, "argument %u, '%s', is no %s: give %s",
                              i, options->args[i], tw_valtype_name(wanted), value_syntax(wanted));
        }
    }
    return 0;
}

// The name under which a tag is exported, or what it is without one.
static void print_tag(const struct running *running, const tw_tag_t *tag) {
    tw_export_t export_;
    for (uint32_t i = 0; tw_module_export_at(running->module, i, &export_); i++) {
        char name[TAG_NAME_BYTES];
        tw_tag_t found;
        snprintf(name, sizeof name, "%.*s", (int)export_.name.size, export_.name.bytes);
        if (export_.type.kind == TW_EXTERN_TAG &&
            tw_instance_find_tag(running->instance, name, &found) == TW_ERR_OK &&
            found.id == tag->id) {
            print_name(export_.name);
            return;
        }
    }
    fputs("a tag that is not exported", stdout);
}

// The exception that has left the call, if that is why it ended.
static void print_exception(const struct running *running) {
    tw_value_t values[MOST_TAG_VALUES];
    tw_tag_t tag;
    if (!tw_instance_exception(running->instance, &tag, values, MOST_TAG_VALUES)) {
        return;
    }
    uint32_t count = tw_functype_param_count(tag.type);
    fputs("exception: ", stdout);
    print_tag(running, &tag);
    fputs("(", stdout);
    for (uint32_t i = 0; i < count && i < MOST_TAG_VALUES; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        print_value(stdout, running->instance, &values[i]);
    }
    fputs(count > MOST_TAG_VALUES ? ", ...)\n" : ")\n", stdout);
}

static int call(struct running *running, tw_func_t func, const tw_value_t *args,
                tw_value_t *results) {
    uint32_t result_count = tw_functype_result_count(func.type);
    running->has_called = true;
    tw_err_t err = tw_instance_call(running->instance, func, args,
                                    tw_functype_param_count(func.type), results, result_count);
    if (err != TW_ERR_OK) {
        int code = fail_fault(running->session.engine, running->file.name);
        print_exception(running);
        return code;
    }
    for (uint32_t i = 0; i < result_count; i++) {
        print_value(stdout, running->instance, &results[i]);
        putchar('\n');
    }
    return 0;
}

static int invoke(struct running *running) {
    const struct options *options = running->options;
    int code = instantiate(running);
    if (code != 0) {
        return code;
    }
    tw_func_t func;
    if (tw_instance_find_func(running->instance, options->invoke, &func) != TW_ERR_OK) {
        fail_fault(running->session.engine, running->file.name);
        return EXIT_USAGE;
    }
    // One more than needed: a size of 0 may give NULL.
    tw_value_t *args = calloc(tw_functype_param_count(func.type) + 1u, sizeof *args);
    tw_value_t *results = calloc(tw_functype_result_count(func.type) + 1u, sizeof *results);
    if (args == NULL || results == NULL) {
        code = fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something");
    } else {
        code = read_args(options, func.type, args);
        code = code == 0 ? call(running, func, args, results) : code;
    }
    free(args);
    free(results);
    return code;
}

// ---- a command ----

static bool is_command(const struct running *running) {
    tw_export_t export_;
    for (uint32_t i = 0; tw_module_export_at(running->module, i, &export_); i++) {
        bool is_start = export_.name.size == strlen(COMMAND_START) &&
                        memcmp(export_.name.bytes, COMMAND_START, export_.name.size) == 0;
        if (is_start && export_.type.kind == TW_EXTERN_FUNC) {
            return !running->options->has_stubs;
        }
    }
    return false;
}

// A command runs as long as it likes, and has more room; its memory is in one piece.
static void widen_limits(struct options *options) {
    tw_limits_t *limits = &options->limits;
    uint64_t most = counts_fuel(options) ? TW_FUEL_ENDLESS - 1 : TW_FUEL_ENDLESS;  // for --stats
    limits->fuel = options->has_fuel ? limits->fuel : most;
    limits->stack_bytes = options->has_stack ? limits->stack_bytes : COMMAND_STACK;
    limits->memory_bytes = options->has_memory ? limits->memory_bytes : COMMAND_MEMORY;
    limits->memory_prefix_bytes =
        options->has_prefix ? limits->memory_prefix_bytes : limits->memory_bytes;
}

// The exit code is the command's own; a start function of the module may be the end, too.
static int run_command(struct running *running) {
    tw_func_t func;
    const tw_wasi_t *wasi = &running->process.wasi;
    tw_err_t err =
        tw_instance_create(running->module, NULL, &running->options->limits, &running->instance);
    if (err == TW_ERR_OK) {
        err = tw_instance_find_func(running->instance, COMMAND_START, &func);
    }
    if (err == TW_ERR_OK) {
        running->has_called = true;
        err = tw_instance_call(running->instance, func, NULL, 0, NULL, 0);
    }
    if (wasi->has_exited) {
        return (int)wasi->exit_code;
    }
    if (err == TW_ERR_OK) {
        return 0;
    }
    int code = fail_fault(running->session.engine, running->file.name);
    return err == TW_ERR_TRAP ? EXIT_COMMAND_TRAP : code;
}

// ---- the end ----

static void print_stats(const struct running *running) {
    tw_module_stats_t module = {0, 0, 0, 0, 0};
    size_t peak = 0;
    size_t used = tw_engine_arena_used(running->session.engine, &peak);
    tw_module_get_stats(running->module, &module);
    if (running->instance != NULL) {
        tw_instance_stats_t instance;
        tw_instance_get_stats(running->instance, &instance);
        if (running->has_called && counts_fuel(running->options)) {
            printf("fuel: %" PRIu64 " instructions\n",
                   running->options->limits.fuel - instance.fuel_left);
        }
        printf("stack: %u B at most, of %u B\n", instance.stack_peak_bytes, instance.stack_bytes);
        printf("memory: %" PRIu64 " B, %" PRIu64 " B of them backed\n", instance.memory_bytes,
               instance.memory_backed_bytes);
        if (instance.heap_bytes > 0 || instance.collections > 0) {
            printf("heap: %u B of objects, %u collections\n", instance.heap_bytes,
                   instance.collections);
        }
    }
    printf("arena: %zu B, %zu B at most\n", used, peak);
    printf("code: %u B of wasm, %u B of register code\n", module.wasm_code_bytes,
           module.register_code_bytes);
}

static int run(struct running *running, struct options *options) {
    int code = load(running);
    if (code != 0) {
        return code;
    }
    if (options->invoke == NULL && is_command(running)) {
        widen_limits(options);
        code = run_command(running);
    } else {
        code = options->invoke == NULL ? list(running) : invoke(running);
    }
    if (options->has_stats) {
        print_stats(running);
    }
    return code;
}

int command_run(int count, char **args) {
    struct options options;
    struct running running;
    if (run_is_of_project(count, args)) {
        return run_project(count, args);
    }
    memset(&options, 0, sizeof options);
    memset(&running, 0, sizeof running);
    running.options = &options;
    int code = make_lists(&options, count);
    code = code == 0 ? read_options(&options, count, args) : code;
    code = code == 0 ? run(&running, &options) : code;
    session_close(&running.session);
    process_close(&running.process);
    stubs_free(&running.stubs);
    buffer_free(&running.table);
    file_free(&running.file);
    free_lists(&options);
    return code;
}
