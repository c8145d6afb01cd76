# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# On the PC the tests are many programs: where there is gold they are linked in half of the time.

if(PROJECT_IS_TOP_LEVEL AND TINYWASM_BUILD_TESTS AND BOARD STREQUAL "host" AND
   NOT CMAKE_CROSSCOMPILING)
    include(CheckLinkerFlag)
    check_linker_flag(C -fuse-ld=gold TINYWASM_HAS_GOLD)
    if(TINYWASM_HAS_GOLD)
        add_link_options(-fuse-ld=gold)
    endif()
endif()
