// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

// lwIP as the carrier uses it: no threads, no IPv6, no heap but its own of fixed size, no
// reassembly. The board says how much (docs/NETWORK.md); what it does not say is for 64 KiB of RAM.
// tinywasm_net_lacks of cmake/net.cmake sets TW_NET_HAS_*.

#include "board.h"

#ifndef BOARD_NET_SOCKETS
#define BOARD_NET_SOCKETS 4  // in use at once
#endif
#ifndef BOARD_NET_SEGMENT_BYTES
#define BOARD_NET_SEGMENT_BYTES 536  // of TCP, in a packet; at most 1460
#endif
#ifndef BOARD_NET_SEGMENTS
#define BOARD_NET_SEGMENTS 4  // that a socket keeps in each direction
#endif

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_IPV6 0
#ifdef NDEBUG
#define LWIP_NOASSERT 1
#endif

// Memory. What comes in lies in the carrier's one frame, so there is no pool of packets; what goes
// out is in the heap: each connection's window, and one packet of other kinds.
#define BOARD_NET_WINDOW (BOARD_NET_SEGMENTS * BOARD_NET_SEGMENT_BYTES)
#define MEM_LIBC_MALLOC 0
#define MEMP_MEM_MALLOC 0
#define MEM_ALIGNMENT __SIZEOF_POINTER__
#define MEM_HEAD_BYTES (54 + 8 * __SIZEOF_POINTER__)  // of what goes out, and of its block
#define MEM_PACKET_BYTES 1600
#define MEM_STREAM_BYTES (TCP_SND_BUF + TCP_SND_QUEUELEN * MEM_HEAD_BYTES)
#define MEM_SIZE (MEM_PACKET_BYTES + TW_NET_HAS_TCP * BOARD_NET_SOCKETS * MEM_STREAM_BYTES)
#define PBUF_POOL_SIZE 0
#define MEMP_NUM_PBUF 2
#define MEMP_NUM_RAW_PCB 1
#define MEMP_NUM_UDP_PCB (BOARD_NET_SOCKETS + 2)
#define MEMP_NUM_TCP_PCB (BOARD_NET_SOCKETS + 4)  // with those that are closing
#define MEMP_NUM_TCP_PCB_LISTEN BOARD_NET_SOCKETS
#define MEMP_NUM_TCP_SEG (BOARD_NET_SOCKETS * TCP_SND_QUEUELEN)
#define MEM_STATS 1
#define MEMP_STATS 1
#define LINK_STATS 0
#define ETHARP_STATS 0
#define IP_STATS 0
#define ICMP_STATS 0
#define UDP_STATS 0
#define TCP_STATS 0
#define SYS_STATS 0

// Link and addresses.
#define LWIP_ARP 1
#define ARP_TABLE_SIZE 6
#define ARP_QUEUEING 0
#define ETHARP_SUPPORT_VLAN 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_DHCP TW_NET_HAS_DHCP
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define LWIP_ACD 0
#define LWIP_AUTOIP 0
#define LWIP_NETIF_HOSTNAME TW_NET_HAS_DHCP
#define IP_FORWARD 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define IP_OPTIONS_ALLOWED 0
#define LWIP_ICMP 1
#define LWIP_RAW 1

// Names.
#define LWIP_DNS TW_NET_HAS_DNS
#define DNS_TABLE_SIZE 2
#define DNS_MAX_SERVERS 1
#define DNS_MAX_NAME_LENGTH 128
#define DNS_SERVER_PORT tw__lwip_dns_port

// UDP and TCP.
#define LWIP_UDP 1
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS 1
#define LWIP_TCP TW_NET_HAS_TCP
#define LWIP_ALTCP 0
#define TCP_MSS BOARD_NET_SEGMENT_BYTES
#define TCP_WND BOARD_NET_WINDOW
#define TCP_SND_BUF BOARD_NET_WINDOW
#define TCP_SND_QUEUELEN (2 * BOARD_NET_SEGMENTS)
#define TCP_SNDLOWAT 1
#define TCP_SNDQUEUELOWAT 1
#define TCP_OVERSIZE 0
#define TCP_QUEUE_OOSEQ 0
#define SO_REUSE 1
#define TCP_LISTEN_BACKLOG 1
#define TCP_MSL 5000
#define LWIP_TCP_RTO_TIME 1000
#define LWIP_WND_SCALE 0
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) tw__lwip_random()

#endif
