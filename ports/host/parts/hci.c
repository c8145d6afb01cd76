// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A Bluetooth controller of the PC, or a virtual one: what the environment's TW_HCI names.
//   TW_HCI=tcp:PORT    a server on this PC, such as a virtual controller of Bumble's
//   TW_HCI=/dev/...    a serial line, or a pseudo-terminal

#define _DEFAULT_SOURCE  // cfmakeraw

#include "hal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define TCP "tcp:"
#define WRITE_MS 1000

static int hci = -1;

static int open_server(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    int is_on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on);
    return fd;
}

static int open_line(const char *path) {
    struct termios settings;
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0 && tcgetattr(fd, &settings) == 0) {
        cfmakeraw(&settings);
        settings.c_cflag |= CRTSCTS | CLOCAL;
        (void)tcsetattr(fd, TCSANOW, &settings);
    }
    return fd;
}

static void shut(void) {
    if (hci >= 0) {
        close(hci);
    }
    hci = -1;
}

hal_result_t hal_hci_open(void) {
    const char *name = getenv("TW_HCI");
    shut();
    if (name == NULL || name[0] == '\0') {
        return HAL_ABSENT;
    }
    bool is_server = strncmp(name, TCP, strlen(TCP)) == 0;
    hci = is_server ? open_server(name + strlen(TCP)) : open_line(name);
    if (hci < 0) {
        return HAL_FAILED;
    }
    (void)fcntl(hci, F_SETFL, O_NONBLOCK);
    return HAL_OK;
}

void hal_hci_write(const void *bytes, size_t size) {
    const char *from = bytes;
    while (hci >= 0 && size > 0) {
        ssize_t count = write(hci, from, size);
        struct pollfd wait = {.fd = hci, .events = POLLOUT};
        if (count > 0) {
            from += count;
            size -= (size_t)count;
        } else if (errno != EAGAIN || poll(&wait, 1, WRITE_MS) <= 0) {
            shut();
        }
    }
}

size_t hal_hci_read(void *bytes, size_t size) {
    ssize_t count = hci < 0 ? 0 : read(hci, bytes, size);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
        shut();
    }
    return count > 0 ? (size_t)count : 0;
}
