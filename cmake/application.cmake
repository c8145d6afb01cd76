# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Firmware: an application's folder, the library, and the port and board that BOARD names.

get_filename_component(TINYWASM_DIR "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
include("${CMAKE_CURRENT_LIST_DIR}/toml.cmake")

# tinywasm_port_folder(VARIABLE): the port that board.cmake names, or the board's own folder.
function(tinywasm_port_folder variable)
    set(${variable} "${TINYWASM_DIR}/ports/${BOARD_PORT}" PARENT_SCOPE)
    if(NOT BOARD_PORT)
        set(${variable} "${TINYWASM_DIR}/boards/${BOARD}" PARENT_SCOPE)
    endif()
endfunction()

# The port's sources as objects, and what it shares of ports/common (port.cmake); a firmware target
# takes them all in, vectors included. The parts of the machine that may be missing (ports/*/parts,
# or ports/common/no_*.c for those in PORT_LACKS) are a library: a target takes those it calls.
function(tinywasm_port)
    if(TARGET tinywasm_port)
        return()
    endif()
    tinywasm_port_folder(port)
    file(GLOB sources CONFIGURE_DEPENDS "${port}/*.c")
    include("${port}/port.cmake")
    foreach(shared IN LISTS PORT_SHARES)
        list(APPEND sources "${TINYWASM_DIR}/ports/common/${shared}.c")
    endforeach()
    set_source_files_properties("${TINYWASM_DIR}/ports/common/mem.c" PROPERTIES
        COMPILE_OPTIONS "-fno-tree-loop-distribute-patterns;-fno-lto")
    add_library(tinywasm_port OBJECT ${sources})
    target_compile_options(tinywasm_port PRIVATE ${BOARD_FLAGS} ${TINYWASM_FLAGS})
    target_compile_features(tinywasm_port PUBLIC c_std_11)
    target_include_directories(tinywasm_port PRIVATE "${TINYWASM_DIR}/ports/common"
        PUBLIC $<BUILD_INTERFACE:${TINYWASM_DIR}/hal> $<INSTALL_INTERFACE:share/tinywasm/hal>
        $<BUILD_INTERFACE:${TINYWASM_DIR}/boards/${BOARD}>
        $<INSTALL_INTERFACE:share/tinywasm/boards/${BOARD}>)

    file(GLOB parts CONFIGURE_DEPENDS "${port}/parts/*.c")
    foreach(part IN LISTS PORT_LACKS)
        list(APPEND parts "${TINYWASM_DIR}/ports/common/no_${part}.c")
    endforeach()
    if(BOARD_HCI)  # what leads to a Bluetooth controller: ports/common/hci_BOARD_HCI.c
        list(APPEND parts "${TINYWASM_DIR}/ports/common/hci_${BOARD_HCI}.c")
    elseif(NOT EXISTS "${port}/parts/hci.c")
        list(APPEND parts "${TINYWASM_DIR}/ports/common/no_hci.c")
    endif()
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
        -ffunction-sections -fdata-sections  # for what is compiled when it is linked
        -Wl,--gc-sections -Wl,--fatal-warnings
        "-Wl,-Map=$<TARGET_FILE_DIR:${target}>/${target}.map")
    target_link_libraries(${target} PRIVATE gcc)
endfunction()

# tinywasm_application(NAME [DIR folder] [MODULES m...]): the executable NAME of all C files in
# apps/NAME (or DIR) and its folder bridge, composed as its tw.toml says, if it has one; on a board
# that this leaves out there is none. Each module m is the application's own modules/m/m.wasm, else
# the project's, or the file m if it ends in .wasm, and becomes the header m_wasm.h;
# TINYWASM_MODULE replaces the first one's bytes with a file. The header app.h has all of them as
# the table app_modules, and what else tw.toml says for C.
function(tinywasm_application name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "DIR" "MODULES")
    if(NOT arg_DIR)
        set(arg_DIR "${TINYWASM_DIR}/apps/${name}")
    endif()
    tinywasm_read_application("${arg_DIR}")
    tinywasm_find_missing(missing)
    if(missing)
        message(STATUS "${name} is left out on ${BOARD}: ${missing}")
        return()
    endif()
    if(NOT arg_MODULES)
        set(arg_MODULES "${app_modules}")
    endif()
    file(GLOB sources CONFIGURE_DEPENDS "${arg_DIR}/*.c" "${arg_DIR}/bridge/*.c")
    tinywasm_port()
    add_executable(${name} ${sources})
    target_include_directories(${name} PRIVATE "${arg_DIR}" "${arg_DIR}/bridge")
    target_compile_options(${name} PRIVATE ${BOARD_FLAGS} ${TINYWASM_FLAGS})
    target_compile_features(${name} PRIVATE c_std_11)
    target_link_libraries(${name} PRIVATE ${app_libraries} tinywasm::tinywasm tinywasm_port
        tinywasm_port_parts)
    if(TINYWASM_ARENA_SIZE)
        target_compile_definitions(${name} PRIVATE BOARD_ARENA_SIZE=${TINYWASM_ARENA_SIZE})
    endif()
    tinywasm_link_for_board(${name})

    set(replacement "${TINYWASM_MODULE}")
    set(symbols "")
    foreach(module IN LISTS arg_MODULES)
        if(EXISTS "${arg_DIR}/modules/${module}/${module}.wasm")
            set(module "${arg_DIR}/modules/${module}/${module}.wasm")
        endif()
        tinywasm_embed(${name} "${module}" "${replacement}")
        tinywasm_module_symbol("${module}" symbol)
        list(APPEND symbols ${symbol})
        set(replacement "")
    endforeach()
    tinywasm_write_app_header(${name} "${arg_DIR}" ${symbols})
endfunction()

# What the folder's tw.toml says, as app_KEY, and the libraries that it takes, as app_libraries.
macro(tinywasm_read_application folder)
    set(app_modules "")
    set(app_interpreter core)
    set(app_filestore none)
    set(app_devices "")
    set(app_boards "")
    set(app_grants "")
    set(app_parameters "")
    set(app_limit_keys memory_bytes memory_prefix_bytes stack_bytes table_elements fuel)
    set(app_limit_names "${app_limit_keys}")
    list(TRANSFORM app_limit_names PREPEND "limits.")
    foreach(key IN LISTS app_limit_keys)
        set(app_limits_${key} "")
    endforeach()
    if(EXISTS "${folder}/tw.toml")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/tw.toml")
        tinywasm_read_toml("${folder}/tw.toml" app name template language board modules interpreter
                           filestore devices boards bridge grants ${app_limit_names} parameters.*)
    endif()
    set(app_libraries "${app_devices}")
    list(TRANSFORM app_libraries PREPEND "tinywasm::")
    if(app_filestore STREQUAL "board")
        list(APPEND app_libraries tinywasm::board_store)
    elseif(NOT app_filestore STREQUAL "none")
        message(FATAL_ERROR "${folder}/tw.toml: filestore is none or board, not ${app_filestore}")
    endif()
endmacro()

# What the application of tinywasm_read_application needs and this build lacks; empty: nothing.
function(tinywasm_find_missing variable)
    set(missing "")
    if(app_boards AND NOT BOARD IN_LIST app_boards)
        list(APPEND missing "it is for ${app_boards}")
    endif()
    if(NOT app_interpreter STREQUAL "core" AND NOT TINYWASM_INTERP_WASM3)
        list(APPEND missing "no interpreter ${app_interpreter}")
    endif()
    foreach(library IN LISTS app_libraries)
        if(NOT TARGET ${library})
            list(APPEND missing "no ${library}")
        endif()
    endforeach()
    set(${variable} "${missing}" PARENT_SCOPE)
endfunction()

# The macros APP_KEY of the keys in [parameters] of tw.toml, with the values that
# TINYWASM_SET gives some in this build: KEY=VALUE;...
function(tinywasm_read_parameters variable)
    set(macros "")
    foreach(key IN LISTS app_parameters)
        set(value "${app_parameters_${key}}")
        foreach(setting IN LISTS TINYWASM_SET)
            if(setting MATCHES "^${key}=(.*)$")
                set(value "${CMAKE_MATCH_1}")
            endif()
        endforeach()
        if(NOT value MATCHES "^[0-9]+$")
            set(value "\"${value}\"")
        endif()
        string(TOUPPER "${key}" macro)
        string(APPEND macros "#define APP_${macro} ${value}\n")
    endforeach()
    if(macros)
        set(macros "\n// The parameters.\n${macros}")
    endif()
    set(${variable} "${macros}" PARENT_SCOPE)
endfunction()

# Writes the header app.h of a target.
function(tinywasm_write_app_header target folder)
    set(includes "")
    set(rows "")
    foreach(symbol IN LISTS ARGN)
        string(TOUPPER "${symbol}" macro)
        string(APPEND includes "#include \"${symbol}.h\"\n")
        string(APPEND rows "    {${macro}_NAME, ${symbol}, sizeof ${symbol}},\n")
    endforeach()
    set(limits "")
    foreach(key IN LISTS app_limit_keys)
        if(NOT app_limits_${key} STREQUAL "")
            string(APPEND limits "    limits->${key} = ${app_limits_${key}}u;\n")
        endif()
    endforeach()
    if(app_grants)
        tinywasm_embed_file(${target} "${folder}/${app_grants}" app_grants)
        string(APPEND includes "#include \"app_grants.h\"\n")
    endif()
    tinywasm_read_parameters(parameters)
    set(table "")
    if(rows)
        set(table "
typedef struct tw_app_module {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} tw_app_module_t;
static const tw_app_module_t app_modules[] = {
${rows}};
")
    endif()
    file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules/app.h" @ONLY CONTENT
"// Made by the build: what ${target} is composed of.
#ifndef APP_H
#define APP_H

#include \"tinywasm/tinywasm.h\"

${includes}${table}${parameters}
// For config.interp.
#define APP_INTERP (&tw_interp_${app_interpreter})
// What each instance may use.
static inline void app_limits_init(tw_limits_t *limits) {
    tw_limits_init(limits);
${limits}}

#endif
")
    target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules")
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
    tinywasm_embed_file(${target} "${file}" ${symbol})
endfunction()

# tinywasm_translate(TARGET FILE.wasm): makes the header NAME_kept.h of the register code of a module,
# for a rom store (tinywasm/keep.h). TINYWASM_TW is the tw that makes it: of the same sources and
# profile, else the firmware does not take it.
function(tinywasm_translate target file)
    set(TINYWASM_TW "${TINYWASM_DIR}/build/tw" CACHE FILEPATH "The tw that translates modules")
    get_filename_component(file "${file}" ABSOLUTE)
    get_filename_component(name "${file}" NAME_WE)
    string(MAKE_C_IDENTIFIER "${name}_kept" symbol)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules")
    set(kept "${folder}/${name}.kept")
    set(embed "${TINYWASM_DIR}/cmake/embed.cmake")
    add_custom_command(OUTPUT "${folder}/${symbol}.h" VERBATIM
        DEPENDS "${file}" "${embed}" "${TINYWASM_TW}"
        COMMAND "${TINYWASM_TW}" translate "${file}" -o "${kept}"
        COMMAND "${CMAKE_COMMAND}" "-DINPUT=${kept}" "-DOUTPUT=${folder}/${symbol}.h"
                "-DSYMBOL=${symbol}" -DALIGN=8 -P "${embed}")
    target_sources(${target} PRIVATE "${folder}/${symbol}.h")
    target_include_directories(${target} PRIVATE "${folder}")
endfunction()

# Makes the header SYMBOL.h of a file's bytes.
function(tinywasm_embed_file target file symbol)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules")
    set(header "${folder}/${symbol}.h")
    set(embed "${TINYWASM_DIR}/cmake/embed.cmake")
    add_custom_command(OUTPUT "${header}" DEPENDS "${file}" "${embed}" VERBATIM
        COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${header}" "-DSYMBOL=${symbol}"
                -P "${embed}")
    target_sources(${target} PRIVATE "${header}")
    target_include_directories(${target} PRIVATE "${folder}")
endfunction()
