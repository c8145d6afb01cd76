# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Toolchain file for programs of 32 bits, which an x86-64 PC runs. (gcc -m32 would do, but Debian's
# gcc-multilib and its cross compilers exclude each other.) flags.cmake asks for SSE2 arithmetic.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(CMAKE_C_COMPILER i686-linux-gnu-gcc)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
