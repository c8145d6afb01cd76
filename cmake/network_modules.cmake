# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::network_modules  the network for modules: host modules over tinywasm/net.h

file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/network/modules/*.c")
tinywasm_devices(network_modules ${sources})
target_link_libraries(tinywasm_network_modules PUBLIC tinywasm_net)

#   tinywasm::mqtt  MQTT for modules, by lwIP's client, where tools/setup net has unpacked lwIP
if(EXISTS "${lwip_dir}/apps/mqtt/mqtt.c")
    set(folder "${PROJECT_SOURCE_DIR}/src/devices/network")
    file(GLOB sources CONFIGURE_DEPENDS "${folder}/mqtt/*.c")
    set_source_files_properties("${lwip_dir}/apps/mqtt/mqtt.c" PROPERTIES COMPILE_OPTIONS -w)
    tinywasm_devices(mqtt ${sources} "${lwip_dir}/apps/mqtt/mqtt.c")
    target_include_directories(tinywasm_mqtt PRIVATE "${folder}/mqtt/opts")
    target_include_directories(tinywasm_mqtt SYSTEM PRIVATE "${lwip_dir}/include")
    if(BOARD_FLAGS)  # a bare compiler
        target_include_directories(tinywasm_mqtt PRIVATE "${folder}/lwip/libc")
    endif()
    target_link_libraries(tinywasm_mqtt PUBLIC tinywasm_network_modules)
endif()

#   tinywasm::board_net  the board's network, as board.cmake names it in BOARD_NET: lwip, posix
set(board_net_carrier tinywasm_net)
if(BOARD_NET STREQUAL "lwip")
    set(board_net_carrier tinywasm_net_lwip)
endif()
if(BOARD_NET AND TARGET ${board_net_carrier})
    tinywasm_devices(board_net "${PROJECT_SOURCE_DIR}/src/devices/board/net_${BOARD_NET}.c")
    target_link_libraries(tinywasm_board_net PUBLIC ${board_net_carrier})
endif()

#   tinywasm::board_wire  the same, on a board that has none too
if(TARGET tinywasm_board_net)
    tinywasm_devices(board_wire "${PROJECT_SOURCE_DIR}/src/devices/board/wire_net.c")
    target_link_libraries(tinywasm_board_wire PUBLIC tinywasm_board_net)
else()
    tinywasm_devices(board_wire "${PROJECT_SOURCE_DIR}/src/devices/board/wire_none.c")
endif()

#   tinywasm::shell_net  the shell's commands for the network
tinywasm_devices(shell_net "${PROJECT_SOURCE_DIR}/src/shell/net/net.c")
target_include_directories(tinywasm_shell_net PRIVATE "${PROJECT_BINARY_DIR}/rooms/shell")
target_link_libraries(tinywasm_shell_net PUBLIC tinywasm_net)

#   tinywasm::http  HTTP for modules
file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/network/http/*.c")
tinywasm_devices(http ${sources})
target_link_libraries(tinywasm_http PUBLIC tinywasm_network_modules)
