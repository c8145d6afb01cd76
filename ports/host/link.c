// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The socket to the tool. The environment's TINYWASM_SIM has its number, the kind of time, when it
// is, and a seed. What is recorded is collected and sent when the program waits, writes or ends.

#define _POSIX_C_SOURCE 200809L

#include "link.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "remote.h"

#define BUFFER_SIZE 0x10000u
#define LINE_SIZE 128

static struct {
    int socket;
    bool is_there;
    uint64_t seed;
    bool stops_at_news;
    sim_event_t stop;
    size_t size;
    char bytes[BUFFER_SIZE];
    uint8_t picture[SIM_PIXELS_MOST * 3u];
} tool;

// Without the tool there is nobody to run for.
_Noreturn static void give_up(void) {
    _exit(1);
}

static void flush(void) {
    size_t sent = 0;
    while (sent < tool.size) {
        ssize_t count = send(tool.socket, tool.bytes + sent, tool.size - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            give_up();
        }
        sent += count > 0 ? (size_t)count : 0;
    }
    tool.size = 0;
}

static void put(const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        size_t room = BUFFER_SIZE - tool.size;
        size_t piece = size < room ? size : room;
        memcpy(tool.bytes + tool.size, from, piece);
        tool.size += piece;
        from += piece;
        size -= piece;
        if (tool.size == BUFFER_SIZE) {
            flush();
        }
    }
}

void link_put_line(const char *word, const char *format, ...) {
    char line[LINE_SIZE];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    put(word, strlen(word));
    put(line, length < LINE_SIZE ? (size_t)length : LINE_SIZE - 1u);
    put("\n", 1);
}

// ---- what the tool says -------------------------------------------------------------------------

// Reads a line, without its end.
static void get_line(char *line, size_t size) {
    size_t length = 0;
    for (;;) {
        char byte = 0;
        ssize_t count = recv(tool.socket, &byte, 1, 0);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            give_up();
        }
        if (count == 1 && byte == '\n') {
            break;
        }
        if (count == 1 && length + 1 < size) {
            line[length++] = byte;
        }
    }
    line[length] = '\0';
}

static void stop(void *ctx);

// The tool's commands, until it lets the program go on.
static void obey(void) {
    static char line[REMOTE_LINE_SIZE];
    struct remote_run run = {0};
    flush();
    while (!run.goes_on) {
        get_line(line, sizeof line);
        remote_obey(line, &run);
        flush();
    }
    tool.stops_at_news = run.stops_at_news;
    clock_at_first(&tool.stop, run.until_us, stop, NULL);
}

static void stop(void *ctx) {
    (void)ctx;
    clock_hold();
    link_put_line("at", " %llu", (unsigned long long)sim_now_us());
    obey();
    clock_let_go();
}

// The tool waits for what is sent or changes: it has the word when the program next waits or looks.
static void tell_news(void) {
    if (tool.stops_at_news) {
        clock_at_first(&tool.stop, sim_now_us(), stop, NULL);
    }
}

void link_start(void) {
    const char *text = getenv("TINYWASM_SIM");
    char kind = 0;
    unsigned long long start_us = 0;
    unsigned long long seed = 0;
    if (text != NULL &&
        sscanf(text, "%d %c %llu %llu", &tool.socket, &kind, &start_us, &seed) == 4) {
        tool.is_there = true;
        tool.seed = seed;
    }
    clock_start(kind == 'v', start_us);
}

void link_wait_for_start(void) {
    if (tool.is_there) {
        remote_list();
        stop(NULL);
    }
}

bool link_is_there(void) {
    return tool.is_there;
}

uint64_t link_seed(void) {
    return tool.seed;
}

// ---- what the tool is told ----------------------------------------------------------------------

static unsigned long long now(void) {
    return sim_now_us();
}

void link_send_output(uint32_t line, const void *bytes, size_t size) {
    if (!tool.is_there) {
        return;
    }
    clock_hold();
    link_put_line("out", " %llu %u %zu", now(), (unsigned)line, size);
    put(bytes, size);
    flush();
    tell_news();
    clock_let_go();
}

void link_declare_signal(const sim_signal_t *signal) {
    link_put_line("signal", " %u %u %s", (unsigned)signal->number, (unsigned)signal->bits,
                  signal->name);
}

void link_send_signal(const sim_signal_t *signal) {
    link_put_line("v", " %llu %u %u", now(), (unsigned)signal->number, (unsigned)signal->value);
    tell_news();
}

void link_send_frame(sim_display_t *display) {
    clock_hold();
    size_t size = (size_t)display->width * display->height * 3u;
    display->draw(display, tool.picture);
    link_put_line("frame", " %llu %u %u %s", now(), (unsigned)display->width,
                  (unsigned)display->height, display->name);
    put(tool.picture, size);
    clock_let_go();
}

static void send_last(const char *word) {
    if (tool.is_there) {
        clock_hold();
        link_put_line(word, " %llu", now());
        flush();
        clock_let_go();
    }
}

void link_send_end(void) {
    send_last("end");
}

void link_send_reset(void) {
    send_last("reset");
}
