# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# What cmake --install puts down: the library with its CMake package, and by --component sdk the tool
# and the SDK too (make install does both). All paths in it are relative: a prefix may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tinywasm")
set(tinywasm_sdk_dir share/tinywasm)  # where tw looks for it: cli/sdk.c
set(programs_dir libexec/tinywasm)
file(RELATIVE_PATH tinywasm_up "/${package_dir}" /)
string(REGEX REPLACE "/$" "" tinywasm_up "${tinywasm_up}")

# The library.
install(TARGETS tinywasm EXPORT tinywasm-targets ARCHIVE)
foreach(library dir flash wasm4)
    if(TARGET tinywasm_${library})
        set_target_properties(tinywasm_${library} PROPERTIES
            EXCLUDE_FROM_ALL OFF EXPORT_NAME ${library})
        install(TARGETS tinywasm_${library} EXPORT tinywasm-targets ARCHIVE)
    endif()
endforeach()
if(TARGET tinywasm_flash)  # whose archive has littlefs in it
    install(FILES "${littlefs_dir}/LICENSE.md" TYPE DOC RENAME littlefs-LICENSE.md)
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/tinywasm" TYPE INCLUDE)
install(EXPORT tinywasm-targets NAMESPACE tinywasm:: DESTINATION "${package_dir}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/tinywasm-config.cmake.in"
    "${PROJECT_BINARY_DIR}/tinywasm-config.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tinywasm-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/tinywasm-config.cmake"
    "${PROJECT_BINARY_DIR}/tinywasm-config-version.cmake" DESTINATION "${package_dir}")
file(RELATIVE_PATH pc_up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" /)
configure_file(cmake/tinywasm.pc.in "${PROJECT_BINARY_DIR}/tinywasm.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/tinywasm.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

if(NOT BOARD STREQUAL "host" OR NOT TARGET tinywasm_interp)
    return()
endif()

# The SDK: sources, as they lie in the repository, and what a project on the PC links instead.
set(as_sdk DESTINATION "${tinywasm_sdk_dir}" COMPONENT sdk EXCLUDE_FROM_ALL)
install(DIRECTORY apps boards bridge cmake deps guest hal include modules ports src ${as_sdk}
    USE_SOURCE_PERMISSIONS)
install(FILES CMakeLists.txt LICENSE ${as_sdk})
file(GLOB tools RELATIVE "${PROJECT_SOURCE_DIR}" tools/*.mjs)
install(PROGRAMS tools/setup tools/emulate tools/uf2.py ${tools}
    DESTINATION "${tinywasm_sdk_dir}/tools" COMPONENT sdk EXCLUDE_FROM_ALL)
install(DIRECTORY tools/peers DESTINATION "${tinywasm_sdk_dir}/tools" COMPONENT sdk EXCLUDE_FROM_ALL)
if(TARGET tinywasm_flash)
    install(DIRECTORY "${littlefs_dir}"
        DESTINATION "${tinywasm_sdk_dir}/build/deps/littlefs" COMPONENT sdk EXCLUDE_FROM_ALL)
endif()
if(TARGET tinywasm_net_lwip)
    foreach(folder core include netif apps/mqtt)
        install(DIRECTORY "${lwip_dir}/${folder}/"
            DESTINATION "${tinywasm_sdk_dir}/build/deps/lwip/src/${folder}" COMPONENT sdk
            EXCLUDE_FROM_ALL)
    endforeach()
    install(FILES "${lwip_root}/build/deps/lwip/COPYING"
        DESTINATION "${tinywasm_sdk_dir}/build/deps/lwip" COMPONENT sdk EXCLUDE_FROM_ALL)
endif()
if(TARGET tinywasm_net_tls)
    foreach(folder library include)
        install(DIRECTORY "${mbedtls_dir}/${folder}"
            DESTINATION "${tinywasm_sdk_dir}/build/deps/mbedtls/mbedtls" COMPONENT sdk EXCLUDE_FROM_ALL)
    endforeach()
    install(FILES "${mbedtls_dir}/LICENSE"
        DESTINATION "${tinywasm_sdk_dir}/build/deps/mbedtls/mbedtls" COMPONENT sdk EXCLUDE_FROM_ALL)
endif()
tinywasm_port()
foreach(part port port_parts machine hardware block_hal board_devices board_store wasi_device net
        wifi board_wifi network_modules mqtt http board_net board_wire shell_net remote net_tls)
    if(TARGET tinywasm_${part})
        set_target_properties(tinywasm_${part} PROPERTIES EXPORT_NAME ${part})
        install(TARGETS tinywasm_${part} EXPORT tinywasm-sdk-targets COMPONENT sdk EXCLUDE_FROM_ALL
            ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
            OBJECTS DESTINATION "${CMAKE_INSTALL_LIBDIR}/tinywasm")
        list(APPEND sdk_targets tinywasm_${part})
    endif()
endforeach()
install(EXPORT tinywasm-sdk-targets NAMESPACE tinywasm:: DESTINATION "${package_dir}"
    COMPONENT sdk EXCLUDE_FROM_ALL)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/installed.cmake" @ONLY CONTENT
"# Made by make install: the targets of tinywasm_application, built before.
set(tinywasm_prefix \"\${TINYWASM_SDK}/../..\")
include(\"\${tinywasm_prefix}/@package_dir@/tinywasm-targets.cmake\")
include(\"\${tinywasm_prefix}/@package_dir@/tinywasm-sdk-targets.cmake\")
foreach(part port port_parts)
    if(NOT TARGET tinywasm_\${part})
        add_library(tinywasm_\${part} ALIAS tinywasm::\${part})
    endif()
endforeach()
")
install(FILES "${PROJECT_BINARY_DIR}/installed.cmake"
    DESTINATION "${tinywasm_sdk_dir}/cmake/package" COMPONENT sdk EXCLUDE_FROM_ALL)

# tinywasm_install_programs(), at the end: the tool, and each template's program on the PC for each
# language that it has, for machines that cannot build.
function(tinywasm_install_programs)
    file(STRINGS "${PROJECT_SOURCE_DIR}/apps/templates.txt" lines REGEX "^[a-z]")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^([^ ]+) +([^ ]+) +([^ ]+) +([^ ]+)" line "${line}")
        set(template "${CMAKE_MATCH_1}")
        set(app "${CMAKE_MATCH_2}")
        set(stem "${CMAKE_MATCH_3}")
        set(module "${CMAKE_MATCH_4}")
        foreach(language c rust zig tinygo assemblyscript)
            set(wasm "${PROJECT_SOURCE_DIR}/modules/${stem}_${language}/${stem}_${language}.wasm")
            if(language STREQUAL "c" AND NOT EXISTS "${wasm}")
                set(wasm "${PROJECT_SOURCE_DIR}/modules/${stem}/${stem}.wasm")
            endif()
            if(NOT app STREQUAL "-" AND EXISTS "${wasm}")
                tinywasm_template_program(${template}-${language} ${app} ${module} "${wasm}")
            endif()
        endforeach()
    endforeach()
    add_custom_target(sdk DEPENDS ${sdk_targets} tinywasm_dir ${template_programs})
    if(TARGET tw)
        add_dependencies(sdk tw)
        install(TARGETS tw RUNTIME COMPONENT sdk EXCLUDE_FROM_ALL)
    endif()
endfunction()

# The program of apps/APP with that module, by the name that it has in a project.
macro(tinywasm_template_program name app module wasm)
    configure_file("${wasm}" "${PROJECT_BINARY_DIR}/templates.modules/${name}/${module}.wasm" COPYONLY)
    set(embedded "")
    file(STRINGS "${PROJECT_SOURCE_DIR}/apps/${app}/tw.toml" held REGEX "^modules = ")
    if(held)
        set(embedded MODULES "${PROJECT_BINARY_DIR}/templates.modules/${name}/${module}.wasm")
    endif()
    tinywasm_application(${name} DIR "${PROJECT_SOURCE_DIR}/apps/${app}" ${embedded})
    if(TARGET ${name})
        set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON
            RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/templates")
        install(PROGRAMS "${PROJECT_BINARY_DIR}/templates/${name}" DESTINATION "${programs_dir}"
            COMPONENT sdk EXCLUDE_FROM_ALL)
        list(APPEND template_programs ${name})
    endif()
endmacro()
