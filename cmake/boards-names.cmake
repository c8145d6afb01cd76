# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=folder -DOUTPUT=names.h -DPROFILE=name -DPREFIX=prefix -P boards-names.cmake
# Writes the header that is included first where a further core for a program is compiled: the options
# that make it another, and names of its own, for each that src/core has and no room below it, and
# for those by which the engine and tools know the core.

# All names of files that begin with tw__.
function(internal_names result)
    set(found "")
    foreach(file IN LISTS ARGN)
        file(READ "${file}" text)
        string(REGEX MATCHALL "tw__[a-z0-9_]+" names "${text}")
        list(APPEND found ${names})
    endforeach()
    list(REMOVE_DUPLICATES found)
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

file(GLOB core "${ROOT}/src/core/*.[ch]")
file(GLOB below "${ROOT}/src/base/*.h" "${ROOT}/include/tinywasm/*.h" "${ROOT}/src/engine/*.h")
internal_names(names ${core})
internal_names(others ${below})
list(REMOVE_ITEM names ${others})
list(SORT names)
set(header "// Made by cmake/boards-names.cmake.\n#undef TW_CFG_WIDE\n#define TW_CFG_WIDE 0\n")
string(APPEND header "#undef TW_CFG_PROFILE\n#define TW_CFG_PROFILE TW_PROFILE_${PROFILE}\n")
foreach(name IN LISTS names ITEMS tw_interp_core tw_interp_core_keep tw_interp_core_inspect
        tw_interp_core_slices tw_keeper tw_keep_size tw_keep_drop)
    string(APPEND header "#define ${name} ${PREFIX}${name}\n")
endforeach()
foreach(name IN ITEMS interp keeper)
    string(APPEND header "#define tw__boards_${name} tw__${PREFIX}${name}\n")
endforeach()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT "${header}")
