// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

const tw_interp_check_t tw_interp_core_check = {&tw_interp_core, tw__load_only_check};
