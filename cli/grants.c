// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "grants.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "text.h"

// tw grants: makes tables of grants, shows them, and says what a module lacks.

static const char where[] = "tw grants";

static void write_out(void *ctx, const char *text) {
    (void)ctx;
    fputs(text, stdout);
}

static bool is_option(const char *word) {
    return word[0] == '-' && word[1] != '\0';
}

static int fail_words(void) {
    return fail_usage(where, TW_ERR_INVAL,
                      "it takes compile, show or check and what belongs to it: see tw help "
                      "grants");
}

// ---- compile ----

static int write_file(const char *path, const struct buffer *table) {
    FILE *stream = fopen(path, "wb");
    bool is_written = stream != NULL && fwrite(table->bytes, 1, table->size, stream) == table->size;
    is_written = stream != NULL && fclose(stream) == 0 && is_written;
    return is_written
               ? 0
               : fail_usage(path, TW_ERR_IO, "the file cannot be written, %s: check the path",
                            strerror(errno));
}

// FILE.grants of FILE.toml; NULL if memory ends.
static char *name_beside(const char *path) {
    size_t size = strlen(path);
    bool is_toml = size > 5 && strcmp(path + size - 5, ".toml") == 0;
    char *name = malloc(size + sizeof ".grants");
    if (name != NULL) {
        sprintf(name, "%.*s.grants", (int)(is_toml ? size - 5 : size), path);
    }
    return name;
}

static int compile_to(const char *path, const char *target) {
    struct file file;
    struct buffer table = {NULL, 0, 0};
    uint32_t count = 0;
    int code = file_read(&file, path);
    code = code == 0 ? grants_compile(&file, &table, &count) : code;
    code = code == 0 ? write_file(target, &table) : code;
    if (code == 0) {
        printf("%s: %u section%s, %zu B\n", target, (unsigned)count, count == 1 ? "" : "s",
               table.size);
    }
    buffer_free(&table);
    file_free(&file);
    return code;
}

static int compile(int count, char **args) {
    bool has_target = count == 3 && strcmp(args[1], "-o") == 0;
    if ((count != 1 && !has_target) || is_option(args[0])) {
        return fail_words();
    }
    char *beside = name_beside(args[0]);
    int code = beside == NULL ? fail_module(where, TW_ERR_NOMEM, "no memory: free some")
                              : compile_to(args[0], has_target ? args[2] : beside);
    free(beside);
    return code;
}

// ---- show ----

static int show(int count, char **args) {
    struct file file;
    if (count != 1 || is_option(args[0])) {
        return fail_words();
    }
    int code = file_read(&file, args[0]);
    if (code != 0) {
        return code;
    }
    const char *flaw = tw_grants_flaw(file.bytes, file.size);
    if (flaw != NULL || tw_grants_print(file.bytes, file.size, write_out, NULL) != TW_ERR_OK) {
        code = fail_module(file.name, TW_ERR_CORRUPT, "%s: compile the grants again", flaw);
    }
    file_free(&file);
    return code;
}

// ---- check ----

int grants_read(const char *path, struct buffer *table) {
    struct file file;
    uint32_t count = 0;
    int code = file_read(&file, path);
    if (code != 0) {
        return code;
    }
    if (file.size >= 4 && memcmp(file.bytes, "TWGR", 4) == 0) {
        const char *flaw = tw_grants_flaw(file.bytes, file.size);
        buffer_put(table, file.bytes, file.size);
        code = flaw == NULL
                   ? 0
                   : fail_module(file.name, TW_ERR_CORRUPT, "%s: compile the grants again", flaw);
    } else {
        code = grants_compile(&file, table, &count);
    }
    file_free(&file);
    return code;
}

static void print_hash(struct session *session) {
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];
    if (tw_filestore_hash(&session->store.base, session->entry.name, sha256) != TW_ERR_OK) {
        return;
    }
    printf("%s, sha256:", session->entry.name);
    for (size_t i = 0; i < sizeof sha256; i++) {
        printf("%02x", sha256[i]);
    }
    putchar('\n');
}

static bool is_env_memory(const tw_import_t *import) {
    return import->type.kind == TW_EXTERN_MEMORY && import->module.size == 3 &&
           memcmp(import->module.bytes, "env", 3) == 0 && import->name.size == 6 &&
           memcmp(import->name.bytes, "memory", 6) == 0;
}

static bool print_import(tw_engine_t *engine, tw_module_t *module, const tw_import_t *import) {
    bool is_granted = tw_grants_check_import(module, import) == TW_ERR_OK;
    bool is_own = !is_granted && is_env_memory(import);
    const char *text = tw_engine_fault(engine)->text;
    const char *missing = strstr(text, "is not granted: ");
    printf("  %s ", externkind_name(import->type.kind));
    print_name(import->module);
    putchar('.');
    print_name(import->name);
    if (is_granted || is_own) {
        puts(is_own ? ": its own, unless an instance is named env" : ": granted");
    } else {
        printf(": not granted: %s\n",
               missing == NULL ? text : missing + strlen("is not granted: "));
    }
    return is_granted || is_own;
}

static int print_imports(struct session *session, tw_module_t *module) {
    tw_import_t import;
    unsigned missing = 0;
    uint32_t count = 0;
    for (; tw_module_import_at(module, count, &import); count++) {
        missing += print_import(session->engine, module, &import) ? 0 : 1;
    }
    if (missing != 0) {
        return fail_module(session->entry.name, TW_ERR_DENIED,
                           "%u of %u imports are not granted: add the lines above", missing,
                           (unsigned)count);
    }
    puts(count == 0 ? "  imports nothing" : "all that it imports is granted");
    return 0;
}

static int check_file(const char *path, const struct buffer *table) {
    struct file file;
    struct session session;
    tw_grants_t grants;
    tw_module_t *module = NULL;
    tw_grants_init(&grants, table->bytes, table->size);
    int code = file_read(&file, path);
    if (code != 0) {
        return code;
    }
    code = session_open(&session, &tw_interp_core, &file, 0, NULL, 0, &grants);
    code = code == 0 ? session_load(&session, &module) : code;
    if (code == 0) {
        print_hash(&session);
        code = print_imports(&session, module);
    }
    session_close(&session);
    file_free(&file);
    return code;
}

static int check(int count, char **args) {
    struct buffer table = {NULL, 0, 0};
    if (count != 3 || is_option(args[0]) || strcmp(args[1], "--grants") != 0) {
        return fail_words();
    }
    int code = grants_read(args[2], &table);
    code = code == 0 ? check_file(args[0], &table) : code;
    buffer_free(&table);
    return code;
}

int command_grants(int count, char **args) {
    static const struct {
        const char *name;
        int (*run)(int count, char **args);
    } commands[] = {{"compile", compile}, {"show", show}, {"check", check}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (count > 1 && strcmp(args[0], commands[i].name) == 0) {
            return commands[i].run(count - 1, args + 1);
        }
    }
    return fail_words();
}
