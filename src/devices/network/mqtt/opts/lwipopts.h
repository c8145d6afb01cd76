// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

// lwIP's MQTT client alone, over a transport of ours (transport.c) on any carrier of
// tinywasm/net.h. Of the rest of lwIP only headers are used. An image may have all of lwIP besides,
// as its carrier, with other options, so whatever the client calls gets a name of its own here.

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_IPV6 0
#define LWIP_ALTCP 1
#define LWIP_ALTCP_TLS 1  // its configuration is which connection is meant
#define LWIP_STATS 0
#define MEM_LIBC_MALLOC 0
#define MEM_ALIGNMENT __SIZEOF_POINTER__

#define MQTT_OUTPUT_RINGBUF_SIZE 512    // of what is sent: the most of a message
#define MQTT_VAR_HEADER_BUFFER_LEN 256  // of what comes: the most of a topic
#define MQTT_REQ_MAX_IN_FLIGHT 4
#define MQTT_REQ_TIMEOUT 20
#define MQTT_CONNECT_TIMOUT 20

#define altcp_abort tw__mqtt_abort
#define altcp_arg tw__mqtt_arg
#define altcp_bind tw__mqtt_bind
#define altcp_close tw__mqtt_close
#define altcp_connect tw__mqtt_connect
#define altcp_err tw__mqtt_err
#define altcp_output tw__mqtt_output
#define altcp_poll tw__mqtt_poll
#define altcp_recv tw__mqtt_recv
#define altcp_recved tw__mqtt_recved
#define altcp_sent tw__mqtt_sent
#define altcp_sndbuf tw__mqtt_sndbuf
#define altcp_write tw__mqtt_write
#define altcp_tls_new tw__mqtt_new
#define altcp_tcp_new_ip_type tw__mqtt_new_ip_type
#define pbuf_free tw__mqtt_pbuf_free
#define pbuf_get_at tw__mqtt_pbuf_get_at
#define pbuf_get_contiguous tw__mqtt_pbuf_get_contiguous
#define sys_timeout tw__mqtt_timeout
#define sys_untimeout tw__mqtt_untimeout
#define mem_calloc tw__mqtt_calloc
#define mem_free tw__mqtt_mem_free
#define ip_addr_any tw__mqtt_ip_any

#endif
