# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# find_package(tinywasm COMPONENTS sdk) from a project of its own: tinywasm_application, for the
# board that BOARD names. The library is built of the SDK's sources; on the PC what make install put
# down is linked instead, unless the build has options of its own.
get_filename_component(TINYWASM_SDK "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
set(BOARD host CACHE STRING "The board to build firmware for: a folder of the SDK's boards/")
set(tinywasm_sdk_FOUND TRUE)

set(tinywasm_installed "${CMAKE_CURRENT_LIST_DIR}/installed.cmake")
if(EXISTS "${tinywasm_installed}" AND BOARD STREQUAL "host" AND NOT CMAKE_TOOLCHAIN_FILE AND
   NOT TINYWASM_PROFILE AND NOT TINYWASM_DEFINES AND NOT TINYWASM_SANITIZE)
    include("${tinywasm_installed}")
    include("${TINYWASM_SDK}/boards/host/board.cmake")
    include("${TINYWASM_SDK}/cmake/flags.cmake")
    include("${TINYWASM_SDK}/cmake/application.cmake")
else()
    set(CMAKE_C_EXTENSIONS OFF)
    set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
    add_subdirectory("${TINYWASM_SDK}" "${CMAKE_BINARY_DIR}/tinywasm" EXCLUDE_FROM_ALL)
endif()
