# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::wasi_posix  WASI over the files and clocks of the PC (BOARD=host)

if(TARGET tinywasm_wasi AND BOARD STREQUAL "host")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/wasi/posix/*.c")
    add_library(tinywasm_wasi_posix STATIC EXCLUDE_FROM_ALL ${sources})
    add_library(tinywasm::wasi_posix ALIAS tinywasm_wasi_posix)
    target_compile_options(tinywasm_wasi_posix PRIVATE ${TINYWASM_FLAGS})
    target_link_libraries(tinywasm_wasi_posix PUBLIC tinywasm)
endif()
