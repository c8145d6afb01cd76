# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# The library once more with all feature groups, for programs of the PC that take any module: tw and
# the runner of the official suite. A build that names a profile has that one in its place.
#   tinywasm_full          for those that have nothing else of the library
#   tinywasm_full_objects  for those that link parts which stand on tinywasm::tinywasm: what they
#                          need of it is there already, so nothing is taken from it
#   TINYWASM_FULL_DEFINES  how to compile both

set(TINYWASM_FULL_DEFINES ${TINYWASM_DEFINES})
if(NOT TINYWASM_PROFILE)
    list(APPEND TINYWASM_FULL_DEFINES TW_CFG_PROFILE=TW_PROFILE_FULL)
endif()
set(full_sources "")
foreach(room base core interp engine filestore shell bridge wasi)
    file(GLOB room_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${room}/*.c")
    list(APPEND full_sources ${room_sources})
endforeach()
add_library(tinywasm_full_objects OBJECT EXCLUDE_FROM_ALL ${full_sources})
add_dependencies(tinywasm_full_objects tinywasm_core)  # which makes core_build_id.h
target_include_directories(tinywasm_full_objects PRIVATE "${PROJECT_SOURCE_DIR}/include"
    "${PROJECT_SOURCE_DIR}/src" "${PROJECT_BINARY_DIR}/core-build-id")
target_compile_options(tinywasm_full_objects PRIVATE ${TINYWASM_FLAGS})
target_compile_features(tinywasm_full_objects PUBLIC c_std_11)
target_compile_definitions(tinywasm_full_objects PRIVATE ${TINYWASM_FULL_DEFINES})

add_library(tinywasm_full STATIC EXCLUDE_FROM_ALL $<TARGET_OBJECTS:tinywasm_full_objects>
    "${PROJECT_SOURCE_DIR}/src/interp/boards/same.c")
target_include_directories(tinywasm_full PUBLIC "${PROJECT_SOURCE_DIR}/include"
    PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(tinywasm_full PRIVATE ${TINYWASM_FLAGS})
target_compile_features(tinywasm_full PUBLIC c_std_11)
target_compile_definitions(tinywasm_full PUBLIC ${TINYWASM_FULL_DEFINES})
