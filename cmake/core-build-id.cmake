# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# The id of the core's sources, for kept code (src/core/keep.c): made anew when one has changed.

set(header "${PROJECT_BINARY_DIR}/core-build-id/core_build_id.h")
file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/core/*.[ch]"
    "${PROJECT_SOURCE_DIR}/src/core/opcodes/*.def")
add_custom_command(OUTPUT "${header}" VERBATIM
    DEPENDS ${sources} "${PROJECT_SOURCE_DIR}/cmake/build-id.cmake"
        "${PROJECT_SOURCE_DIR}/include/tinywasm/interp.h"
        "${PROJECT_SOURCE_DIR}/include/tinywasm/types.h"
    COMMAND "${CMAKE_COMMAND}" "-DROOT=${PROJECT_SOURCE_DIR}" "-DOUTPUT=${header}"
        -P "${PROJECT_SOURCE_DIR}/cmake/build-id.cmake")
target_sources(tinywasm_core PRIVATE "${header}")
target_include_directories(tinywasm_core PRIVATE "${PROJECT_BINARY_DIR}/core-build-id")
