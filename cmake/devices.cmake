# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# Devices over hal.h, for firmware that links them:
#   tinywasm::block_hal      block devices: a SPI NOR chip, the chip's own flash
#   tinywasm::machine        the machine for modules: clock, serial line, pins, converters, buses
#   tinywasm::hardware       drivers named after chips: LED, buttons, sensors, displays
#   tinywasm::wasi_device    WASI for programs: streams, a filestore's files, clock, random bytes
#   tinywasm::board_store    the board's filestore, on what board.cmake names as BOARD_STORE
#   tinywasm::board_devices  the board's display, LED, buttons ..., as board.cmake names each: what
#                            BOARD_LED is set to is src/devices/board/led_*.c

# tinywasm_devices(NAME FILE...): the library tinywasm_NAME. It sees the public headers and hal.h.
function(tinywasm_devices name)
    add_library(tinywasm_${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
    add_library(tinywasm::${name} ALIAS tinywasm_${name})
    target_compile_options(tinywasm_${name} PRIVATE ${TINYWASM_FLAGS})
    target_include_directories(tinywasm_${name} PRIVATE "${PROJECT_SOURCE_DIR}/hal")
    target_link_libraries(tinywasm_${name} PUBLIC tinywasm tinywasm_port_parts)
endfunction()

file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/machine/*.c")
tinywasm_devices(machine ${sources})
file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/hardware/*.c")
tinywasm_devices(hardware ${sources})
if(TARGET tinywasm_wasi AND TARGET tinywasm_filestore)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/wasi/device/*.c")
    tinywasm_devices(wasi_device ${sources})
endif()

set(sources "")
foreach(device DISPLAY LED BUTTONS SENSOR)
    if(NOT BOARD_${device})
        set(BOARD_${device} none)
    endif()
    string(TOLOWER "${device}_${BOARD_${device}}.c" source)
    list(APPEND sources "${PROJECT_SOURCE_DIR}/src/devices/board/${source}")
endforeach()
tinywasm_devices(board_devices ${sources})
target_include_directories(tinywasm_board_devices PRIVATE "${PROJECT_SOURCE_DIR}/boards/${BOARD}")
target_link_libraries(tinywasm_board_devices PUBLIC tinywasm_hardware)
if(TARGET tinywasm_filestore)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/block/*.c")
    tinywasm_devices(block_hal ${sources})
    if(BOARD_STORE STREQUAL "ram" OR TARGET tinywasm_flash)
        tinywasm_devices(board_store "${PROJECT_SOURCE_DIR}/src/devices/board/${BOARD_STORE}.c")
        if(TINYWASM_RAM_STORE_SIZE)
            target_compile_definitions(tinywasm_board_store PRIVATE
                BOARD_RAM_STORE_SIZE=${TINYWASM_RAM_STORE_SIZE})
        endif()
        target_include_directories(tinywasm_board_store PRIVATE
            "${PROJECT_SOURCE_DIR}/boards/${BOARD}")
        target_link_libraries(tinywasm_board_store PRIVATE tinywasm_block_hal)
        if(TARGET tinywasm_flash)  # by its name: an export renames it
            target_link_libraries(tinywasm_board_store PRIVATE tinywasm_flash)
        endif()
        if(BOARD_STORE_STACK)  # littlefs needs more than the board's stack
            target_link_options(tinywasm_board_store INTERFACE
                "LINKER:--defsym=port_stack_bytes=${BOARD_STORE_STACK}")
        endif()
    endif()
endif()
