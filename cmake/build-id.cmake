# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=folder -DOUTPUT=core_build_id.h -P build-id.cmake
# Writes the header with the id of what makes and runs register code: the beginning of the SHA-256
# of the lines `PATH SHA256` of its sources. tools/single_file.py makes the same.
cmake_minimum_required(VERSION 3.25)
file(GLOB sources RELATIVE "${ROOT}" "${ROOT}/src/core/*.[ch]" "${ROOT}/src/core/opcodes/*.def"
    "${ROOT}/include/tinywasm/interp.h" "${ROOT}/include/tinywasm/types.h")
list(SORT sources COMPARE STRING)
set(lines "")
foreach(source IN LISTS sources)
    file(SHA256 "${ROOT}/${source}" sum)
    string(APPEND lines "${source} ${sum}\n")
endforeach()
string(SHA256 id "${lines}")
string(SUBSTRING "${id}" 0 8 first)
string(SUBSTRING "${id}" 8 8 second)
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT "// Made by cmake/build-id.cmake.
#define TW_CORE_BUILD_ID_0 0x@first@u
#define TW_CORE_BUILD_ID_1 0x@second@u
")
