# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::wasm4  the WASM-4 console, for who links it

if(TARGET tinywasm_interp)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/wasm4/*.c")
    set(root "${PROJECT_BINARY_DIR}/rooms/wasm4")
    tinywasm_room_links("${root}" "${PROJECT_SOURCE_DIR}/include/tinywasm"
        "${PROJECT_SOURCE_DIR}/src/wasm4" base)
    add_library(tinywasm_wasm4 STATIC EXCLUDE_FROM_ALL ${sources})
    add_library(tinywasm::wasm4 ALIAS tinywasm_wasm4)
    target_include_directories(tinywasm_wasm4 PRIVATE "${root}")
    target_compile_options(tinywasm_wasm4 PRIVATE ${TINYWASM_FLAGS})
    target_link_libraries(tinywasm_wasm4 PUBLIC tinywasm)
endif()
