# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# A room is a folder of src/ and is compiled with the include paths it may use and no others: an
# include root made for it, with one link per allowed room. A forbidden include does not build.

# tinywasm_room(NAME MAY ROOM...): an object library of src/NAME/*.c. Besides its own headers and
# the public ones it may include those of the rooms named.
function(tinywasm_room room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MAY")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${room}/*.c")
    if(NOT sources)
        return()
    endif()
    set(root "${PROJECT_BINARY_DIR}/rooms/${room}")
    file(REMOVE_RECURSE "${root}")
    file(MAKE_DIRECTORY "${root}")
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/include/tinywasm" "${root}/tinywasm" SYMBOLIC)
    foreach(allowed IN ITEMS ${room} LISTS arg_MAY)
        file(CREATE_LINK "${PROJECT_SOURCE_DIR}/src/${allowed}" "${root}/${allowed}" SYMBOLIC)
    endforeach()

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
