# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
#   tinywasm::net_tls   TLS over a carrier (tinywasm/net_tls.h), by Mbed TLS, where tools/setup tls has
#                       unpacked it

get_filename_component(mbedtls_root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(mbedtls_dir "${mbedtls_root}/build/deps/mbedtls/mbedtls")
if(EXISTS "${mbedtls_dir}/library/ssl_tls.c")
    set(tls "${PROJECT_SOURCE_DIR}/src/devices/network/tls")
    set(mbedtls_sources aes asn1parse asn1write base64 bignum bignum_core block_cipher cipher
        cipher_wrap constant_time ecdh ecdsa ecp ecp_curves gcm md memory_buffer_alloc oid pem pk
        pk_ecc pk_wrap pkparse platform platform_util rsa rsa_alt_helpers sha256 sha512
        ssl_ciphersuites ssl_client ssl_msg ssl_tls ssl_tls12_client x509 x509_crt)
    list(TRANSFORM mbedtls_sources PREPEND "${mbedtls_dir}/library/")
    list(TRANSFORM mbedtls_sources APPEND ".c")
    set_source_files_properties(${mbedtls_sources} PROPERTIES COMPILE_OPTIONS -w)  # not ours
    set(sources "${tls}/tls.c" ${mbedtls_sources})
    if(BOARD_FLAGS)  # a bare compiler
        list(APPEND sources "${tls}/libc/text.c")
    endif()
    tinywasm_devices(net_tls ${sources})
    target_compile_definitions(tinywasm_net_tls PRIVATE
        MBEDTLS_CONFIG_FILE="tw_mbedtls_config.h")
    target_include_directories(tinywasm_net_tls PRIVATE "${tls}/opts")
    target_include_directories(tinywasm_net_tls SYSTEM PRIVATE "${mbedtls_dir}/include")
    if(BOARD_FLAGS)
        target_include_directories(tinywasm_net_tls PRIVATE "${tls}/libc")
    endif()
    target_link_libraries(tinywasm_net_tls PUBLIC tinywasm_net)
    # Mbed TLS is built for who links it, not with everything.
    set_target_properties(tinywasm_net_tls PROPERTIES EXCLUDE_FROM_ALL ON)
endif()
