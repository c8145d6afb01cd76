# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tinywasm")
install(TARGETS tinywasm EXPORT tinywasm-targets ARCHIVE)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/tinywasm" TYPE INCLUDE)
install(EXPORT tinywasm-targets NAMESPACE tinywasm:: DESTINATION "${package_dir}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/tinywasm-config.cmake.in"
    "${PROJECT_BINARY_DIR}/tinywasm-config.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tinywasm-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/tinywasm-config.cmake"
    "${PROJECT_BINARY_DIR}/tinywasm-config-version.cmake" DESTINATION "${package_dir}")
