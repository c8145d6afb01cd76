# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# tinywasm_boards_code: the interpreter of src/interp/boards, for tools and tests on the PC.

set(folder "${PROJECT_SOURCE_DIR}/src/interp/boards")
set(core_is_of_boards ON)
set(TINYWASM_AS_BOARDS "")
if(CMAKE_SIZEOF_VOID_P EQUAL 8 AND NOT TINYWASM_PROFILE STREQUAL "TINY" AND
   NOT TINYWASM_DEFINES MATCHES "TW_CFG_(WIDE|SUPERINSTRUCTIONS)=0")
    set(core_is_of_boards OFF)
endif()

if(core_is_of_boards)
    add_library(tinywasm_boards_code STATIC EXCLUDE_FROM_ALL "${folder}/same.c")
else()
    # All that the core defines gets a prefix, so that both go into one program.
    set(names "${PROJECT_BINARY_DIR}/boards-code/boards_names.h")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/core/*.c")
    file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/core/*.h")
    add_custom_command(OUTPUT "${names}" VERBATIM
        DEPENDS ${sources} ${headers} "${PROJECT_SOURCE_DIR}/cmake/boards-names.cmake"
        COMMAND "${CMAKE_COMMAND}" "-DROOT=${PROJECT_SOURCE_DIR}" "-DOUTPUT=${names}"
            "-DPROFILE=${TINYWASM_PROFILE}" -P "${PROJECT_SOURCE_DIR}/cmake/boards-names.cmake")
    add_library(tinywasm_boards_code STATIC EXCLUDE_FROM_ALL ${sources} "${names}"
        "${folder}/apart.c" "${PROJECT_SOURCE_DIR}/src/interp/core_interp.c"
        "${PROJECT_SOURCE_DIR}/src/engine/keep.c")
    add_dependencies(tinywasm_boards_code tinywasm_core)  # which makes core_build_id.h
    target_include_directories(tinywasm_boards_code PRIVATE "${PROJECT_BINARY_DIR}/core-build-id")
    set(TINYWASM_AS_BOARDS "SHELL:-include \"${names}\"")  # to compile what looks into its structs
endif()
target_include_directories(tinywasm_boards_code PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(tinywasm_boards_code PRIVATE ${TINYWASM_FLAGS} ${TINYWASM_AS_BOARDS})
target_link_libraries(tinywasm_boards_code PUBLIC tinywasm::tinywasm)
