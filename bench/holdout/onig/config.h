// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define HAVE_STDINT_H 1
#define HAVE_ALLOCA 1
#define PACKAGE "onig"
#define PACKAGE_VERSION "6.9"
#define VERSION "6.9"
#define SIZEOF_INT 4
#define SIZEOF_LONG 4
#define SIZEOF_LONG_LONG 8
#define SIZEOF_VOIDP 4
#define ONIG_DISABLE_DIRECT_THREADING 1
#include "libc.h"
