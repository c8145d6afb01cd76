# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Toolchain file for bare RISC-V targets with GCC, 32 bits too. The core's flags come with the board.
# This compiler has no libc, and its stdint.h stands alone only if told that there is none; what it
# knows of memcpy and its kin stays.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_C_FLAGS_INIT "-ffreestanding -fbuiltin")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_EXECUTABLE_SUFFIX_C .elf)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
