# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::net       sockets over a carrier (tinywasm/net.h); on the PC with the carrier of its
#                       own sockets (tinywasm/net_posix.h)

set(network "${PROJECT_SOURCE_DIR}/src/devices/network")
set(sources net.c net_text.c)
if(BOARD STREQUAL "host")
    list(APPEND sources posix.c posix_question.c)
endif()
list(TRANSFORM sources PREPEND "${network}/")
tinywasm_devices(net ${sources})
if(BOARD STREQUAL "host")
    target_link_libraries(tinywasm_net PUBLIC -pthread)
endif()

# tinywasm::net_lwip, the carrier of tinywasm/net_lwip.h, where tools/setup net has unpacked lwIP.
# TINYWASM_NET_LACKS names what of tcp, dns and dhcp it is built without.
get_filename_component(lwip_root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(lwip_dir "${lwip_root}/build/deps/lwip/src")
set(TINYWASM_NET_LACKS "" CACHE STRING "What of tcp, dns and dhcp lwIP is built without")

# tinywasm_lwip(NAME LACK...): the library tinywasm_NAME of the carrier without these.
function(tinywasm_lwip name)
    set(sources lwip.c room.c udp.c question.c)
    set(defines "")
    foreach(part tcp dns dhcp)
        string(TOUPPER "${part}" macro)
        if(part IN_LIST ARGN)
            list(APPEND sources no_${part}.c)
            list(APPEND defines TW_NET_HAS_${macro}=0)
        else()
            list(APPEND sources ${part}.c)
            list(APPEND defines TW_NET_HAS_${macro}=1)
        endif()
    endforeach()
    list(TRANSFORM sources PREPEND "${PROJECT_SOURCE_DIR}/src/devices/network/lwip/")
    tinywasm_devices(${name} ${sources} ${lwip_sources})
    target_compile_definitions(tinywasm_${name} PRIVATE ${defines})
    target_include_directories(tinywasm_${name} PRIVATE
        "${PROJECT_SOURCE_DIR}/src/devices/network/lwip/opts"
        "${PROJECT_SOURCE_DIR}/boards/${BOARD}")
    target_include_directories(tinywasm_${name} SYSTEM PRIVATE "${lwip_dir}/include")
    if(BOARD_FLAGS)  # a bare compiler
        target_include_directories(tinywasm_${name} PRIVATE
            "${PROJECT_SOURCE_DIR}/src/devices/network/lwip/libc")
    endif()
    target_link_libraries(tinywasm_${name} PUBLIC tinywasm_net)
endfunction()

if(EXISTS "${lwip_dir}/core/init.c")
    file(GLOB lwip_sources CONFIGURE_DEPENDS "${lwip_dir}/core/*.c" "${lwip_dir}/core/ipv4/*.c")
    list(APPEND lwip_sources "${lwip_dir}/netif/ethernet.c")
    set_source_files_properties(${lwip_sources} PROPERTIES COMPILE_OPTIONS -w)  # not ours
    tinywasm_lwip(net_lwip ${TINYWASM_NET_LACKS})
    tinywasm_lwip(net_lwip_udp tcp dns dhcp)  # what make size compares
    tinywasm_lwip(net_lwip_tcp dns dhcp)
    set_target_properties(tinywasm_net_lwip_udp tinywasm_net_lwip_tcp PROPERTIES EXCLUDE_FROM_ALL ON)
endif()

#   tinywasm::wifi      radios (tinywasm/wifi.h): a co-processor with ESP-AT commands, which is a
#                       carrier of sockets, too; and the radio for modules
file(GLOB sources CONFIGURE_DEPENDS "${network}/wifi*.c" "${network}/tw_host_wifi.c"
    "${network}/esp_at*.c")
tinywasm_devices(wifi ${sources})
target_link_libraries(tinywasm_wifi PUBLIC tinywasm_net)
#   tinywasm::board_wifi  the board's radio, as board.cmake names it: what BOARD_WIFI is set to is
#                       src/devices/board/wifi_*.c
if(NOT BOARD_WIFI)
    set(BOARD_WIFI none)
endif()
tinywasm_devices(board_wifi "${PROJECT_SOURCE_DIR}/src/devices/board/wifi_${BOARD_WIFI}.c")
target_include_directories(tinywasm_board_wifi PRIVATE "${PROJECT_SOURCE_DIR}/boards/${BOARD}")
target_link_libraries(tinywasm_board_wifi PUBLIC tinywasm_wifi)
