// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hal.h"
#include "sealed.h"
#include "tinywasm/bluetooth_line.h"

// ble://NAME, over the controller that TW_HCI names (ports/host/parts/hci.c). A process of its own
// speaks to the controller, whatever tw does, and hands the bytes on through a pair of sockets. The
// first byte that it sends says how it went.

#define OPEN_MS 20000u
#define END_MS 1500
#define PIECE 512u

enum { OPENED = 1, NO_CONTROLLER, SILENT, NOT_FOUND, NO_SHELL };

// ---- the machine, for the host stack ----

uint32_t hal_ticks_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

void hal_sleep_ms(uint32_t ms) {
    struct timespec time = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

void hal_sleep_until_interrupt(void) {
    hal_sleep_ms(1);
}

// ---- the process ----

static tw_bluetooth_line_t line;

static void tell(int fd, char how) {
    (void)!write(fd, &how, 1);
}

static char open_line(const char *name) {
    uint32_t began_ms = hal_ticks_ms();
    if (!tw_bluetooth_line_open(&line, name)) {
        return NO_CONTROLLER;
    }
    while (line.state < TW_BLUETOOTH_LINE_OPEN && hal_ticks_ms() - began_ms < OPEN_MS) {
        tw_bluetooth_line_poll(&line, hal_ticks_ms());
        hal_sleep_until_interrupt();
    }
    switch (line.state) {
        case TW_BLUETOOTH_LINE_OPEN:
            return OPENED;
        case TW_BLUETOOTH_LINE_WAKING:
            return SILENT;
        case TW_BLUETOOTH_LINE_LOOKING:
            return NOT_FOUND;
        default:
            return NO_SHELL;
    }
}

// False: tw has closed its end.
static bool take_from(int fd) {
    char bytes[PIECE];
    size_t room = TW_BLUETOOTH_LINE_BYTES - line.sent_count;
    ssize_t count = room == 0 ? -1 : recv(fd, bytes, room < PIECE ? room : PIECE, MSG_DONTWAIT);
    if (count > 0) {
        (void)tw_bluetooth_line_write(&line, bytes, (size_t)count);
    }
    return count != 0;
}

static bool give_to(int fd) {
    char bytes[PIECE];
    size_t size = tw_bluetooth_line_read(&line, bytes, sizeof bytes);
    return size == 0 || send(fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static void serve(int fd, const char *name) {
    char how = open_line(name);
    tell(fd, how);
    bool is_open = how == OPENED;
    while (is_open) {
        struct pollfd ready = {fd, POLLIN, 0};
        tw_bluetooth_line_poll(&line, hal_ticks_ms());
        is_open = give_to(fd) && take_from(fd) && line.state == TW_BLUETOOTH_LINE_OPEN;
        (void)poll(&ready, line.sent_count == 0 ? 1 : 0, 1);
    }
    for (uint32_t i = 0; i < PIECE && line.sent_count > 0 && line.state == TW_BLUETOOTH_LINE_OPEN;
         i++) {  // what tw said last
        tw_bluetooth_line_poll(&line, hal_ticks_ms());
        hal_sleep_until_interrupt();
    }
    tw_bluetooth_line_close(&line);
}

// ---- tw's side ----

static pid_t process;  // 0: there is none

// It lets go of the controller, which the next one wants; it has a moment to say what is left.
static void wait_for_process(void) {
    for (int i = 0; process > 0 && i < END_MS; i++) {
        if (waitpid(process, NULL, WNOHANG) != 0) {
            process = 0;
        }
        hal_sleep_ms(1);
    }
    if (process > 0) {
        kill(process, SIGKILL);
        (void)waitpid(process, NULL, 0);
        process = 0;
    }
}

static const char *problem_of(char how) {
    static const char *const texts[] = {
        "the process that speaks to the controller has ended: report it",
        NULL,
        "no Bluetooth controller: name one, TW_HCI=tcp:PORT or TW_HCI=/dev/TTY",
        "the Bluetooth controller is silent: is it what TW_HCI names?",
        "nobody advertises this name: is the device on, and near?",
        "the device has no remote shell, or the link broke off: try again",
    };
    return texts[how >= 0 && (size_t)how < sizeof texts / sizeof texts[0] ? how : 0];
}

static int connect_ble(const char *address, const char **problem) {
    int ends[2];
    char how = 0;
    *problem = NULL;
    signal(SIGPIPE, SIG_IGN);  // a peer that has gone is an error like others
    wait_for_process();
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        return -1;
    }
    static bool is_told;
    if (!is_told) {
        is_told = atexit(wait_for_process) == 0;
    }
    process = fork();
    if (process == 0) {
        close(ends[0]);
        serve(ends[1], address);
        _exit(0);
    }
    close(ends[1]);
    if (process < 0 || read(ends[0], &how, 1) != 1 || how != OPENED) {
        close(ends[0]);
        *problem = problem_of(how);
        return -1;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    return ends[0];
}

const struct scheme scheme_ble = {"ble://", connect_ble};
