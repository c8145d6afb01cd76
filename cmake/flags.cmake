# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# The flags that our own sources are compiled with; nothing of this reaches who uses the library.

set(TINYWASM_FLAGS
    -Wall -Wextra -pedantic -Wconversion -Wundef -Wmissing-prototypes -Wstrict-prototypes
    -ffp-contract=off -fno-fast-math -ffunction-sections -fdata-sections
    -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(TINYWASM_WERROR)
    list(APPEND TINYWASM_FLAGS -Werror)
endif()
if(TINYWASM_SANITIZE)
    # GCC warns about signs of the code that the sanitizer puts in.
    list(APPEND TINYWASM_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=all
         -fno-omit-frame-pointer -Wno-sign-conversion)
    add_link_options(-fsanitize=address,undefined)
endif()
# Passes of GCC that make Thumb code larger (docs/RATIONALE.md, "What made the engine small").
set(TINYWASM_LARGER_PASSES thread-jumps tree-tail-merge caller-saves move-loop-invariants
    schedule-insns2 optimize-sibling-calls forward-propagate ipa-sra tree-dominator-opts
    guess-branch-probability)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "MinSizeRel" AND
   CMAKE_SYSTEM_PROCESSOR STREQUAL "arm")
    list(TRANSFORM TINYWASM_LARGER_PASSES PREPEND "-fno-" OUTPUT_VARIABLE size_flags)
    list(APPEND TINYWASM_FLAGS ${size_flags})
    # Where C stack counts, a call that ends a function still gives its frame up.
    set(TINYWASM_TAIL_CALL_FILES
        "/(base/arena|core/(body|float|instr|load|reader|run|slow)|engine/instance|interp/core_interp)\\.c$")
    # Where functions that are called once are smaller apart.
    set(TINYWASM_APART_FILES "/core/(assemble|branch|memory)\\.c$")
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^i[3-6]86$")
    list(APPEND TINYWASM_FLAGS -msse2 -mfpmath=sse)  # no 80-bit intermediate results
endif()

# The execution loop: for speed in every build that optimises, and without the passes of GCC that
# merge what the dispatch wants apart. Labels as values and register variables are not ISO C, and
# the switch form jumps to few of its labels.
set(TINYWASM_LOOP_LEVEL -O2 CACHE STRING "How GCC optimises the execution loop: -O2 or -Os")
set(TINYWASM_EXEC_FLAGS -Wno-pedantic -Wno-unused-label)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    list(TRANSFORM TINYWASM_LARGER_PASSES PREPEND "-f" OUTPUT_VARIABLE speed_flags)
    list(APPEND TINYWASM_EXEC_FLAGS ${TINYWASM_LOOP_LEVEL} ${speed_flags} -fno-forward-propagate
         -fno-inline-functions -fno-gcse -fno-crossjumping -fno-reorder-blocks-and-partition
         -fno-tree-loop-distribute-patterns -fomit-frame-pointer)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "MinSizeRel")
    # With the machine in registers the loop is not for optimising when linking.
    list(APPEND TINYWASM_EXEC_FLAGS -fno-lto)
    # All handlers are used, and in one section, in the order of the file, their jumps to each other
    # are short.
    list(APPEND TINYWASM_EXEC_FLAGS -fno-align-functions -fno-function-sections)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        list(APPEND TINYWASM_EXEC_FLAGS -fno-toplevel-reorder)
    endif()
endif()
