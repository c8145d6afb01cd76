// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_PORTS_H
#define CLI_PORTS_H

// The serial ports that the PC has, by libserialport (ports/libserialport.c) where the build has
// it, else none (ports/none.c).

#include <stdbool.h>

struct port {
    const char *name;         // what opens it: its path
    const char *description;  // never NULL
    bool is_usb;
    int vendor;  // by USB; -1: not known
    int product;
};

// Borrowed for the call; false ends the visit.
typedef bool (*ports_visit_t)(void *ctx, const struct port *port);

// Whether there is libserialport.
bool ports_are_known(void);
// Visits all ports. False: they cannot be listed.
bool ports_visit(ports_visit_t visit, void *ctx);

// Opens a port, 8N1, without flow control, and gives its file descriptor; -1 with errno: it cannot
// be opened, -2: it is none of the PC's ports. *handle is what port_close takes.
int port_open(const char *path, unsigned baud, void **handle);
void port_close(void *handle);

#endif
