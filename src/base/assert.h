// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_ASSERT_H
#define TW_BASE_ASSERT_H

// TW_ASSERT is for what we promise ourselves, never for bytes, guest values or flash contents.

#include "tinywasm/config.h"
#include "tinywasm/error.h"

#if TW_CFG_ASSERT
#define TW_ASSERT(condition) ((condition) ? (void)0 : tw_panic(__FILE__, __LINE__))
#else
#define TW_ASSERT(condition) ((void)sizeof(condition))
#endif

#endif
