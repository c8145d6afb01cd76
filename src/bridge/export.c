// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "bridge/bridge.h"

// Calls of what modules export.

tw_err_t tw_call_export(tw_instance_t *instance, const char *name, const tw_value_t *args,
                        uint32_t count, tw_value_t *result) {
    tw_func_t func;
    tw_err_t err = tw_instance_find_func(instance, name, &func);
    return err == TW_ERR_OK
               ? tw_instance_call(instance, func, args, count, result, result != NULL ? 1 : 0)
               : err;
}

tw_err_t tw_give(tw_instance_t *instance, const void *bytes, uint64_t size, uint32_t align,
                 uint32_t *addr) {
    *addr = 0;
    if (size == 0) {
        *addr = align;  // an aligned address that is not 0, as languages want of what is empty
        return TW_ERR_OK;
    }
    if (size > UINT32_MAX) {
        return TW_ERR_LIMIT;
    }
    const tw_value_t args[4] = {tw_value_i32(0), tw_value_i32(0), tw_value_i32((int32_t)align),
                                tw_value_i32((int32_t)size)};
    tw_value_t block;
    tw_err_t err = tw_call_export(instance, "cabi_realloc", args, 4, &block);
    if (err != TW_ERR_OK) {
        return err;
    }
    *addr = (uint32_t)block.of.i32;
    return tw_memory_write(instance, *addr, bytes, (size_t)size);
}
