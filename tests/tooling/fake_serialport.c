// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <libserialport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Takes libserialport's place: its ports are those of the variable FAKE_PORTS, a line each,
// `PATH USB|NATIVE VENDOR PRODUCT DESCRIPTION` with hexadecimal numbers; what is set of an open one
// is written to the file FAKE_SETTINGS.

#define MOST 8

struct sp_port {
    char path[256];
    char transport[16];
    unsigned vendor;
    unsigned product;
    char description[256];
    int fd;
};

static int read_ports(struct sp_port *ports) {
    const char *at = getenv("FAKE_PORTS");
    int count = 0;
    for (; at != NULL && *at != '\0' && count < MOST; count++) {
        struct sp_port *port = &ports[count];
        sscanf(at, "%255s %15s %x %x %255[^\n]", port->path, port->transport, &port->vendor,
               &port->product, port->description);
        at = strchr(at, '\n');
        at = at == NULL ? NULL : at + 1;
    }
    return count;
}

static void note(const char *what, int value) {
    FILE *file = fopen(getenv("FAKE_SETTINGS"), "a");
    fprintf(file, "%s %d\n", what, value);
    fclose(file);
}

enum sp_return sp_list_ports(struct sp_port ***list) {
    static struct sp_port ports[MOST];
    static struct sp_port *pointers[MOST + 1];
    int count = read_ports(ports);
    for (int i = 0; i <= count; i++) {
        pointers[i] = i < count ? &ports[i] : NULL;
    }
    *list = pointers;
    return SP_OK;
}

void sp_free_port_list(struct sp_port **list) {
    (void)list;
}

enum sp_return sp_get_port_by_name(const char *path, struct sp_port **port) {
    struct sp_port ports[MOST];
    int count = read_ports(ports);
    for (int i = 0; i < count; i++) {
        if (strcmp(ports[i].path, path) == 0) {
            *port = malloc(sizeof **port);
            **port = ports[i];
            return SP_OK;
        }
    }
    return SP_ERR_ARG;
}

void sp_free_port(struct sp_port *port) {
    free(port);
}

char *sp_get_port_name(const struct sp_port *port) {
    return (char *)port->path;
}

char *sp_get_port_description(const struct sp_port *port) {
    return port->description[0] == '\0' ? NULL : (char *)port->description;
}

enum sp_transport sp_get_port_transport(const struct sp_port *port) {
    return strcmp(port->transport, "USB") == 0 ? SP_TRANSPORT_USB : SP_TRANSPORT_NATIVE;
}

enum sp_return sp_get_port_usb_vid_pid(const struct sp_port *port, int *vendor, int *product) {
    *vendor = (int)port->vendor;
    *product = (int)port->product;
    return SP_OK;
}

enum sp_return sp_open(struct sp_port *port, enum sp_mode flags) {
    note("open", (int)flags);
    port->fd = open(port->path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    return port->fd < 0 ? SP_ERR_FAIL : SP_OK;
}

enum sp_return sp_close(struct sp_port *port) {
    note("close", close(port->fd));
    return SP_OK;
}

enum sp_return sp_get_port_handle(const struct sp_port *port, void *handle) {
    *(int *)handle = port->fd;
    return SP_OK;
}

enum sp_return sp_set_baudrate(struct sp_port *port, int baudrate) {
    (void)port;
    note("baudrate", baudrate);
    return SP_OK;
}

enum sp_return sp_set_bits(struct sp_port *port, int bits) {
    (void)port;
    note("bits", bits);
    return SP_OK;
}

enum sp_return sp_set_parity(struct sp_port *port, enum sp_parity parity) {
    (void)port;
    note("parity", (int)parity);
    return SP_OK;
}

enum sp_return sp_set_stopbits(struct sp_port *port, int stopbits) {
    (void)port;
    note("stopbits", stopbits);
    return SP_OK;
}

enum sp_return sp_set_flowcontrol(struct sp_port *port, enum sp_flowcontrol flowcontrol) {
    (void)port;
    note("flowcontrol", (int)flowcontrol);
    return SP_OK;
}
