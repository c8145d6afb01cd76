// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _DEFAULT_SOURCE

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "boards.h"
#include "command.h"
#include "json.h"
#include "line.h"
#include "ports.h"
#include "text.h"

// tw monitor: a terminal on a serial line, which it finds itself.

static const char where[] = "tw monitor";

#define END_KEY 0x1d  // Ctrl-]
#define MOST_BAUD 4000000u
#define AGAIN_MS 200  // between tries to open a line that has gone

struct monitor {
    struct line line;
    char path[FILENAME_MAX];
    const char *key_path;
    unsigned baud;
    long end_ms;         // LONG_MAX: never
    bool is_from_stdin;  // there is still input
    bool is_over;
};

static long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// ---- which line ----

// What is looked for among the ports, and what was found.
struct search {
    const struct words *boards;  // whose USB numbers count; NULL: any USB port does
    unsigned count;
    char path[FILENAME_MAX];  // the first one
    char all[1024];           // their names
};

static bool is_board(const struct port *port, const char *name) {
    struct board board;
    char numbers[16];
    snprintf(numbers, sizeof numbers, "%04x:%04x", (unsigned)port->vendor, (unsigned)port->product);
    bool is_this = board_read(name, &board) == 0 && board_variable(&board, "BOARD_USB") != NULL &&
                   strstr(board_variable(&board, "BOARD_USB"), numbers) != NULL;
    board_free(&board);
    return is_this;
}

static bool visit_port(void *ctx, const struct port *port) {
    struct search *search = ctx;
    bool is_wanted = port->is_usb && search->boards == NULL;
    for (size_t i = 0; search->boards != NULL && i < search->boards->count; i++) {
        is_wanted = is_wanted || (port->is_usb && is_board(port, search->boards->items[i]));
    }
    if (is_wanted && search->count++ == 0) {
        snprintf(search->path, sizeof search->path, "%s", port->name);
    }
    if (is_wanted) {
        size_t used = strlen(search->all);
        snprintf(search->all + used, sizeof search->all - used, "%s%s", used == 0 ? "" : ", ",
                 port->name);
    }
    return true;
}

static int fail_found(const struct search *search, const char *board) {
    if (search->count > 1) {
        return fail_usage(where, TW_ERR_INVAL, "there are several, %s: name one, or --board",
                          search->all);
    }
    return board != NULL ? fail_usage(where, TW_ERR_NOENT,
                                      "no %s is plugged in: plug it in, or name a line; "
                                      "tw monitor --list shows what there is",
                                      board)
                         : fail_usage(where, TW_ERR_NOENT,
                                      "no USB serial port is here: plug the board in, or name a "
                                      "line; tw monitor --list shows what there is");
}

// The port of the board that was named; else of any board that we know; else the only one by USB.
static int find_line(struct monitor *monitor, const char *board) {
    struct search search = {NULL, 0, "", ""};
    struct search any = {NULL, 0, "", ""};
    struct words names = {NULL, 0};
    if (!ports_are_known()) {
        return fail_missing(where,
                            "this tw was built without libserialport: run tools/setup tw and "
                            "build it again, or name a line");
    }
    board != NULL ? words_add(&names, board) : board_list(&names);
    search.boards = &names;
    if (!ports_visit(visit_port, &search) || !ports_visit(visit_port, &any)) {
        words_free(&names);
        return fail_module(where, TW_ERR_IO, "the ports cannot be listed: name a line");
    }
    words_free(&names);
    const struct search *found = search.count > 0 || board != NULL ? &search : &any;
    if (found->count != 1) {
        return fail_found(found, board);
    }
    snprintf(monitor->path, sizeof monitor->path, "%s", found->path);
    return 0;
}

// ---- the list ----

static bool print_port(void *ctx, const struct port *port) {
    unsigned *count = ctx;
    ++*count;
    printf("%-16s ", port->name);
    if (port->vendor >= 0) {
        printf("%04x:%04x  ", (unsigned)port->vendor, (unsigned)port->product);
    } else {
        printf("%-9s  ", port->is_usb ? "USB" : "-");
    }
    printf("%s\n", port->description);
    return true;
}

static bool json_port(void *ctx, const struct port *port) {
    struct json *json = ctx;
    json_begin(json, NULL);
    json_text(json, "path", port->name);
    json_text(json, "description", port->description);
    json_bool(json, "usb", port->is_usb);
    json_signed(json, "vendor", port->vendor);
    json_signed(json, "product", port->product);
    json_end(json);
    return true;
}

static int list(bool is_json) {
    unsigned count = 0;
    struct json json = {0, {false}};
    if (!ports_are_known()) {
        return fail_missing(where,
                            "this tw was built without libserialport: run tools/setup tw and "
                            "build it again");
    }
    if (is_json) {
        json_begin_list(&json, NULL);
    }
    bool is_listed = is_json ? ports_visit(json_port, &json) : ports_visit(print_port, &count);
    if (is_json) {
        json_end_list(&json);
    } else if (count == 0) {
        puts("no serial port is here");
    }
    return is_listed ? 0 : fail_module(where, TW_ERR_IO, "the ports cannot be listed: try as root");
}

// ---- the terminal ----

// Keys come one by one and are not shown, Ctrl-C goes to the device.
static bool make_raw(struct termios *before) {
    struct termios raw;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, before) != 0) {
        return false;
    }
    raw = *before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

// The line has gone: the board restarts, or was unplugged.
static void open_again(struct monitor *monitor) {
    fflush(stdout);
    fprintf(stderr, "%s: %s is gone: waiting for it\n", where, monitor->path);
    if (monitor->line.sealed != NULL) {
        long left = monitor->end_ms - now_ms();
        monitor->is_over = !line_reopen(&monitor->line, left < INT_MAX ? (int)left : INT_MAX);
        return;
    }
    line_close(&monitor->line);
    while (now_ms() < monitor->end_ms) {
        usleep(AGAIN_MS * 1000);
        if (access(monitor->path, R_OK | W_OK) == 0 &&
            line_open(&monitor->line, monitor->path, monitor->baud, NULL) == 0) {
            return;
        }
    }
    monitor->is_over = true;
}

static void take_line_bytes(struct monitor *monitor) {
    char bytes[4096];
    ssize_t size;
    while ((size = line_receive(&monitor->line, bytes, sizeof bytes)) > 0) {
        fwrite(bytes, 1, (size_t)size, stdout);
        fflush(stdout);
    }
    if (monitor->line.is_gone) {
        open_again(monitor);
    }
}

static void take_keys(struct monitor *monitor) {
    char bytes[256];
    ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
    char *end = size > 0 && isatty(STDIN_FILENO) ? memchr(bytes, END_KEY, (size_t)size) : NULL;
    monitor->is_from_stdin = size > 0;
    monitor->is_over = end != NULL;
    size = end != NULL ? end - bytes : size;
    if (size > 0 && !line_write(&monitor->line, bytes, (size_t)size)) {
        open_again(monitor);
    }
}

static void follow(struct monitor *monitor) {
    while (!monitor->is_over) {
        struct pollfd ready[2] = {{monitor->line.fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        long left = monitor->end_ms - now_ms();
        if (left <= 0) {
            return;
        }
        poll(ready, monitor->is_from_stdin ? 2 : 1, left > 1000 ? 1000 : (int)left);
        if (ready[0].revents != 0) {
            take_line_bytes(monitor);
        }
        if (!monitor->is_over && monitor->is_from_stdin && ready[1].revents != 0) {
            take_keys(monitor);
        }
    }
}

static int open_and_follow(struct monitor *monitor) {
    struct termios before;
    int code = line_open(&monitor->line, monitor->path, monitor->baud, monitor->key_path);
    if (code != 0) {
        return code;
    }
    bool is_raw = make_raw(&before);
    char speed[32] = "";
    if (monitor->line.sealed == NULL) {
        snprintf(speed, sizeof speed, ", %u baud", monitor->baud);
    }
    fprintf(stderr, "%s: %s%s%s\n", where, monitor->path, speed, is_raw ? "; Ctrl-] ends it" : "");
    monitor->is_from_stdin = true;
    follow(monitor);
    if (is_raw) {
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    }
    if (monitor->line.fd >= 0 || monitor->line.sealed != NULL) {
        line_close(&monitor->line);
    }
    return 0;
}

static bool read_number(const char *text, unsigned long most, unsigned long *number) {
    char *end = NULL;
    *number = strtoul(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && *number > 0 && *number <= most;
}

static int read_options(struct monitor *monitor, const char *baud, const char *seconds) {
    unsigned long number = LINE_BAUD;
    if (baud != NULL && !read_number(baud, MOST_BAUD, &number)) {
        return fail_usage(where, TW_ERR_INVAL, "--baud %s is no speed: try 115200", baud);
    }
    monitor->baud = (unsigned)number;
    monitor->end_ms = LONG_MAX;
    if (seconds != NULL && !read_number(seconds, 1000000, &number)) {
        return fail_usage(where, TW_ERR_INVAL, "--for %s is no number of seconds: try 10", seconds);
    }
    if (seconds != NULL) {
        monitor->end_ms = now_ms() + (long)number * 1000;
    }
    return 0;
}

int command_monitor(int count, char **args) {
    struct monitor monitor;
    memset(&monitor, 0, sizeof monitor);
    bool is_list = args_flag(&count, args, "--list");
    bool is_json = args_flag(&count, args, "--json");
    const char *board = args_value(&count, args, "--board");
    const char *baud = args_value(&count, args, "--baud");
    const char *seconds = args_value(&count, args, "--for");
    monitor.key_path = args_value(&count, args, "--key");
    int code = args_check("monitor", count, args, 0, 1);
    if (code != 0 || is_list) {
        return code != 0 ? code : list(is_json);
    }
    code = read_options(&monitor, baud, seconds);
    if (code == 0 && count == 1) {
        snprintf(monitor.path, sizeof monitor.path, "%s", args[0]);
    } else if (code == 0) {
        code = find_line(&monitor, board);
    }
    return code != 0 ? code : open_and_follow(&monitor);
}
