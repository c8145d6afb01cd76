// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_SIZE 2200
#define NOT_FOUND 127

// ---- the process --------------------------------------------------------------------------------

static void set_variables(const struct target *target, int socket, uint64_t now_us) {
    char text[96];
    snprintf(text, sizeof text, "%d %c %" PRIu64 " %" PRIu64, socket,
             target->is_virtual ? 'v' : 'r', now_us, target->seed);
    setenv("TINYWASM_SIM", text, 1);
    setenv("TINYWASM_IMAGES", target->images, 1);
}

// In the new process. Its standard input is nobody's; the pipe tells why it could not begin.
_Noreturn static void become(const struct target *target, int socket, int pipe, uint64_t now_us) {
    setpgid(0, 0);  // what a terminal interrupts is the tool, which ends this one
    int input = open("/dev/null", O_RDONLY);
    dup2(input, STDIN_FILENO);
    set_variables(target, socket, now_us);
    execv(target->args[0], target->args);
    int error = errno;
    (void)!write(pipe, &error, sizeof error);
    _exit(NOT_FOUND);
}

static bool fork_target(struct target *target, const int *sockets, const int *pipes,
                        uint64_t now_us) {
    int error = 0;
    fflush(NULL);
    target->pid = fork();
    if (target->pid == 0) {
        close(sockets[0]);
        become(target, sockets[1], pipes[1], now_us);
    }
    error = target->pid < 0 ? errno : 0;
    close(sockets[1]);
    close(pipes[1]);
    bool has_failed = error != 0 || read(pipes[0], &error, sizeof error) == sizeof error;
    close(pipes[0]);
    if (has_failed && target->pid > 0) {
        (void)waitpid(target->pid, NULL, 0);
    }
    target->pid = has_failed ? 0 : target->pid;
    errno = error;
    return !has_failed;
}

bool target_start(struct target *target, uint64_t now_us) {
    int sockets[2];
    int pipes[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0) {
        return false;
    }
    if (pipe(pipes) != 0) {
        close(sockets[0]);
        close(sockets[1]);
        return false;
    }
    fcntl(sockets[0], F_SETFD, FD_CLOEXEC);
    fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
    target->first = 0;
    target->count = 0;
    target->socket = sockets[0];
    if (!fork_target(target, sockets, pipes, now_us)) {
        int error = errno;
        close(sockets[0]);
        errno = error;
        return false;
    }
    return true;
}

int target_wait(struct target *target) {
    int status = 0;
    while (waitpid(target->pid, &status, 0) < 0 && errno == EINTR) {
    }
    close(target->socket);
    target->pid = 0;
    return status;
}

void target_kill(struct target *target) {
    if (target->pid != 0) {
        kill(-target->pid, SIGKILL);
        kill(target->pid, SIGKILL);
        (void)target_wait(target);
    }
}

// ---- the socket ---------------------------------------------------------------------------------

void target_send(struct target *target, const char *format, ...) {
    char line[COMMAND_SIZE];
    va_list values;
    va_start(values, format);
    size_t size = (size_t)vsnprintf(line, sizeof line - 1, format, values);
    va_end(values);
    line[size++] = '\n';
    for (size_t sent = 0; sent < size;) {
        ssize_t count = send(target->socket, line + sent, size - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            return;
        }
        sent += count > 0 ? (size_t)count : 0;
    }
}

// Makes sure that there is a byte to read.
static enum target_result fill(struct target *target, int patience_ms) {
    struct pollfd input = {target->socket, POLLIN, 0};
    while (target->count == 0) {
        int ready = poll(&input, 1, patience_ms);
        if (ready == 0) {
            return TARGET_SILENT;
        }
        if (ready < 0) {
            if (errno != EINTR || *target->is_interrupted) {
                return errno == EINTR ? TARGET_SILENT : TARGET_OVER;
            }
            continue;
        }
        ssize_t count = recv(target->socket, target->bytes, sizeof target->bytes, 0);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            return TARGET_OVER;
        }
        target->first = 0;
        target->count = count > 0 ? (size_t)count : 0;
    }
    return TARGET_OK;
}

enum target_result target_read(struct target *target, void *bytes, size_t size) {
    char *to = bytes;
    while (size > 0) {
        enum target_result result = fill(target, -1);
        if (result != TARGET_OK) {
            return result;
        }
        size_t piece = size < target->count ? size : target->count;
        memcpy(to, target->bytes + target->first, piece);
        target->first += piece;
        target->count -= piece;
        to += piece;
        size -= piece;
    }
    return TARGET_OK;
}

enum target_result target_read_line(struct target *target, char *line, int patience_ms) {
    size_t size = 0;
    for (;;) {
        enum target_result result = fill(target, patience_ms);
        if (result != TARGET_OK) {
            return result;
        }
        char byte = target->bytes[target->first++];
        target->count--;
        if (byte == '\n') {
            line[size] = '\0';
            return TARGET_OK;
        }
        if (size + 1 < TARGET_LINE_SIZE) {
            line[size++] = byte;
        }
    }
}
