# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# A room is a folder of src/ and is compiled with the include paths it may use and no others: an
# include root made for it, with one link per allowed room. A forbidden include does not build.

# The links of a room. Those that are right stay: somebody may be compiling.
function(tinywasm_room_links root headers own)
    set(targets "${headers}" "${own}")
    get_filename_component(sources "${own}" DIRECTORY)
    list(TRANSFORM ARGN PREPEND "${sources}/" OUTPUT_VARIABLE others)
    set(wanted "")
    foreach(target IN LISTS targets others)
        get_filename_component(name "${target}" NAME)
        list(APPEND wanted "${root}/${name}")
        set(found "")
        if(IS_SYMLINK "${root}/${name}")
            file(READ_SYMLINK "${root}/${name}" found)
        endif()
        if(NOT found STREQUAL target)
            file(MAKE_DIRECTORY "${root}")
            file(CREATE_LINK "${target}" "${root}/${name}" SYMBOLIC)
        endif()
    endforeach()
    file(GLOB stale LIST_DIRECTORIES true "${root}/*")
    list(REMOVE_ITEM stale ${wanted})
    if(stale)
        file(REMOVE ${stale})
    endif()
endfunction()

# tinywasm_room(NAME MAY ROOM...): an object library of src/NAME/*.c. Besides its own headers and
# the public ones it may include those of the rooms named.
function(tinywasm_room room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MAY")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${room}/*.c")
    if(NOT sources)
        return()
    endif()
    set(root "${PROJECT_BINARY_DIR}/rooms/${room}")
    tinywasm_room_links("${root}" "${PROJECT_SOURCE_DIR}/include/tinywasm"
        "${PROJECT_SOURCE_DIR}/src/${room}" ${arg_MAY})

    add_library(tinywasm_${room} OBJECT ${sources})
    target_include_directories(tinywasm_${room} PRIVATE "${root}")
    target_compile_options(tinywasm_${room} PRIVATE ${TINYWASM_FLAGS})
    target_compile_definitions(tinywasm_${room} PRIVATE ${TINYWASM_DEFINES})
    target_compile_features(tinywasm_${room} PRIVATE c_std_11)
    foreach(source IN LISTS sources)
        if(source MATCHES "/exec\\.c$")
            set_source_files_properties("${source}" PROPERTIES
                COMPILE_OPTIONS "${TINYWASM_EXEC_FLAGS}")
        elseif(TINYWASM_TAIL_CALL_FILES AND source MATCHES "${TINYWASM_TAIL_CALL_FILES}")
            set_source_files_properties("${source}" PROPERTIES
                COMPILE_OPTIONS -foptimize-sibling-calls)
        elseif(TINYWASM_APART_FILES AND source MATCHES "${TINYWASM_APART_FILES}")
            set_source_files_properties("${source}" PROPERTIES
                COMPILE_OPTIONS -fno-inline-functions-called-once)
        endif()
    endforeach()
    target_sources(tinywasm PRIVATE $<TARGET_OBJECTS:tinywasm_${room}>)
endfunction()
