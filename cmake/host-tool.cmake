# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0

# tinywasm_host_tool(NAME FOLDER): a program for the PC of all C files in FOLDER. Preset `host` puts
# it at build/NAME, where people look for it.
function(tinywasm_host_tool name folder)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.c")
    if(NOT sources)
        return()
    endif()
    add_executable(${name} ${sources})
    target_compile_options(${name} PRIVATE ${TINYWASM_FLAGS})
    target_link_libraries(${name} PRIVATE tinywasm::tinywasm)
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/${folder}")
    if(PROJECT_BINARY_DIR STREQUAL "${PROJECT_SOURCE_DIR}/build/host")
        set_target_properties(${name} PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY "${PROJECT_SOURCE_DIR}/build")
    endif()
endfunction()
