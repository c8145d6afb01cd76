# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# The interpreter of src/interp/boards, for tools and tests on the PC.
#   tinywasm_boards_code  that of boards, which have the profile STANDARD unless the build names one
#   tinywasm_boards_full  the same with all feature groups, if the build names no profile
#   TINYWASM_AS_BOARDS, TINYWASM_AS_BOARDS_FULL  to compile what looks into its structs

set(core_is_of_boards ON)
if(NOT TINYWASM_PROFILE STREQUAL "TINY" AND
   NOT TINYWASM_DEFINES MATCHES "TW_CFG_(WIDE|SUPERINSTRUCTIONS)=0")
    set(core_is_of_boards OFF)
endif()

# tinywasm_boards_core(NAME PREFIX PROFILE OPTIONS): the core once more. All that it defines gets a
# prefix, so that several go into one program.
function(tinywasm_boards_core name prefix profile options)
    set(names "${PROJECT_BINARY_DIR}/boards-code/${prefix}names.h")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/core/*.c")
    file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/core/*.h")
    add_custom_command(OUTPUT "${names}" VERBATIM
        DEPENDS ${sources} ${headers} "${PROJECT_SOURCE_DIR}/cmake/boards-names.cmake"
        COMMAND "${CMAKE_COMMAND}" "-DROOT=${PROJECT_SOURCE_DIR}" "-DOUTPUT=${names}"
            "-DPROFILE=${profile}" "-DPREFIX=${prefix}"
            -P "${PROJECT_SOURCE_DIR}/cmake/boards-names.cmake")
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${sources} "${names}"
        "${PROJECT_SOURCE_DIR}/src/interp/boards/apart.c"
        "${PROJECT_SOURCE_DIR}/src/interp/core_interp.c"
        "${PROJECT_SOURCE_DIR}/src/engine/keep.c")
    add_dependencies(${name} tinywasm_core)  # which makes core_build_id.h
    target_include_directories(${name} PRIVATE "${PROJECT_BINARY_DIR}/core-build-id"
        "${PROJECT_SOURCE_DIR}/src")
    set(as_boards "SHELL:-include \"${names}\"")
    target_compile_options(${name} PRIVATE ${TINYWASM_FLAGS} ${as_boards})
    target_link_libraries(${name} PUBLIC tinywasm::tinywasm)
    set(${options} "${as_boards}" PARENT_SCOPE)
endfunction()

if(core_is_of_boards)
    add_library(tinywasm_boards_code STATIC EXCLUDE_FROM_ALL
        "${PROJECT_SOURCE_DIR}/src/interp/boards/same.c")
    target_include_directories(tinywasm_boards_code PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_compile_options(tinywasm_boards_code PRIVATE ${TINYWASM_FLAGS})
    target_link_libraries(tinywasm_boards_code PUBLIC tinywasm::tinywasm)
    add_library(tinywasm_boards_full ALIAS tinywasm_boards_code)
    set(TINYWASM_AS_BOARDS "")
    set(TINYWASM_AS_BOARDS_FULL "")
else()
    set(boards_profile STANDARD)
    set(boards_full_profile FULL)
    if(TINYWASM_PROFILE)
        set(boards_profile "${TINYWASM_PROFILE}")
        set(boards_full_profile "${TINYWASM_PROFILE}")
    endif()
    tinywasm_boards_core(tinywasm_boards_code boards_ "${boards_profile}" TINYWASM_AS_BOARDS)
    tinywasm_boards_core(tinywasm_boards_full boards_full_ "${boards_full_profile}"
        TINYWASM_AS_BOARDS_FULL)
endif()
