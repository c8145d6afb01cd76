// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/modules.h"
#include "shell/state.h"
#include "tinywasm/grant.h"

// bridge: what modules may import, and which of the loaded ones is granted it; a function per turn.

struct bridge {
    uint32_t host_module;
    uint32_t func;
};

static tw_name_t name_of(const char *text) {
    tw_name_t name = {text, (uint32_t)strlen(text)};
    return name;
}

// The loaded modules that may import it; with no grants in force all of them.
static void show_granted(tw_shell_t *shell, const tw_import_t *import) {
    tw_engine_t *engine = shell->config.engine;
    const char *before = "  ";
    for (uint32_t i = 0; tw_engine_module_at(engine, i) != NULL; i++) {
        tw_module_t *module = tw_engine_module_at(engine, i);
        if (tw_grants_check_import(module, import) == TW_ERR_OK) {
            tw_shell_printf(shell, "%s%s", before, tw_module_name(module));
            before = ", ";
        }
    }
    tw_shell_print(shell, "\n");
}

static void show_func(tw_shell_t *shell, const tw_host_module_t *of, const tw_host_func_t *func) {
    tw_import_t import;
    memset(&import, 0, sizeof import);
    import.module = name_of(of->name);
    import.name = name_of(func->name);
    import.type.kind = TW_EXTERN_FUNC;
    tw_shell_printf(shell, "%s.%s %s", of->name, func->name, func->signature);
    show_granted(shell, &import);
}

// The next host module that is asked for: the one of that name, or any.
static const tw_host_module_t *find_next(const tw_shell_t *shell, struct bridge *at,
                                         const char *name) {
    for (;; at->host_module++, at->func = 0) {
        const tw_host_module_t *of =
            tw_engine_host_module_at(shell->config.engine, at->host_module);
        bool is_asked = of != NULL && (name == NULL || tw__shell_texts_equal(of->name, name));
        if (of == NULL || (is_asked && at->func < of->func_count)) {
            return of;
        }
    }
}

static tw_err_t bridge(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc > 2) {
        return tw_shell_fail_usage(shell);
    }
    struct bridge *at = (struct bridge *)(void *)shell->state;
    bool is_first = tw_shell_turn(shell) == 0;
    if (is_first) {
        at = tw__shell_claim_state(shell);
        memset(at, 0, sizeof *at);
    }
    const tw_host_module_t *of = find_next(shell, at, argv[1]);
    if (of != NULL) {
        show_func(shell, of, &of->funcs[at->func++]);
        return TW_ERR_PENDING;
    }
    return is_first && argc == 2 ? tw_shell_fail(shell, argv[1], TW_ERR_NOENT) : TW_ERR_OK;
}

static const tw_shell_command_t commands[] = {
    {"bridge", "[INTERFACE]", "what modules import, and which is granted it", bridge},
};

const tw_shell_table_t tw_shell_bridge = {commands, sizeof commands / sizeof commands[0], NULL};
