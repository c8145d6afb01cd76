// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tw_host_spi.h"

tw_err_t tw_host_spi_configure(tw_call_t *call, uint32_t bus, uint32_t hz, uint32_t mode,
                               int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "spi", bus, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        *result = hal_spi_configure(bus, hz, mode);
    }
    return err;
}

tw_err_t tw_host_spi_transfer(tw_call_t *call, uint32_t bus, uint32_t select, tw_list_t data,
                              tw_buffer_t answer, int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "spi", bus, select);
    if (err == TW_ERR_OK) {
        const hal_spi_part_t parts[] = {{data.bytes, NULL, data.count},
                                        {NULL, answer.bytes, answer.count}};
        *result = hal_spi_transfer(bus, select, parts, 2);
    }
    return err;
}

tw_err_t tw_host_spi_exchange(tw_call_t *call, uint32_t bus, uint32_t select, tw_list_t data,
                              tw_buffer_t answer, int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "spi", bus, select);
    if (err == TW_ERR_OK) {
        const hal_spi_part_t part = {data.bytes, answer.bytes, answer.count};
        *result =
            data.count != answer.count ? HAL_INVALID : hal_spi_transfer(bus, select, &part, 1);
    }
    return err;
}
