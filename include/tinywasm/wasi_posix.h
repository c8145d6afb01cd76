// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_WASI_POSIX_H
#define TINYWASM_WASI_POSIX_H

// WASI on Linux: its files, clocks and random bytes. Link tinywasm::wasi_posix.
//
// Names are resolved beneath the preopened directory by the kernel (openat2) or, where it has no
// such call, step by step with the same outcome: neither `..`, a symbolic link nor a directory that
// somebody moves meanwhile leads out, and links of /proc are not followed.

#include "tinywasm/wasi.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const tw_wasi_system_t tw_wasi_posix_system;

// A descriptor over one of the process's own, which stays the caller's to close: its kind and what
// it can do are asked of the kernel. BADF.
TW_MUST_CHECK tw_wasi_errno_t tw_wasi_posix_borrow(tw_wasi_file_t *file, int fd);
// A directory that the module finds as guest_name, which is borrowed.
TW_MUST_CHECK tw_wasi_errno_t tw_wasi_posix_preopen(tw_wasi_file_t *file, const char *folder,
                                                    const char *guest_name);
// For tests: resolve names step by step even if the kernel could. Of the whole process.
void tw_wasi_posix_walk(bool walks);

#ifdef __cplusplus
}
#endif
#endif
