# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Another executor behind the interpreter's table, for the PC: wasm3, whose C source tools/setup
# unpacks to build/deps/wasm3, and our adapter in src/interp/wasm3. Nothing of it is compiled unless
# TINYWASM_INTERP_WASM3 is ON.

get_filename_component(wasm3_root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(wasm3_dir "${wasm3_root}/build/deps/wasm3/wasm3/source")
if(NOT BOARD STREQUAL "host")
    message(FATAL_ERROR "TINYWASM_INTERP_WASM3 is for BOARD=host: leave it OFF")
endif()
if(NOT EXISTS "${wasm3_dir}/wasm3.h")
    message(FATAL_ERROR "wasm3 is not in build/deps: run tools/setup interp")
endif()

# Only what interprets. Its own warnings are not ours; it needs optimisation in every build, since
# each of its operations calls the next one and only then leaves no frame behind.
set(wasm3_sources bind code compile core env exec function info module parse validate)
list(TRANSFORM wasm3_sources REPLACE "(.+)" "${wasm3_dir}/m3_\\1.c")
add_library(tinywasm_wasm3 OBJECT ${wasm3_sources})
target_compile_options(tinywasm_wasm3 PRIVATE -w -O3 -fomit-frame-pointer)
target_compile_features(tinywasm_wasm3 PRIVATE c_std_11)
target_sources(tinywasm PRIVATE $<TARGET_OBJECTS:tinywasm_wasm3>)
target_link_libraries(tinywasm PUBLIC m)

file(GLOB wasm3_adapter CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/interp/wasm3/*.c")
target_sources(tinywasm_interp PRIVATE ${wasm3_adapter})
target_include_directories(tinywasm_interp SYSTEM PRIVATE "${wasm3_dir}")

# Adapter and wasm3 share structures, so they agree on these.
foreach(target tinywasm_wasm3 tinywasm_interp)
    target_compile_definitions(${target} PRIVATE d_m3HasCompactImports=0
        d_m3MaxNativeStack=1048576 d_m3VerboseErrorMessages=0)
endforeach()
