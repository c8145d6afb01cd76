# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# cmake -DFILE=tw.toml "-DKEYS=modules;limits.fuel" -P read_toml.cmake: what cmake/toml.cmake reads.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/toml.cmake")
tinywasm_read_toml("${FILE}" read ${KEYS})
foreach(key IN LISTS KEYS)
    string(REPLACE "." "_" variable "read_${key}")
    if(DEFINED ${variable})
        message("${key}=${${variable}}")
    endif()
endforeach()
