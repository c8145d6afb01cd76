# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# cmake -DINPUT=f.wasm -DOUTPUT=ping_wasm.h -DSYMBOL=ping_wasm -P embed.cmake
# Writes a header with the file's bytes as an array, aligned to ALIGN if that is given, and its name
# as a macro.
file(READ "${INPUT}" hex HEX)
if(hex STREQUAL "")
    message(FATAL_ERROR "${INPUT}: is empty: give a WebAssembly module")
endif()
get_filename_component(name "${INPUT}" NAME)
string(REGEX REPLACE "[^A-Za-z0-9._-]" "_" name "${name}")
string(TOUPPER "${SYMBOL}" macro)
string(REGEX REPLACE "(................................)" "\\1\n" lines "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," lines "${lines}")
set(align "")
if(ALIGN)
    set(align "_Alignas(${ALIGN}) ")
endif()
file(WRITE "${OUTPUT}" "// Made of ${name} by the build.
#define ${macro}_NAME \"${name}\"
static ${align}const unsigned char ${SYMBOL}[] = {
${lines}
};
")
