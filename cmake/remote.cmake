# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::remote    the remote shell over TCP (tinywasm/carrier_net.h)

tinywasm_devices(remote "${PROJECT_SOURCE_DIR}/src/devices/network/remote/carrier_net.c")
target_link_libraries(tinywasm_remote PUBLIC tinywasm_net)
