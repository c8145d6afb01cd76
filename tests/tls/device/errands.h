// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_TLS_ERRANDS_H
#define TESTS_TLS_ERRANDS_H

#include "tinywasm/net.h"
#include "tinywasm/shell.h"

// A module that is sent for something over TLS: its devices, over net and secure, before the engine
// starts, and the module behind that.
TW_MUST_CHECK tw_err_t add_errands(tw_engine_t *engine, tw_net_t *net, tw_net_t *secure);
TW_MUST_CHECK tw_err_t launch_errands(tw_engine_t *engine);
// errand URL, errand HOST PORT: sends the module, and says what it says.
tw_err_t run_errand(tw_shell_t *of, int argc, char *const *argv);

#endif
