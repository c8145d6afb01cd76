# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tinywasm")
install(TARGETS tinywasm EXPORT tinywasm-targets ARCHIVE)
foreach(store dir flash)
    if(TARGET tinywasm_${store})
        set_target_properties(tinywasm_${store} PROPERTIES
            EXCLUDE_FROM_ALL OFF EXPORT_NAME ${store})
        install(TARGETS tinywasm_${store} EXPORT tinywasm-targets ARCHIVE)
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
