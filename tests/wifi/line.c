// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hal.h"

#define WORDS_MOST 24

uint32_t line_written;
uint32_t line_written_most;

static int line = -1;
static int control = -1;
static pid_t peer;

uint32_t line_now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u);
}

void line_nap(void) {
    (void)nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
}

// ---- the machine --------------------------------------------------------------------------------

uint32_t hal_ticks_ms(void) {
    return line_now_ms();
}

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    return uart != 1 ? HAL_ABSENT : baud == 0 ? HAL_INVALID : HAL_OK;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    const char *from = bytes;
    (void)uart;
    line_written += (uint32_t)size;
    line_written_most = size > line_written_most ? (uint32_t)size : line_written_most;
    while (size > 0) {
        ssize_t count = send(line, from, size, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN) {
            return;
        }
        from += count > 0 ? count : 0;
        size -= count > 0 ? (size_t)count : 0;
    }
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    ssize_t count = recv(line, bytes, size, 0);
    (void)uart;
    return count > 0 ? (size_t)count : 0;
}

// ---- the program --------------------------------------------------------------------------------

static void run(int socket, int input, const char *const *options) {
    char number[12];
    const char *words[WORDS_MOST] = {"python3", ROOT "/tools/peers/esp_at.py", number};
    size_t count = 3;
    (void)snprintf(number, sizeof number, "%d", socket);
    while (*options != NULL && count < WORDS_MOST - 1) {
        words[count++] = *options++;
    }
    (void)dup2(input, STDIN_FILENO);
    (void)execvp(words[0], (char *const *)(const void *)words);
    _exit(127);
}

void line_start(const char *const *options) {
    int sockets[2];
    int pipes[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0 || pipe(pipes) != 0) {
        abort();
    }
    peer = fork();
    if (peer == 0) {
        (void)close(sockets[0]);
        (void)close(pipes[1]);
        run(sockets[1], pipes[0], options);
    }
    (void)close(sockets[1]);
    (void)close(pipes[0]);
    line = sockets[0];
    control = pipes[1];
    (void)fcntl(line, F_SETFL, O_NONBLOCK);
    (void)fcntl(line, F_SETFD, FD_CLOEXEC);
    (void)fcntl(control, F_SETFD, FD_CLOEXEC);
}

void line_stop(void) {
    (void)close(line);
    (void)close(control);
    (void)kill(peer, SIGTERM);
    (void)waitpid(peer, NULL, 0);
}

void line_do(const char *command) {
    if (write(control, command, strlen(command)) < 0 || write(control, "\n", 1) != 1) {
        abort();
    }
}
