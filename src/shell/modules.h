// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_MODULES_H
#define TW_SHELL_MODULES_H

#include "tinywasm/module.h"
#include "tinywasm/schedule.h"
#include "tinywasm/shell.h"

// By its name, or that of its file. Says what is wrong.
tw_err_t tw__shell_find_instance(tw_shell_t *shell, const char *name, tw_instance_t **instance);
// Loads NAME.wasm, or NAME if it ends so. PENDING: a piece of it; the command is called again and
// does the same. Meanwhile, and only then, shell->state is taken. Cancelling gives the load up.
tw_err_t tw__shell_load(tw_shell_t *shell, const char *name, tw_module_t **module);

#endif
