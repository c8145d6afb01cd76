# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# tinywasm_full: the library once more with all feature groups, for the runner of the official suite
# on the PC. A build that names a profile has that one in its place.

set(full_defines ${TINYWASM_DEFINES})
if(NOT TINYWASM_PROFILE)
    list(APPEND full_defines TW_CFG_PROFILE=TW_PROFILE_FULL)
endif()
foreach(room base core interp engine filestore)
    file(GLOB room_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${room}/*.c")
    list(APPEND full_sources ${room_sources})
endforeach()
add_library(tinywasm_full STATIC EXCLUDE_FROM_ALL ${full_sources}
    "${PROJECT_SOURCE_DIR}/src/interp/boards/same.c")
add_dependencies(tinywasm_full tinywasm_core)  # which makes core_build_id.h
target_include_directories(tinywasm_full PUBLIC "${PROJECT_SOURCE_DIR}/include"
    PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_BINARY_DIR}/core-build-id")
target_compile_options(tinywasm_full PRIVATE ${TINYWASM_FLAGS})
target_compile_features(tinywasm_full PUBLIC c_std_11)
target_compile_definitions(tinywasm_full PUBLIC ${full_defines})
