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
