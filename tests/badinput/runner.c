// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// badinput-runner: modules that are damaged in every way of a kind.
//
//     badinput-runner GOOD.wasm whole|prefixes|bits FILE.wasm...
//     badinput-runner load FILE.wasm       only loads it, high limits: for counting instructions
//
// Each damaged module is loaded whole and in pieces, which a check must foretell, and, if it loads,
// instantiated and called (tests/fuzz/guest.c, which also says what must hold); then GOOD.wasm must
// answer 42 in the same engine. Each file has a process of its own. Prints what failed, and
// `N passed, N failed`.

#define _DEFAULT_SOURCE  // MAP_ANONYMOUS

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../limit_time.h"
#include "guest.h"

#define ARENA_BYTES (1024u * 1024u)
#define LARGE_ARENA_BYTES (256u * 1024u * 1024u)
#define TIMEOUT_S 900

struct file {
    uint8_t *bytes;
    size_t size;
};

// Shared with the process that does the work, so that it survives a crash.
struct progress {
    volatile size_t done;
};

enum kind { KIND_WHOLE, KIND_PREFIXES, KIND_BITS };
static const char *const kind_names[] = {"whole", "prefixes", "bits"};

static bool read_file(const char *path, struct file *file) {
    FILE *stream = fopen(path, "rb");
    long size;
    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0 || (size = ftell(stream)) < 0) {
        perror(path);
        return false;
    }
    rewind(stream);
    file->size = (size_t)size;
    file->bytes = malloc(file->size + 1);
    if (file->bytes == NULL || fread(file->bytes, 1, file->size, stream) != file->size) {
        abort();
    }
    fclose(stream);
    return true;
}

static size_t case_count(enum kind kind, const struct file *file) {
    return kind == KIND_WHOLE ? 1 : kind == KIND_PREFIXES ? file->size : file->size * 8;
}

// The damaged module in a block of exactly its size, so that a sanitizer sees a read past its end.
static struct file make_case(enum kind kind, const struct file *file, size_t number) {
    struct file made = {NULL, kind == KIND_PREFIXES ? number : file->size};
    made.bytes = malloc(made.size > 0 ? made.size : 1);
    if (made.bytes == NULL) {
        abort();
    }
    memcpy(made.bytes, file->bytes, made.size);
    if (kind == KIND_BITS) {
        made.bytes[number / 8] ^= (uint8_t)(1u << number % 8);
    }
    return made;
}

static void use(struct guest *guest, tw_err_t err, tw_module_t *module) {
    if (err == TW_ERR_OK) {
        guest_run(guest, module);
        guest_unload(guest, module);
    }
}

static void use_both_ways(struct guest *guest, const struct file *file, size_t number) {
    tw_module_t *module;
    tw_err_t err = guest_load(guest, file->bytes, file->size, &module);
    use(guest, err, module);
    tw_err_t checked = guest_check(guest, file->bytes, file->size, (uint32_t)number);
    err = guest_feed(guest, file->bytes, file->size, (uint32_t)number, &module);
    use(guest, err, module);
    if (!guest_agrees(err, checked)) {
        fprintf(stderr, "broken promise: loaded %s, checked %s\n", tw_err_name(err),
                tw_err_name(checked));
        abort();
    }
}

static void check_good(struct guest *guest, const struct file *good) {
    tw_module_t *module;
    tw_instance_t *instance;
    tw_func_t func;
    tw_value_t result;
    if (tw_module_load(guest->engine, good->bytes, good->size, &module) != TW_ERR_OK ||
        tw_instance_create(module, NULL, NULL, &instance) != TW_ERR_OK ||
        tw_instance_find_func(instance, "answer", &func) != TW_ERR_OK ||
        tw_instance_call(instance, func, NULL, 0, &result, 1) != TW_ERR_OK ||
        result.of.i32 != 42 || tw_instance_destroy(instance) != TW_ERR_OK) {
        fprintf(stderr, "broken promise: a good module runs afterwards: %s\n",
                tw_engine_fault(guest->engine)->text);
        abort();
    }
    guest_unload(guest, module);
}

static void run_cases(enum kind kind, const struct file *file, const struct file *good,
                      struct progress *progress) {
    struct guest guest;
    guest_open(&guest, ARENA_BYTES);
    for (; progress->done < case_count(kind, file); progress->done++) {
        struct file made = make_case(kind, file, progress->done);
        use_both_ways(&guest, &made, progress->done);
        check_good(&guest, good);
        free(made.bytes);
    }
    guest_close(&guest);
}

// In a child. What is left behind the case that broke it has failed, too.
static size_t run_file(enum kind kind, const char *path, const struct file *good,
                       struct progress *progress) {
    struct file file;
    int status = 0;
    pid_t child;
    if (!read_file(path, &file)) {
        return 0;
    }
    progress->done = 0;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        limit_time(TIMEOUT_S);
        run_cases(kind, &file, good, progress);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        abort();
    }
    if (status != 0) {
        printf("FAIL %s: %s: case %zu ends with status %d\n", path, kind_names[kind],
               progress->done, status);
    }
    free(file.bytes);
    return status == 0 ? 0 : case_count(kind, &file) - progress->done;
}

static int run_files(enum kind kind, const struct file *good, char **paths) {
    struct progress *progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    size_t passed = 0;
    size_t failed = 0;
    if (progress == MAP_FAILED) {
        abort();
    }
    for (; *paths != NULL; paths++) {
        failed += run_file(kind, *paths, good, progress);
        passed += progress->done;
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

static int load_only(const char *path) {
    tw_engine_config_t config;
    tw_engine_t *engine;
    tw_module_t *module;
    struct file file;
    tw_engine_config_init(&config);
    config.arena_size = LARGE_ARENA_BYTES;
    config.arena = mmap(NULL, config.arena_size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    config.max_nesting = 32000;
    config.max_operands = 65000;
    config.max_locals = 65000;
    config.max_code_bytes = 16u * 1024u * 1024u;
    if (!read_file(path, &file) || config.arena == MAP_FAILED ||
        tw_engine_init(&engine, &config) != TW_ERR_OK || tw_engine_start(engine) != TW_ERR_OK) {
        return 2;
    }
    if (tw_module_load(engine, file.bytes, file.size, &module) != TW_ERR_OK) {
        printf("%s\n", tw_engine_fault(engine)->text);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    struct file good;
    if (argc == 3 && strcmp(argv[1], "load") == 0) {
        return load_only(argv[2]);
    }
    for (int kind = KIND_WHOLE; argc >= 4 && kind <= KIND_BITS; kind++) {
        if (strcmp(argv[2], kind_names[kind]) == 0 && read_file(argv[1], &good)) {
            return run_files((enum kind)kind, &good, argv + 3);
        }
    }
    fputs("usage: badinput-runner GOOD.wasm whole|prefixes|bits FILE.wasm...\n"
          "       badinput-runner load FILE.wasm\n", stderr);
    return 2;
}
