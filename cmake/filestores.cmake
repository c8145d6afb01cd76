# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# The filestores that the library does not have unless an application links them. They are built
# only for who does, and littlefs is needed only then.
#   tinywasm::dir    a folder of the PC, and images in files (BOARD=host)
#   tinywasm::flash  flash: littlefs, whose C source tools/setup unpacks to build/deps/littlefs

get_filename_component(littlefs_root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(littlefs_dir "${littlefs_root}/build/deps/littlefs/littlefs")

# tinywasm_filestore(NAME FOLDER): the library tinywasm_NAME of src/filestore/FOLDER/*.c.
function(tinywasm_filestore name folder)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/filestore/${folder}/*.c")
    add_library(tinywasm_${name} STATIC EXCLUDE_FROM_ALL ${sources})
    add_library(tinywasm::${name} ALIAS tinywasm_${name})
    target_include_directories(tinywasm_${name} PRIVATE "${PROJECT_BINARY_DIR}/rooms/filestore")
    target_compile_options(tinywasm_${name} PRIVATE ${TINYWASM_FLAGS})
    target_link_libraries(tinywasm_${name} PUBLIC tinywasm)
endfunction()

if(TARGET tinywasm_filestore AND BOARD STREQUAL "host")
    tinywasm_filestore(dir host)
endif()
if(TARGET tinywasm_filestore AND EXISTS "${littlefs_dir}/lfs.c")
    tinywasm_filestore(flash flash)
    # littlefs's own warnings are not ours.
    set(littlefs_sources "${littlefs_dir}/lfs.c" "${littlefs_dir}/lfs_util.c")
    set_source_files_properties(${littlefs_sources} PROPERTIES COMPILE_OPTIONS -w)
    target_sources(tinywasm_flash PRIVATE ${littlefs_sources})
    target_include_directories(tinywasm_flash SYSTEM PRIVATE "${littlefs_dir}")
    if(BOARD_FLAGS)  # a bare compiler
        target_include_directories(tinywasm_flash BEFORE PRIVATE
            "${PROJECT_SOURCE_DIR}/src/filestore/flash/libc")
    endif()
    target_compile_definitions(tinywasm_flash PRIVATE LFS_NO_MALLOC LFS_NO_DEBUG LFS_NO_WARN
        LFS_NO_ERROR $<$<NOT:$<CONFIG:Debug>>:LFS_NO_ASSERT>)
endif()
