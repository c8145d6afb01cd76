// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "runner.h"

#include "wasm3.h"

#include <stdio.h>
#include <stdlib.h>

#define STACK_BYTES (64u * 1024)

static IM3Runtime runtime;
static IM3Function func;

static void check(M3Result result) {
    if (result != m3Err_none) {
        printf("fail %s\n", result);
        exit(1);
    }
}

void runner_load(const uint8_t *bytes, size_t size) {
    IM3Environment environment = m3_NewEnvironment();
    runtime = m3_NewRuntime(environment, STACK_BYTES, NULL);
    IM3Module module = NULL;
    check(m3_ParseModule(environment, &module, bytes, (uint32_t)size));
    check(m3_LoadModule(runtime, module));
}

void runner_find(const char *name) {
    check(m3_FindFunction(&func, runtime, name));
}

uint32_t runner_call(uint32_t arg) {
    uint32_t result = 0;
    check(m3_CallV(func, arg));
    check(m3_GetResultsV(func, &result));
    return result;
}
