# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Firmware: an application's folder, the library, and the port and board that BOARD names.

get_filename_component(TINYWASM_DIR "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)

# The port's sources as objects, and what it shares of ports/common (port.cmake); a firmware target
# takes them all in, vectors included. The parts of the machine that may be missing (ports/*/parts,
# or ports/common/no_*.c for those in PORT_LACKS) are a library: a target takes those it calls.
function(tinywasm_port)
    if(TARGET tinywasm_port)
        return()
    endif()
    set(port "${TINYWASM_DIR}/ports/${BOARD_PORT}")
    file(GLOB sources CONFIGURE_DEPENDS "${port}/*.c")
    include("${port}/port.cmake")
    foreach(shared IN LISTS PORT_SHARES)
        list(APPEND sources "${TINYWASM_DIR}/ports/common/${shared}.c")
    endforeach()
    set_source_files_properties("${TINYWASM_DIR}/ports/common/mem.c" PROPERTIES
        COMPILE_OPTIONS -fno-tree-loop-distribute-patterns)
    add_library(tinywasm_port OBJECT ${sources})
    target_compile_options(tinywasm_port PRIVATE ${BOARD_FLAGS} ${TINYWASM_FLAGS})
    target_compile_features(tinywasm_port PUBLIC c_std_11)
    target_include_directories(tinywasm_port PRIVATE "${TINYWASM_DIR}/ports/common"
        PUBLIC "${TINYWASM_DIR}/hal" "${TINYWASM_DIR}/boards/${BOARD}")

    file(GLOB parts CONFIGURE_DEPENDS "${port}/parts/*.c")
    foreach(part IN LISTS PORT_LACKS)
        list(APPEND parts "${TINYWASM_DIR}/ports/common/no_${part}.c")
    endforeach()
    add_library(tinywasm_port_parts STATIC ${parts})
    target_compile_options(tinywasm_port_parts PRIVATE ${BOARD_FLAGS} ${TINYWASM_FLAGS})
    target_compile_features(tinywasm_port_parts PRIVATE c_std_11)
    target_include_directories(tinywasm_port_parts PRIVATE "${port}" "${TINYWASM_DIR}/ports/common"
        "${TINYWASM_DIR}/hal" "${TINYWASM_DIR}/boards/${BOARD}")
    target_link_libraries(tinywasm_port_parts PUBLIC tinywasm::tinywasm)
endfunction()

# The linker script with the board's sizes in it.
function(tinywasm_link_for_board target)
    if(NOT BOARD_FLAGS)
        return()
    endif()
    set(script "${PROJECT_BINARY_DIR}/${BOARD}.ld")
    if(NOT TARGET tinywasm_linker_script)
        set(template "${TINYWASM_DIR}/ports/common/firmware.ld")
        set(board_h "${TINYWASM_DIR}/boards/${BOARD}/board.h")
        add_custom_command(OUTPUT "${script}" DEPENDS "${template}" "${board_h}" VERBATIM
            COMMAND "${CMAKE_C_COMPILER}" -E -P -x c "-I${TINYWASM_DIR}/boards/${BOARD}"
                    -o "${script}" "${template}")
        add_custom_target(tinywasm_linker_script DEPENDS "${script}")
    endif()
    add_dependencies(${target} tinywasm_linker_script)
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${script}")
    target_link_options(${target} PRIVATE ${BOARD_FLAGS} -nostdlib "-T${script}"
        -Wl,--gc-sections -Wl,--fatal-warnings
        "-Wl,-Map=$<TARGET_FILE_DIR:${target}>/${target}.map")
    target_link_libraries(${target} PRIVATE gcc)
endfunction()

# tinywasm_application(NAME [DIR folder] [MODULES m...]): the executable NAME of all C files in
# apps/NAME (or DIR) and its folder bridge. Each module m is modules/m/m.wasm, or the file m if it ends in .wasm, and
# becomes the header m_wasm.h; TINYWASM_MODULE replaces the first one's bytes with a file. The header
# modules.h has all of them as the table app_modules.
function(tinywasm_application name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "DIR" "MODULES")
    if(NOT arg_DIR)
        set(arg_DIR "${TINYWASM_DIR}/apps/${name}")
    endif()
    file(GLOB sources CONFIGURE_DEPENDS "${arg_DIR}/*.c" "${arg_DIR}/bridge/*.c")
    tinywasm_port()
    add_executable(${name} ${sources})
    target_include_directories(${name} PRIVATE "${arg_DIR}" "${arg_DIR}/bridge")
    target_compile_options(${name} PRIVATE ${BOARD_FLAGS} ${TINYWASM_FLAGS})
    target_compile_features(${name} PRIVATE c_std_11)
    target_link_libraries(${name} PRIVATE tinywasm::tinywasm tinywasm_port tinywasm_port_parts)
    if(TINYWASM_ARENA_SIZE)
        target_compile_definitions(${name} PRIVATE BOARD_ARENA_SIZE=${TINYWASM_ARENA_SIZE})
    endif()
    tinywasm_link_for_board(${name})

    set(replacement "${TINYWASM_MODULE}")
    set(symbols "")
    foreach(module IN LISTS arg_MODULES)
        tinywasm_embed(${name} "${module}" "${replacement}")
        tinywasm_module_symbol("${module}" symbol)
        list(APPEND symbols ${symbol})
        set(replacement "")
    endforeach()
    tinywasm_list_modules(${name} ${symbols})
endfunction()

# Writes the header modules.h of a target.
function(tinywasm_list_modules target)
    set(includes "")
    set(rows "")
    foreach(symbol IN LISTS ARGN)
        string(TOUPPER "${symbol}" macro)
        string(APPEND includes "#include \"${symbol}.h\"\n")
        string(APPEND rows "    {${macro}_NAME, ${symbol}, sizeof ${symbol}},\n")
    endforeach()
    if(rows)
        file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules/modules.h" @ONLY CONTENT
"// Made by the build: the modules that ${target} was given.
#include <stddef.h>
${includes}
typedef struct tw_app_module {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} tw_app_module_t;
static const tw_app_module_t app_modules[] = {
${rows}};
")
    endif()
endfunction()

# The name in C of a module's bytes, and of their header.
function(tinywasm_module_symbol module variable)
    get_filename_component(symbol "${module}" NAME_WE)
    string(MAKE_C_IDENTIFIER "${symbol}_wasm" symbol)
    set(${variable} "${symbol}" PARENT_SCOPE)
endfunction()

function(tinywasm_embed target module replacement)
    if(module MATCHES "\\.wasm$")
        get_filename_component(file "${module}" ABSOLUTE)
    else()
        set(file "${TINYWASM_DIR}/modules/${module}/${module}.wasm")
    endif()
    tinywasm_module_symbol("${module}" symbol)
    if(replacement)
        get_filename_component(file "${replacement}" ABSOLUTE BASE_DIR "${CMAKE_SOURCE_DIR}")
    endif()
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules")
    set(header "${folder}/${symbol}.h")
    set(embed "${TINYWASM_DIR}/cmake/embed.cmake")
    add_custom_command(OUTPUT "${header}" DEPENDS "${file}" "${embed}" VERBATIM
        COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${header}" "-DSYMBOL=${symbol}"
                -P "${embed}")
    target_sources(${target} PRIVATE "${header}")
    target_include_directories(${target} PRIVATE "${folder}")
endfunction()
