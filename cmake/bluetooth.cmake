# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# tinywasm::bluetooth: Bluetooth Low Energy over hal_hci. The host stack is NimBLE's, C source inside
# a crate that tools/setup unpacks to build/deps/nimble; without it there is no such library.

get_filename_component(nimble_root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(nimble "${nimble_root}/build/deps/nimble/mynewt-nimble")
if(NOT EXISTS "${nimble}/nimble/host/src/ble_hs.c")
    return()
endif()

set(nimble_files "")
foreach(name att att_clt att_cmd att_svr gap gattc gatts hs hs_adv hs_atomic hs_cfg hs_conn hs_flow
        hs_hci hs_hci_cmd hs_hci_evt hs_hci_util hs_id hs_log hs_mbuf hs_misc hs_mqueue hs_pvcy
        hs_startup hs_stop l2cap l2cap_sig l2cap_sig_cmd sm sm_alg sm_cmd sm_sc store store_util uuid)
    list(APPEND nimble_files "${nimble}/nimble/host/src/ble_${name}.c")
endforeach()
foreach(name gap gatt)
    list(APPEND nimble_files "${nimble}/nimble/host/services/${name}/src/ble_svc_${name}.c")
endforeach()
foreach(name endian mem os_mbuf os_mempool os_msys_init)
    list(APPEND nimble_files "${nimble}/porting/nimble/src/${name}.c")
endforeach()
foreach(name aes_encrypt cmac_mode ecc ecc_dh utils)
    list(APPEND nimble_files "${nimble}/ext/tinycrypt/src/${name}.c")
endforeach()

set(bluetooth "${nimble_root}/src/devices/bluetooth")
set(nimble_includes "${bluetooth}/port" "${nimble}/nimble/host/include" "${nimble}/nimble/host/src"
    "${nimble}/nimble/include" "${nimble}/porting/nimble/include" "${nimble}/ext/tinycrypt/include"
    "${nimble}/nimble/host/services/gap/include" "${nimble}/nimble/host/services/gatt/include")
if(BOARD_FLAGS)  # a bare compiler
    list(PREPEND nimble_includes "${bluetooth}/libc")
endif()

# NimBLE's own warnings are not ours. What its files call in the place of functions of their own is
# in guard.c.
add_library(tinywasm_nimble OBJECT EXCLUDE_FROM_ALL ${nimble_files})
target_compile_options(tinywasm_nimble PRIVATE ${BOARD_FLAGS} -w -UNDEBUG -ffunction-sections
    -fdata-sections -fno-strict-aliasing -include "${bluetooth}/port/config.h"
    # It copies nothing from nowhere, its structs of the wire lie at any address, and tinycrypt
    # shifts bytes into the sign.
    -fno-sanitize=alignment,nonnull-attribute,shift)
if(TINYWASM_SANITIZE)
    target_compile_options(tinywasm_nimble PRIVATE -fsanitize=address,undefined
        "SHELL:-fno-sanitize=alignment,nonnull-attribute,shift -fno-sanitize-recover=all"
        -fno-omit-frame-pointer)
endif()
target_include_directories(tinywasm_nimble PRIVATE ${nimble_includes} "${nimble_root}/include")
set_property(SOURCE "${nimble}/nimble/host/src/ble_sm_sc.c" APPEND PROPERTY COMPILE_DEFINITIONS
    ble_sm_alg_gen_key_pair=tw__guard_gen_key_pair ble_sm_alg_gen_dhkey=tw__guard_gen_dhkey)
set_property(SOURCE "${nimble}/nimble/host/src/ble_hs_hci_evt.c" APPEND PROPERTY COMPILE_DEFINITIONS
    ble_sm_ltk_req_rx=tw__guard_ltk_req_rx ble_gap_rx_conn_complete=tw__guard_conn_complete)

file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/devices/bluetooth/*.c")
tinywasm_devices(bluetooth ${sources})
target_sources(tinywasm_bluetooth PRIVATE $<TARGET_OBJECTS:tinywasm_nimble>)
target_include_directories(tinywasm_bluetooth PRIVATE "${bluetooth}")
target_include_directories(tinywasm_bluetooth SYSTEM PRIVATE ${nimble_includes})
target_compile_options(tinywasm_bluetooth PRIVATE -include "${bluetooth}/port/config.h")
if(BOARD_BLUETOOTH_STACK)  # NimBLE needs more than the board's stack
    target_link_options(tinywasm_bluetooth INTERFACE
        "LINKER:--defsym=port_stack_bluetooth=${BOARD_BLUETOOTH_STACK}")
endif()
