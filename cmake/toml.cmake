# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Reads the TOML of applications, for firmware is built without tw. Of TOML it knows lines of these
# forms, and refuses others:
#
#     # a comment, alone or behind what follows
#     key = "text"
#     key = 1024
#     key = ["text", "text"]
#     [table]
#
# A text has no quotes, backslashes, brackets, semicolons or # inside.

# tinywasm_read_toml(FILE PREFIX KEY...): sets PREFIX_key, or PREFIX_table_key, for each key of the
# file; lists are CMake's. KEY... are the keys that there may be, `key` or `table.key`, or `table.*`
# for any in a table, whose keys PREFIX_table lists then.
function(tinywasm_read_toml file prefix)
    set(text "[^]\"\\\\#;[]*")
    set(end "[ \t]*(#.*)?$")
    file(STRINGS "${file}" lines)
    set(table "")
    foreach(line IN LISTS lines)
        if(line MATCHES "^${end}")
            continue()
        elseif(line MATCHES "^\\[([a-z_]+)\\]${end}")
            set(table "${CMAKE_MATCH_1}.")
            continue()
        elseif(line MATCHES "^([a-z_0-9]+) *= *\"(${text})\"${end}")
            set(key "${table}${CMAKE_MATCH_1}")
            set(value "${CMAKE_MATCH_2}")
        elseif(line MATCHES "^([a-z_0-9]+) *= *([0-9]+)${end}")
            set(key "${table}${CMAKE_MATCH_1}")
            set(value "${CMAKE_MATCH_2}")
        elseif(line MATCHES "^([a-z_0-9]+) *= *\\[((\"${text}\",? *)*)\\]${end}")
            set(key "${table}${CMAKE_MATCH_1}")
            string(REGEX MATCHALL "\"${text}\"" value "${CMAKE_MATCH_2}")
            list(TRANSFORM value REPLACE "\"" "")
        else()
            message(FATAL_ERROR "${file}: is not understood: ${line}: "
                    "write one of the forms that cmake/toml.cmake lists")
        endif()
        if("${table}*" IN_LIST ARGN)
            string(REPLACE "." "" list "${prefix}_${table}")
            string(REPLACE "${table}" "" own "${key}")
            list(APPEND ${list} ${own})
            set(${list} "${${list}}" PARENT_SCOPE)
        elseif(NOT key IN_LIST ARGN)
            message(FATAL_ERROR "${file}: ${key}: there is no such key: ${ARGN}")
        endif()
        string(REPLACE "." "_" variable "${prefix}_${key}")
        set(${variable} "${value}" PARENT_SCOPE)
    endforeach()
endfunction()
