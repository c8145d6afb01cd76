// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <libserialport.h>
#include <stddef.h>

#include "ports.h"

// libserialport knows the PC's ports, but not pseudo-terminals.

bool ports_are_known(void) {
    return true;
}

static struct port describe(const struct sp_port *from) {
    struct port port = {sp_get_port_name(from), sp_get_port_description(from), false, -1, -1};
    port.is_usb = sp_get_port_transport(from) == SP_TRANSPORT_USB;
    if (port.description == NULL) {
        port.description = "";
    }
    if (!port.is_usb || sp_get_port_usb_vid_pid(from, &port.vendor, &port.product) != SP_OK) {
        port.vendor = port.product = -1;
    }
    return port;
}

bool ports_visit(ports_visit_t visit, void *ctx) {
    struct sp_port **list = NULL;
    if (sp_list_ports(&list) != SP_OK) {
        return false;
    }
    for (size_t i = 0; list[i] != NULL; i++) {
        struct port port = describe(list[i]);
        if (!visit(ctx, &port)) {
            break;
        }
    }
    sp_free_port_list(list);
    return true;
}

static bool set_up(struct sp_port *port, unsigned baud) {
    return sp_set_baudrate(port, (int)baud) == SP_OK && sp_set_bits(port, 8) == SP_OK &&
           sp_set_parity(port, SP_PARITY_NONE) == SP_OK && sp_set_stopbits(port, 1) == SP_OK &&
           sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK;
}

int port_open(const char *path, unsigned baud, void **handle) {
    struct sp_port *port = NULL;
    int fd = -1;
    *handle = NULL;
    if (sp_get_port_by_name(path, &port) != SP_OK) {
        return -2;
    }
    if (sp_open(port, SP_MODE_READ_WRITE) != SP_OK) {
        int error = errno;
        sp_free_port(port);
        errno = error;
        return -1;
    }
    *handle = port;
    if (!set_up(port, baud) || sp_get_port_handle(port, &fd) != SP_OK) {
        port_close(port);
        *handle = NULL;
        errno = EINVAL;
        return -1;
    }
    return fd;
}

void port_close(void *handle) {
    struct sp_port *port = handle;
    sp_close(port);
    sp_free_port(port);
}
