# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::network_modules  the network for modules: host modules over tinywasm/net.h

file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/network/modules/*.c")
tinywasm_devices(network_modules ${sources})
target_link_libraries(tinywasm_network_modules PUBLIC tinywasm_net)
