// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/modules.h"
#include "shell/state.h"
#include "tinywasm/grant.h"

// info: what a file is. A module is loaded for it, and unloaded again; a line per turn.

struct info {
    tw_module_t *module;
    uint32_t import;
    uint32_t export_;
};

static struct info *info_of(tw_shell_t *shell) {
    return (struct info *)(void *)shell->state;
}

static void end_info(tw_shell_t *shell) {
    tw_module_t *module = info_of(shell)->module;
    if (module != NULL) {
        // It has no instance.
        tw_err_t err = tw_module_unload(module);
        TW_ASSERT(err == TW_ERR_OK);
        (void)err;
    }
}

static tw_err_t show_file(tw_shell_t *shell, const char *name) {
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    tw_fileinfo_t file = {NULL, 0};
    tw_filestore_t *fs = shell->config.filestore;
    tw_err_t err = fs == NULL ? TW_ERR_STATE : tw_filestore_stat(fs, name, &file);
    if (err == TW_ERR_OK) {
        err = tw_filestore_hash(fs, name, hash);
    }
    if (err != TW_ERR_OK) {
        return tw_shell_fail(shell, name, err);
    }
    tw_shell_printf(shell, "file     %U B\nSHA-256  ", (uint64_t)file.size);
    for (uint32_t i = 0; i < sizeof hash; i++) {
        tw__shell_put_hex(shell, hash[i], 2);
    }
    tw_shell_print(shell, "\n");
    return TW_ERR_OK;
}

static tw_err_t show_module(tw_shell_t *shell, const char *name) {
    tw_module_t *module = NULL;
    tw_err_t err = tw__shell_load(shell, name, &module);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct info *info = info_of(shell);
    memset(info, 0, sizeof *info);
    info->module = module;
    tw__shell_on_end(shell, end_info);
    tw_module_stats_t stats;
    tw_module_get_stats(info->module, &stats);
    tw_shell_printf(shell, "module   %u functions, %U B of code\nneeds    ", stats.func_count,
                    (uint64_t)stats.wasm_code_bytes);
    tw_shell_printf(shell, "%U B of the arena when loaded, %U of them register code\n",
                    (uint64_t)stats.arena_bytes,
                    (uint64_t)stats.register_code_bytes - stats.kept_bytes);
    return TW_ERR_PENDING;
}

static void show_extern(tw_shell_t *shell, tw_name_t name, const tw_externtype_t *type) {
    static const char *const kinds[] = {"function", "table", "memory", "global", "tag"};
    tw_shell_print_bytes(shell, name.bytes, name.size < 40 ? name.size : 40);
    tw_shell_printf(shell, " %s", kinds[type->kind]);
    if (type->kind == TW_EXTERN_FUNC) {
        tw_shell_printf(shell, " %t", type->functype);
    } else if (type->kind == TW_EXTERN_GLOBAL) {
        tw_shell_printf(shell, " %s%s", type->is_mutable ? "mut " : "",
                        tw_valtype_name(type->valtype));
    }
    tw_shell_print(shell, "\n");
}

static void print_piece(void *ctx, const char *text) {
    tw_shell_print((tw_shell_t *)ctx, text);
}

// The fault would not outlive the module, which is unloaded at the end.
static tw_err_t show_grants(tw_shell_t *shell) {
    const char *name = shell->words[1];
    tw_err_t err = tw_grants_visit(shell->config.engine, name, print_piece, shell);
    if (err == TW_ERR_NOENT) {
        tw_shell_printf(shell, "grants   none: add [grant.\"%s\"] to the grants\n", name);
        return TW_ERR_OK;
    }
    if (err == TW_ERR_OK || err == TW_ERR_STATE) {
        return TW_ERR_OK;  // STATE: no grants are in force, it may use all
    }
    tw__shell_put_error(shell, err);
    shell->has_failed = true;
    return err;
}

static tw_err_t show_next(tw_shell_t *shell) {
    struct info *info = info_of(shell);
    tw_import_t import;
    tw_export_t export_;
    if (tw_module_import_at(info->module, info->import, &import)) {
        info->import++;
        tw_shell_print(shell, "imports  ");
        tw_shell_print_bytes(shell, import.module.bytes,
                             import.module.size < 40 ? import.module.size : 40);
        tw_shell_print(shell, ".");
        show_extern(shell, import.name, &import.type);
        return TW_ERR_PENDING;
    }
    if (tw_module_export_at(info->module, info->export_, &export_)) {
        info->export_++;
        tw_shell_print(shell, "exports  ");
        show_extern(shell, export_.name, &export_.type);
        return TW_ERR_PENDING;
    }
    return show_grants(shell);
}

static tw_err_t info(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    if (tw_shell_turn(shell) == 0) {
        tw_err_t err = show_file(shell, argv[1]);
        bool is_module = tw__shell_ends_with(argv[1], ".wasm");
        return err == TW_ERR_OK && is_module ? TW_ERR_PENDING : err;
    }
    return shell->end == end_info ? show_next(shell) : show_module(shell, argv[1]);
}

static tw_err_t grant(tw_shell_t *shell, int argc, char *const *argv) {
    return argc != 2 ? tw_shell_fail_usage(shell)
                     : tw_grants_visit(shell->config.engine, argv[1], print_piece, shell);
}

static const tw_shell_command_t commands[] = {
    {"info", "FILE", "what a file is: hash, needs, imports, exports, grants", info},
    {"grant", "FILE", "what a module may use", grant},
};

const tw_shell_table_t tw_shell_info = {commands, sizeof commands / sizeof commands[0], NULL};
